//! What differs between two structures. What was renamed is told as gone and new: nobody can tell a new name from a new
//! thing.

use std::collections::BTreeMap;

use jianyue_reach::sql::schema::{Rows, Table};

use super::describe;
use crate::model::{Change, ChangeCounts, ChangeWhat, Difference, RowsChange, TableBrief, TableChange, Was};

/// One of the two: tables by name, and how many rows each has, in the same order.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Tables.
    pub tables: &'a [Table],
    /// Rows of each.
    pub rows: &'a [Option<Rows>],
}

impl<'a> Side<'a> {
    fn by_name(self) -> BTreeMap<&'a str, (&'a Table, Option<Rows>)> {
        let rows = self.rows.iter().copied().chain(std::iter::repeat(None));
        self.tables.iter().zip(rows).map(|(table, rows)| (table.name.as_str(), (table, rows))).collect()
    }
}

/// What became of `before`.
#[must_use]
pub fn difference(before: Side<'_>, after: Side<'_>) -> Difference {
    let (old, new) = (before.by_name(), after.by_name());
    let mut found = Difference::default();
    for (name, (table, rows)) in &new {
        match old.get(name) {
            None => found.added.push(brief(table, *rows)),
            Some((was, had)) => {
                let rows = counted(name, *had, *rows);
                if let Some(change) = changed(was, table, rows.clone()) {
                    found.changed.push(change);
                }
                found.rows.extend(rows);
            }
        }
    }
    found.removed = old.iter().filter(|(name, _)| !new.contains_key(*name)).map(|(_, (t, n))| brief(t, *n)).collect();
    found
}

/// How many tables differ.
#[must_use]
pub fn counts(difference: &Difference) -> ChangeCounts {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    ChangeCounts {
        added: count(difference.added.len()),
        removed: count(difference.removed.len()),
        changed: count(difference.changed.len()),
    }
}

fn brief(table: &Table, rows: Option<Rows>) -> TableBrief {
    TableBrief {
        table: table.name.clone(),
        kind: table.kind,
        comment: table.comment.clone(),
        columns: table.columns.len(),
        rows: rows.map(|rows| rows.n),
    }
}

fn counted(table: &str, before: Option<Rows>, after: Option<Rows>) -> Option<RowsChange> {
    let (had, has) = (before.map(|rows| rows.n), after.map(|rows| rows.n));
    let about = [before, after].into_iter().flatten().any(|rows| rows.about);
    (had != has).then(|| RowsChange { table: table.to_owned(), before: had, after: has, about })
}

fn changed(was: &Table, is: &Table, rows: Option<RowsChange>) -> Option<TableChange> {
    if was == is {
        return None;
    }
    let mut columns = named(
        was.columns.iter().map(|one| (one.name.as_str(), describe::column(one))),
        is.columns.iter().map(|one| (one.name.as_str(), describe::column(one))),
    );
    columns.extend(order(was, is));
    let mut keys = primary(was, is).into_iter().collect::<Vec<_>>();
    keys.extend(named(
        was.foreign_keys.iter().map(|one| (one.name.as_str(), describe::foreign_key(one))),
        is.foreign_keys.iter().map(|one| (one.name.as_str(), describe::foreign_key(one))),
    ));
    let indexes = named(
        was.indexes.iter().map(|one| (one.name.as_str(), describe::index(one))),
        is.indexes.iter().map(|one| (one.name.as_str(), describe::index(one))),
    );
    let kind = (was.kind != is.kind).then(|| Was {
        before: Some(describe::kind(was.kind).to_owned()),
        after: Some(describe::kind(is.kind).to_owned()),
    });
    let comment = (was.comment != is.comment).then(|| Was { before: was.comment.clone(), after: is.comment.clone() });
    // What a line does not say, such as a rule that is told now and was not before, is no change to anybody.
    let same = kind.is_none() && comment.is_none() && columns.is_empty() && keys.is_empty() && indexes.is_empty();
    (!same).then(|| TableChange { table: is.name.clone(), kind, comment, columns, keys, indexes, rows })
}

