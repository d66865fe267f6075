//! What databases are made of: PostgreSQL of the tests, MariaDB and SQLite of this one.

use jianyue_reach::{
    Guard, Login, ReachError, Visit,
    sql::schema::{Place, Rows, Schema, Table, TableKind, read},
};
use serde_json::{Value, json};

use crate::{
    common::{guard, login, visit},
    sql::{mariadb, postgres},
};

async fn look(who: Option<&Login>, value: Value) -> Result<Schema, ReachError> {
    let place: Place = serde_json::from_value(value).unwrap();
    read(visit(&guard(), who), &place).await
}

fn table<'a>(schema: &'a Schema, name: &str) -> (&'a Table, Option<Rows>) {
    let at =
        schema.tables.iter().position(|table| table.name == name).unwrap_or_else(|| panic!("no {name}: {schema:?}"));
    (&schema.tables[at], schema.rows[at])
}

/// The columns of a table: name, type, whether it may be empty, default, comment.
fn columns(table: &Table) -> Vec<String> {
    let of = |column: &jianyue_reach::sql::schema::Column| {
        let empty = if column.nullable { " null" } else { "" };
        let preset = column.default.as_deref().map(|text| format!(" = {text}")).unwrap_or_default();
        let note = column.comment.as_deref().map(|text| format!(" # {text}")).unwrap_or_default();
        format!("{} {}{empty}{preset}{note}", column.name, column.data_type)
    };
    table.columns.iter().map(of).collect()
}

fn keys(table: &Table) -> Vec<String> {
    let of = |key: &jianyue_reach::sql::schema::ForeignKey| {
        let gone = key.on_delete.as_deref().unwrap_or("-");
        format!("{}: {} -> {}({}) {gone}", key.name, key.columns.join(","), key.to_table, key.to_columns.join(","))
    };
    table.foreign_keys.iter().map(of).collect()
}

fn indexes(table: &Table) -> Vec<String> {
    let of = |index: &jianyue_reach::sql::schema::Index| {
        let unique = if index.unique { " unique" } else { "" };
        let filter = index.filter.as_deref().map(|text| format!(" where {text}")).unwrap_or_default();
        format!("{}({}){unique}{filter}", index.name, index.columns.join(","))
    };
    table.indexes.iter().map(of).collect()
}

const EXACTLY: fn(i64) -> Option<Rows> = |n| Some(Rows { n, about: false });

#[tokio::test]
async fn a_schema_of_postgres_is_read_with_comments_keys_and_indexes() {
    let (host, port, own, database) = postgres();
    let schema = format!("reach_schema_{}", std::process::id());
    let url = std::env::var("JIANYUE_TEST_POSTGRES").unwrap();
    let mut connection = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
    let made = format!(
        "DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}; SET search_path = {schema};
         CREATE TABLE unit (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code VARCHAR(20) NOT NULL UNIQUE);
         CREATE TABLE fund (unit_id BIGINT NOT NULL REFERENCES unit (id) ON DELETE CASCADE, year INT NOT NULL,
             paid NUMERIC(12, 2) DEFAULT 0, note TEXT, PRIMARY KEY (year, unit_id));
         CREATE INDEX fund_paid ON fund (unit_id, lower(note)) WHERE paid > 0;
         COMMENT ON TABLE fund IS '缴存'; COMMENT ON COLUMN fund.paid IS '金额（元）';
         CREATE VIEW paid AS SELECT unit_id FROM fund;
         CREATE TABLE log (at DATE NOT NULL, n INT) PARTITION BY RANGE (at);
         CREATE TABLE log_a PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
         INSERT INTO unit (code) VALUES ('a'), ('b'); INSERT INTO fund VALUES (1, 2026);
         INSERT INTO log SELECT '2026-02-01', n FROM generate_series(1, 30) n;"
    );
    sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(made)).await.unwrap();
    let place = |schemas: Value| json!({ "engine": "postgres", "host": host, "port": port, "database": database, "schemas": schemas });
    let read = look(Some(&own), place(json!([schema]))).await;
    let all = look(Some(&own), place(json!([]))).await;
    let dropped = format!("DROP SCHEMA {schema} CASCADE");
    sqlx::Executor::execute(&mut connection, sqlx::AssertSqlSafe(dropped)).await.unwrap();
    let read = read.unwrap();
    let names: Vec<&str> = read.tables.iter().map(|table| table.name.strip_prefix(&schema).unwrap()).collect();
    // A part of a table is that table.
    assert_eq!(names, [".fund", ".log", ".paid", ".unit"]);
    let (fund, rows) = table(&read, &format!("{schema}.fund"));
    assert_eq!((fund.comment.as_deref(), rows), (Some("缴存"), EXACTLY(1)));
    let want = ["unit_id bigint", "year integer", "paid numeric(12,2) null = 0 # 金额（元）", "note text null"];
    assert_eq!(columns(fund), want);
    assert_eq!(fund.primary_key, ["year", "unit_id"]);
    assert_eq!(keys(fund), [format!("fund_unit_id_fkey: unit_id -> {schema}.unit(id) CASCADE")]);
    assert_eq!(indexes(fund), ["fund_paid(unit_id,lower(note)) where (paid > (0)::numeric)"]);
    let (unit, rows) = table(&read, &format!("{schema}.unit"));
    assert_eq!((indexes(unit), rows), (vec!["unit_code_key(code) unique".to_owned()], EXACTLY(2)));
    assert_eq!(columns(unit)[0], "id bigint = identity");
    assert_eq!(table(&read, &format!("{schema}.log")).1, EXACTLY(30));
    let (view, rows) = table(&read, &format!("{schema}.paid"));
    assert_eq!((view.kind, rows), (TableKind::View, None));
    assert!(all.unwrap().tables.iter().all(|table| !table.name.starts_with("pg_")));
}

