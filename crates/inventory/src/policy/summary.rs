//! What was found, in numbers and in a sentence.

use jianyue_reach::sql::schema::{Schema, TableKind};

use super::describe;
use crate::model::ChangeCounts;

/// A structure in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tables that keep rows.
    pub tables: i64,
    /// Views.
    pub views: i64,
    /// Columns of all of them.
    pub columns: i64,
    /// Rows of all tables, where anybody can tell.
    pub rows: Option<i64>,
    /// Whether some of them are estimates.
    pub about: bool,
}

/// The numbers of a structure.
#[must_use]
pub fn summary(schema: &Schema) -> Summary {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let views = schema.tables.iter().filter(|table| table.kind == TableKind::View).count();
    let known = || schema.rows.iter().flatten();
    Summary {
        tables: count(schema.tables.len() - views),
        views: count(views),
        columns: schema.tables.iter().map(|table| count(table.columns.len())).sum(),
        rows: known().next().map(|_| known().fold(0_i64, |sum, rows| sum.saturating_add(rows.n))),
        about: known().any(|rows| rows.about),
    }
}

/// What was found and what differs from the last time; `None`: it is the first.
#[must_use]
pub fn outcome(found: &Summary, changes: Option<ChangeCounts>) -> String {
    let views = if found.views > 0 { format!("、{} 个视图", found.views) } else { String::new() };
    let rows = found.rows.map(|rows| format!("，{} 行", describe::rows(Some(rows), found.about))).unwrap_or_default();
    format!("{} 张表{views}，{} 个字段{rows}；{}", found.tables, found.columns, compared(changes))
}

fn compared(changes: Option<ChangeCounts>) -> String {
    let Some(changes) = changes else { return "首次盘点".to_owned() };
    let parts = [("新增", changes.added), ("减少", changes.removed), ("变更", changes.changed)];
    let parts: Vec<String> = parts.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {n} 张表")).collect();
    if parts.is_empty() { "结构与上次相同".to_owned() } else { format!("比上次{}", parts.join("、")) }
}

#[cfg(test)]
mod tests {
    use jianyue_reach::sql::schema::{Column, Rows, Table};

    use super::*;

    #[test]
    fn tables_and_views_are_counted_apart_and_an_estimate_is_told_as_one() {
        let table = |kind, n| Table { kind, columns: vec![Column::default(); n], ..Table::default() };
        let rows = |n, about| Some(Rows { n, about });
        let mut schema = Schema {
            tables: vec![table(TableKind::Table, 2), table(TableKind::View, 1), table(TableKind::Table, 3)],
            rows: vec![rows(10, false), None, rows(5, false)],
        };
        let found = summary(&schema);
        assert_eq!(outcome(&found, None), "2 张表、1 个视图，6 个字段，15 行；首次盘点");
        schema.rows[2] = rows(500, true);
        let found = summary(&schema);
        let changes = ChangeCounts { added: 1, removed: 0, changed: 2 };
        assert_eq!(
            outcome(&found, Some(changes)),
            "2 张表、1 个视图，6 个字段，约 510 行；比上次新增 1 张表、变更 2 张表"
        );
        assert!(outcome(&found, Some(ChangeCounts::default())).ends_with("；结构与上次相同"));
        schema.rows = vec![None; 3];
        assert_eq!(summary(&schema).rows, None);
    }
}
