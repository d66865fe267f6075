//! The answers to the four questions, as tables.

use std::collections::HashMap;

use super::{Column, ForeignKey, Index, Place, Table, TableKind};
use crate::sql::{Engine, session::Grid};

/// A table, and what is needed to count its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub table: Table,
    pub schema: String,
    /// Its name without the schema.
    pub bare: String,
    pub estimate: Option<i64>,
    pub bytes: Option<i64>,
    pub countable: bool,
}

/// A row of an answer, read by its columns.
struct Line<'a>(&'a [Option<String>]);

impl Line<'_> {
    fn text(&self, at: usize) -> Option<String> {
        self.0.get(at).cloned().flatten().filter(|text| !text.is_empty())
    }

    fn name(&self, at: usize) -> String {
        self.text(at).unwrap_or_default()
    }

    fn number(&self, at: usize) -> Option<i64> {
        self.text(at).and_then(|text| text.parse().ok())
    }

    fn yes(&self, at: usize) -> bool {
        self.0.get(at).and_then(Option::as_deref).is_some_and(|text| matches!(text, "1" | "t" | "true"))
    }
}

/// Tables by name, from the answers about tables, columns, keys and indexes.
pub(super) fn decode(place: &Place, grids: Vec<Grid>) -> Vec<Found> {
    let mut grids = grids.into_iter();
    let mut next = || grids.next().unwrap_or_default();
    let mut found: Vec<Found> = next().iter().map(|row| table(place, &Line(row))).collect();
    found.sort_by(|a, b| a.table.name.cmp(&b.table.name));
    found.dedup_by(|a, b| a.table.name == b.table.name);
    let places: HashMap<(String, String), usize> =
        found.iter().enumerate().map(|(at, one)| ((one.schema.clone(), one.bare.clone()), at)).collect();
    let mut of = |grid: Grid, put: &dyn Fn(&mut Table, &Line<'_>)| {
        for row in &grid {
            let line = Line(row);
            if let Some(at) = places.get(&(line.name(0), line.name(1))) {
                put(&mut found[*at].table, &line);
            }
        }
    };
    of(next(), &column);
    of(next(), &|table, line| key(place, table, line));
    of(next(), &index);
    for one in &mut found {
        finish(&mut one.table);
    }
    found
}

fn table(place: &Place, line: &Line<'_>) -> Found {
    let (schema, bare) = (line.name(0), line.name(1));
    let kind = if line.name(2) == "view" { TableKind::View } else { TableKind::Table };
    let comment = line.text(3);
    let table = Table { name: named(place, &schema, &bare), kind, comment, ..Table::default() };
    let estimate = line.number(4).filter(|n| *n >= 0 && kind == TableKind::Table);
    Found { table, schema, bare, estimate, bytes: line.number(5), countable: line.yes(6) }
}

/// What a table is called: with its schema where there may be several.
fn named(place: &Place, schema: &str, bare: &str) -> String {
    let alone = match place.engine {
        Engine::Sqlite => true,
        Engine::Mysql => schema == place.database,
        Engine::Postgres | Engine::Sqlserver => false,
    };
    if alone { bare.to_owned() } else { format!("{schema}.{bare}") }
}

fn column(table: &mut Table, line: &Line<'_>) {
    table.columns.push(Column {
        name: line.name(2),
        data_type: line.name(3),
        nullable: line.yes(4),
        // An empty text may be a default.
        default: line.0.get(5).cloned().flatten(),
        comment: line.text(6),
    });
}

fn key(place: &Place, table: &mut Table, line: &Line<'_>) {
    if line.name(3) == "primary" {
        table.primary_key.push(line.name(4));
        return;
    }
    let name = line.name(2);
    let to_schema = line.text(5).unwrap_or_else(|| line.name(0));
    if table.foreign_keys.last().is_none_or(|last| last.name != name) {
        table.foreign_keys.push(ForeignKey {
            name,
            to_table: named(place, &to_schema, &line.name(6)),
            on_update: line.text(8),
            on_delete: line.text(9),
            ..ForeignKey::default()
        });
    }
    if let Some(last) = table.foreign_keys.last_mut() {
        last.columns.push(line.name(4));
        // A key that names no columns points at the primary key.
        last.to_columns.extend(line.text(7));
    }
}

fn index(table: &mut Table, line: &Line<'_>) {
    let name = line.name(2);
    if table.indexes.last().is_none_or(|last| last.name != name) {
        let (unique, filter) = (line.yes(3), line.text(5));
        table.indexes.push(Index { name, unique, filter, columns: Vec::new() });
    }
    if let Some(last) = table.indexes.last_mut() {
        last.columns.push(line.text(4).unwrap_or_else(|| "（表达式）".to_owned()));
    }
}