/// What became of things that have names, in the order of what there is now, and then what is gone.
fn named<'a>(
    before: impl Iterator<Item = (&'a str, String)>,
    after: impl Iterator<Item = (&'a str, String)>,
) -> Vec<Change> {
    let mut old: Vec<(&str, String)> = before.collect();
    let mut changes = Vec::new();
    for (name, is) in after {
        let was = old.iter().position(|(other, _)| *other == name).map(|at| old.remove(at).1);
        let what = match &was {
            None => ChangeWhat::Added,
            Some(was) if *was == is => continue,
            Some(_) => ChangeWhat::Changed,
        };
        changes.push(Change { name: name.to_owned(), what, before: was, after: Some(is) });
    }
    changes.extend(old.into_iter().map(|(name, was)| Change {
        name: name.to_owned(),
        what: ChangeWhat::Removed,
        before: Some(was),
        after: None,
    }));
    changes
}

/// That the columns which both have stand in another order.
fn order(was: &Table, is: &Table) -> Option<Change> {
    let shared = |one: &Table, other: &Table| -> Vec<String> {
        let has = |name: &str| other.columns.iter().any(|column| column.name == name);
        one.columns.iter().filter(|column| has(&column.name)).map(|column| column.name.clone()).collect()
    };
    let (before, after) = (shared(was, is), shared(is, was));
    (before != after).then(|| Change {
        name: "（字段顺序）".to_owned(),
        what: ChangeWhat::Changed,
        before: Some(before.join("、")),
        after: Some(after.join("、")),
    })
}

fn primary(was: &Table, is: &Table) -> Option<Change> {
    let text = |key: &[String]| (!key.is_empty()).then(|| key.join("、"));
    let (before, after) = (text(&was.primary_key), text(&is.primary_key));
    let what = match (&before, &after) {
        (before, after) if before == after => return None,
        (None, _) => ChangeWhat::Added,
        (_, None) => ChangeWhat::Removed,
        _ => ChangeWhat::Changed,
    };
    Some(Change { name: "主键".to_owned(), what, before, after })
}

#[cfg(test)]
mod tests {
    use jianyue_reach::sql::schema::{Column, ForeignKey, Index, TableKind};

    use super::*;

    fn column(name: &str, data_type: &str) -> Column {
        Column { name: name.to_owned(), data_type: data_type.to_owned(), ..Column::default() }
    }

    fn table(name: &str, columns: &[Column]) -> Table {
        Table {
            name: name.to_owned(),
            columns: columns.to_vec(),
            primary_key: vec!["id".to_owned()],
            ..Table::default()
        }
    }

    fn orders() -> Table {
        let mut orders = table("orders", &[column("id", "int"), column("sum", "int"), column("note", "text")]);
        orders.foreign_keys = vec![ForeignKey {
            name: "to_client".to_owned(),
            columns: vec!["client".to_owned()],
            to_table: "client".to_owned(),
            to_columns: vec!["id".to_owned()],
            ..ForeignKey::default()
        }];
        orders.indexes = vec![Index { name: "by_sum".to_owned(), columns: vec!["sum".to_owned()], ..Index::default() }];
        orders
    }

    fn between(before: &[Table], after: &[Table]) -> Difference {
        difference(Side { tables: before, rows: &[] }, Side { tables: after, rows: &[] })
    }

    /// What became of the columns, keys and indexes of the one table that changed.
    fn told(change: impl Fn(&mut Table)) -> Vec<String> {
        let mut after = orders();
        change(&mut after);
        let found = between(&[orders()], &[after]);
        assert_eq!(counts(&found), ChangeCounts { added: 0, removed: 0, changed: 1 });
        let line = |one: &Change| {
            let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            format!("{} {}: {} | {}", one.what.code(), one.name, text(&one.before), text(&one.after))
        };
        let only = &found.changed[0];
        only.columns.iter().chain(&only.keys).chain(&only.indexes).map(line).collect()
    }

    #[test]
    fn nothing_differs_from_itself() {
        let found = between(&[orders()], &[orders()]);
        assert_eq!(found, Difference::default());
    }

    #[test]
    fn tables_are_new_or_gone_and_one_that_was_renamed_is_both() {
        let renamed = Table { name: "bill".to_owned(), ..orders() };
        let found = between(&[orders(), table("a", &[])], &[table("a", &[]), renamed]);
        let names = |briefs: &[TableBrief]| briefs.iter().map(|one| one.table.clone()).collect::<Vec<_>>();
        assert_eq!((names(&found.added), names(&found.removed)), (vec!["bill".to_owned()], vec!["orders".to_owned()]));
        assert!(found.changed.is_empty());
    }

    #[test]
    fn a_column_that_was_renamed_is_new_and_gone() {
        let told = told(|table| table.columns[2].name = "remark".to_owned());
        assert_eq!(told, ["added remark: - | text，非空", "removed note: text，非空 | -"]);
    }

    #[test]
    fn type_emptiness_default_and_comment_of_a_column_are_told() {
        assert_eq!(told(|t| t.columns[1].data_type = "bigint".to_owned()), ["changed sum: int，非空 | bigint，非空"]);
        assert_eq!(told(|t| t.columns[1].nullable = true), ["changed sum: int，非空 | int，可空"]);
        assert_eq!(
            told(|t| t.columns[1].default = Some("0".to_owned())),
            ["changed sum: int，非空 | int，非空，默认 0"]
        );
        let comment = told(|t| t.columns[1].comment = Some("金额".to_owned()));
        assert_eq!(comment, ["changed sum: int，非空 | int，非空，说明：金额"]);
    }

    #[test]
    fn primary_and_foreign_keys_are_told() {
        assert_eq!(told(|t| t.primary_key.push("sum".to_owned())), ["changed 主键: id | id、sum"]);
        assert_eq!(told(|t| t.primary_key.clear()), ["removed 主键: id | -"]);
        assert_eq!(told(|t| t.foreign_keys.clear()), ["removed to_client: client → client（id） | -"]);
        let on_delete = told(|t| t.foreign_keys[0].on_delete = Some("CASCADE".to_owned()));
        assert_eq!(on_delete, ["changed to_client: client → client（id） | client → client（id），删除时 CASCADE"]);
    }

    #[test]
    fn indexes_are_told() {
        assert_eq!(told(|t| t.indexes[0].unique = true), ["changed by_sum: sum | sum，唯一"]);
        assert_eq!(
            told(|t| t.indexes[0].filter = Some("sum > 0".to_owned())),
            ["changed by_sum: sum | sum，仅 sum > 0"]
        );
        assert_eq!(told(|t| t.indexes.clear()), ["removed by_sum: sum | -"]);
    }

    #[test]
    fn another_order_of_the_columns_is_told_once() {
        let swapped = told(|table| table.columns.swap(1, 2));
        assert_eq!(swapped, ["changed （字段顺序）: id、sum、note | id、note、sum"]);
        // What is new or gone moves the others, but not among each other.
        assert_eq!(told(|table| drop(table.columns.remove(0))), ["removed id: int，非空 | -"]);
    }

    #[test]
    fn comment_and_kind_of_a_table_are_told() {
        let after = Table { comment: Some("订单".to_owned()), kind: TableKind::View, ..orders() };
        let found = between(&[orders()], &[after]);
        let change = &found.changed[0];
        assert_eq!(change.comment, Some(Was { before: None, after: Some("订单".to_owned()) }));
        assert_eq!(change.kind.as_ref().unwrap().after.as_deref(), Some("视图"));
    }

    #[test]
    fn rows_are_told_of_every_table_and_are_no_change_of_the_structure() {
        let (tables, rows) = ([orders(), table("zone", &[])], |n, about| Some(Rows { n, about }));
        let (had, has) = ([rows(3, false), None], [rows(5, true), None]);
        let found = difference(Side { tables: &tables, rows: &had }, Side { tables: &tables, rows: &has });
        assert!(found.changed.is_empty());
        let want = RowsChange { table: "orders".to_owned(), before: Some(3), after: Some(5), about: true };
        assert_eq!(found.rows, [want]);
    }

    #[test]
    fn what_has_another_digest_is_never_told_as_the_same() {
        let changes: [fn(&mut Table); 9] = [
            |t| t.columns[0].data_type = "x".to_owned(),
            |t| t.columns[0].default = Some(String::new()),
            |t| t.columns.swap(0, 2),
            |t| t.primary_key.reverse(),
            |t| t.foreign_keys[0].to_table = "x".to_owned(),
            |t| t.indexes[0].columns.push("id".to_owned()),
            |t| t.comment = Some("x".to_owned()),
            |t| t.kind = TableKind::View,
            |t| t.columns[2].comment = Some("x".to_owned()),
        ];
        for change in changes {
            let mut after = orders();
            change(&mut after);
            let digests = [super::super::digest(&[orders()]), super::super::digest(&[after.clone()])];
            let [before_digest, after_digest] = digests.map(|digest| digest.unwrap().0);
            let found = between(&[orders()], &[after]);
            assert_eq!(before_digest == after_digest, found == Difference::default());
        }
    }
}