// One test, because the server takes seconds to set up.
#[tokio::test]
async fn a_schema_of_mariadb_is_read_with_comments_keys_and_indexes() {
    let (server, _root) = mariadb(
        "SET NAMES utf8mb4;\nCREATE TABLE shop.client (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40) NOT NULL COMMENT '姓名') COMMENT '客户';\n\
         CREATE TABLE shop.bill (id INT, client INT NOT NULL, sum DECIMAL(10,2) DEFAULT 0.00, note TEXT, PRIMARY KEY (id, client), \
         KEY by_note (note(20)), UNIQUE KEY by_sum (sum), CONSTRAINT bill_client FOREIGN KEY (client) REFERENCES client (id) ON DELETE CASCADE);\n\
         INSERT INTO shop.client (name) VALUES ('a'), ('b'), ('c');\n\
         CREATE VIEW shop.names AS SELECT name FROM shop.client;\n\
         CREATE DATABASE other;\nCREATE TABLE other.secret (id INT);\n",
    );
    let place = json!({ "engine": "mysql", "host": "localhost", "port": server.port, "database": "shop" });
    let who = login("watch", "w4tch-word");
    let read = look(Some(&who), place.clone()).await.unwrap();
    let names: Vec<&str> = read.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["bill", "client", "names", "orders"]);
    let (client, rows) = table(&read, "client");
    assert_eq!((client.comment.as_deref(), rows), (Some("客户"), EXACTLY(3)));
    assert_eq!(columns(client), ["id int(11) = auto_increment", "name varchar(40) # 姓名"]);
    let (bill, _) = table(&read, "bill");
    assert_eq!(bill.primary_key, ["id", "client"]);
    assert_eq!(columns(bill)[2..], ["sum decimal(10,2) null = 0.00", "note text null"]);
    // What becomes of rows is told to those who may do more than read.
    assert_eq!(keys(bill), ["bill_client: client -> client(id) -"]);
    assert_eq!(indexes(bill), ["bill_client(client)", "by_note(note(20))", "by_sum(sum) unique"]);
    assert_eq!((table(&read, "names").0.kind, table(&read, "names").1), (TableKind::View, None));
    let wrong = look(Some(&login("watch", "s3cret-word")), place).await.unwrap_err();
    assert_eq!(wrong.code(), "reach.sign_in_refused");
    assert!(!format!("{wrong} {wrong:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_sqlite_file_is_read_with_keys_and_indexes_and_within_allowed_folders_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stock.db");
    let made = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = sqlx::ConnectOptions::connect(&made).await.unwrap();
    let schema = "CREATE TABLE part (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, n INTEGER DEFAULT 0);
        CREATE TABLE move (part INTEGER NOT NULL REFERENCES part (id) ON DELETE CASCADE, of_unit TEXT REFERENCES unit, at TEXT);
        CREATE TABLE unit (a TEXT, b TEXT, PRIMARY KEY (b, a)) WITHOUT ROWID;
        CREATE INDEX move_at ON move (at, part) WHERE at IS NOT NULL;
        CREATE VIEW recent AS SELECT at FROM move; CREATE VIRTUAL TABLE words USING fts5 (text);
        INSERT INTO part (code) VALUES ('a'), ('b')";
    sqlx::Executor::execute(&mut connection, schema).await.unwrap();
    sqlx::Connection::close(connection).await.unwrap();
    let place: Place = serde_json::from_value(json!({ "engine": "sqlite", "database": file })).unwrap();
    let open = Guard::default().with_folders(vec![folder.path().to_owned()]);
    let found = read(visit(&open, None), &place).await.unwrap();
    let names: Vec<&str> = found.tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["move", "part", "recent", "unit", "words"]);
    let (part, rows) = table(&found, "part");
    assert_eq!(columns(part), ["id INTEGER", "code TEXT", "n INTEGER null = 0"]);
    assert_eq!((part.primary_key.join(","), rows), ("id".to_owned(), EXACTLY(2)));
    let (moves, rows) = table(&found, "move");
    assert_eq!(keys(moves), ["of_unit → unit: of_unit -> unit() NO ACTION", "part → part: part -> part(id) CASCADE"]);
    assert_eq!((indexes(moves), rows), (vec!["move_at(at,part) where at IS NOT NULL".to_owned()], EXACTLY(0)));
    assert_eq!(table(&found, "unit").0.primary_key, ["b", "a"]);
    let closed = read(visit(&guard(), None), &place).await.unwrap_err();
    assert_eq!(closed.code(), "reach.file_not_allowed");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_given_up() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = silent.local_addr().unwrap().port();
    let (guard, who) = (guard(), login("a", "b"));
    for engine in ["postgres", "mysql", "sqlserver"] {
        let place =
            json!({ "engine": engine, "host": "127.0.0.1", "port": port, "database": "d", "encryption": "off" });
        let place: Place = serde_json::from_value(place).unwrap();
        let quick = Visit { limit: std::time::Duration::from_millis(300), ..visit(&guard, Some(&who)) };
        assert_eq!(read(quick, &place).await.unwrap_err().code(), "reach.timed_out", "{engine}");
    }
}