/// Keys without a name get one, and all are put in the order of their names, so that the order of the answers is no change.
fn finish(table: &mut Table) {
    for key in &mut table.foreign_keys {
        // SQLite numbers them from the last to the first; the number would change with every key that is added.
        if key.name.is_empty() || key.name.chars().all(|one| one.is_ascii_digit()) {
            key.name = format!("{} → {}", key.columns.join(","), key.to_table);
        }
    }
    table.foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(engine: Engine) -> Place {
        let database = "shop".to_owned();
        let host = "db.example".to_owned();
        Place {
            engine,
            host,
            port: None,
            database,
            encryption: crate::sql::Encryption::Off,
            ca_pem: None,
            schemas: Vec::new(),
        }
    }

    fn grid(rows: &[&[&str]]) -> Grid {
        let text = |text: &&str| if *text == "-" { None } else { Some((*text).to_owned()) };
        rows.iter().map(|row| row.iter().map(text).collect()).collect()
    }

    /// As SQL Server answers.
    #[test]
    fn answers_become_tables_with_their_columns_keys_and_indexes() {
        let tables = grid(&[
            &["dbo", "orders", "table", "订单", "1200", "-", "0"],
            &["dbo", "client", "table", "-", "-1", "-", "0"],
            &["dbo", "open_orders", "view", "-", "0", "-", "0"],
        ]);
        let columns = grid(&[
            &["dbo", "orders", "id", "int", "0", "-", "编号"],
            &["dbo", "orders", "client", "nvarchar(20)", "1", "", "-"],
            &["dbo", "gone", "id", "int", "0", "-", "-"],
        ]);
        let keys = grid(&[
            &["dbo", "orders", "PK_orders", "primary", "id", "-", "-", "-", "-", "-"],
            &["dbo", "orders", "FK_b", "foreign", "client", "dbo", "client", "id", "NO_ACTION", "CASCADE"],
            &["dbo", "orders", "FK_b", "foreign", "region", "dbo", "client", "region", "NO_ACTION", "CASCADE"],
            &["dbo", "orders", "FK_a", "foreign", "client", "dbo", "client", "id", "-", "-"],
        ]);
        let indexes = grid(&[
            &["dbo", "orders", "ix_client", "0", "client", "-"],
            &["dbo", "orders", "ix_client", "0", "id", "-"],
            &["dbo", "orders", "ix_a", "1", "-", "([id]>(0))"],
        ]);
        let found = decode(&place(Engine::Sqlserver), vec![tables, columns, keys, indexes]);
        let names: Vec<&str> = found.iter().map(|one| one.table.name.as_str()).collect();
        assert_eq!(names, ["dbo.client", "dbo.open_orders", "dbo.orders"]);
        assert_eq!(found.iter().map(|one| one.estimate).collect::<Vec<_>>(), [None, None, Some(1200)]);
        let orders = &found[2].table;
        assert_eq!((orders.comment.as_deref(), orders.primary_key.join(",")), (Some("订单"), "id".to_owned()));
        assert_eq!(orders.columns[1].default.as_deref(), Some(""));
        assert!(orders.columns[1].nullable && !orders.columns[0].nullable);
        let keys: Vec<(&str, String)> =
            orders.foreign_keys.iter().map(|key| (key.name.as_str(), key.to_columns.join(","))).collect();
        assert_eq!(keys, [("FK_a", "id".to_owned()), ("FK_b", "id,region".to_owned())]);
        assert_eq!(orders.foreign_keys[1].on_delete.as_deref(), Some("CASCADE"));
        assert_eq!(orders.indexes[0].filter.as_deref(), Some("([id]>(0))"));
        assert_eq!(orders.indexes[1].columns, ["client", "id"]);
    }

    #[test]
    fn a_table_has_its_schema_in_its_name_where_there_may_be_several() {
        let name = |engine, schema: &str| named(&place(engine), schema, "a");
        assert_eq!(name(Engine::Postgres, "public"), "public.a");
        assert_eq!(name(Engine::Mysql, "shop"), "a");
        assert_eq!(name(Engine::Mysql, "other"), "other.a");
        assert_eq!(name(Engine::Sqlite, "main"), "a");
    }

    #[test]
    fn keys_without_a_name_are_called_by_what_they_join() {
        let tables = grid(&[&["main", "a", "table", "-", "-", "4096", "1"]]);
        let keys = grid(&[
            &["main", "a", "0", "foreign", "b_id", "-", "b", "-", "NO ACTION", "NO ACTION"],
            &["main", "a", "1", "foreign", "c_id", "-", "c", "id", "NO ACTION", "NO ACTION"],
        ]);
        let found = decode(&place(Engine::Sqlite), vec![tables, Grid::new(), keys]);
        let keys: Vec<&str> = found[0].table.foreign_keys.iter().map(|key| key.name.as_str()).collect();
        assert_eq!(keys, ["b_id → b", "c_id → c"]);
        assert!(found[0].table.foreign_keys[0].to_columns.is_empty());
    }
}
