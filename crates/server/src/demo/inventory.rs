//! The data inventory of the demo: databases of HC that nobody has read, and one that was read twice with a change between.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use jianyue_inventory::{
    InventoryError,
    model::{Source, SourceTarget},
    service::{NewDataComment, NewDataSource, Sight, add, ask_to_read, claim, comment, settle},
};
use jianyue_kernel::{Actor, Role};
use jianyue_reach::{
    Guard, Visit,
    sql::{Encryption, Engine, schema},
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, sqlite::SqliteConnectOptions};

use super::{accounts::Cast, contracts::DemoContract};
use crate::{commands::Failure, host::Host};

/// The database as it was first read.
const FIRST: &str = "
    CREATE TABLE credit_unit (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, district TEXT);
    CREATE TABLE credit_person (id INTEGER PRIMARY KEY, unit_id INTEGER REFERENCES credit_unit (id), number_hash TEXT);
    CREATE TABLE credit_record (id INTEGER PRIMARY KEY,
        unit_id INTEGER NOT NULL REFERENCES credit_unit (id) ON DELETE CASCADE,
        kind TEXT NOT NULL DEFAULT 'good', score INTEGER NOT NULL DEFAULT 0, happened_on TEXT NOT NULL, source TEXT);
    CREATE TABLE exchange_log (id INTEGER PRIMARY KEY, partner TEXT NOT NULL, sent_at TEXT NOT NULL, n INTEGER, ok INTEGER);
    CREATE TABLE old_import (line TEXT);
    CREATE INDEX credit_record_unit ON credit_record (unit_id, happened_on);
    CREATE VIEW unit_score AS SELECT unit_id, SUM(score) AS score FROM credit_record GROUP BY unit_id;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
        INSERT INTO credit_unit (code, name, district)
        SELECT printf('U%04d', i), '单位 ' || i || '（演示）', '演示区' FROM n;
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
        INSERT INTO credit_record (unit_id, score, happened_on) SELECT 1 + i % 400, i % 20, '2026-01-15' FROM n;
";
/// What became of it before it was read again.
const CHANGE: &str = "
    ALTER TABLE credit_record ADD COLUMN repaired_on TEXT;
    ALTER TABLE exchange_log ADD COLUMN batch TEXT NOT NULL DEFAULT '';
    CREATE TABLE repair_request (id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL REFERENCES credit_record (id),
        asked_on TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'asked');
    CREATE INDEX exchange_log_sent ON exchange_log (sent_at);
    DROP TABLE old_import;
    INSERT INTO repair_request (record_id, asked_on) SELECT id, '2026-02-20' FROM credit_record WHERE id % 300 = 0;
";
/// What people say of it.
const NOTES: [(&str, Option<&str>, &str); 5] = [
    ("credit_unit", None, "参评单位"),
    ("credit_unit", Some("code"), "统一社会信用代码"),
    ("credit_record", None, "信用行为记录"),
    ("credit_record", Some("kind"), "good 良好，bad 不良"),
    ("exchange_log", None, "与委内、大数据平台等的交换日志"),
];

fn refused(error: InventoryError) -> Failure {
    Failure::input(format!("the data inventory of the demo: {error}"))
}

/// Where the demo keeps databases that it reads, below its own data.
///
/// # Errors
/// When there is no present folder to which `data` may be relative.
pub fn folder(data: &Path) -> Result<PathBuf, Failure> {
    Ok(std::path::absolute(data)?.join("databases"))
}

/// Sources of HC; one of them was read.
///
/// # Errors
/// [`Failure`] when something is refused.
pub async fn load(host: &Host, cast: &Cast, contracts: &[DemoContract]) -> Result<(), Failure> {
    let Some(contract) = contracts.iter().find(|contract| contract.prefix == "HC") else { return Ok(()) };
    let Some(engineer) = cast.nth(Role::Engineer, contract, 0) else { return Ok(()) };
    let (app, folder) = (&host.app, folder(&host.settings.data)?);
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("credit.db");
    let mut tx = app.db().write().await?;
    for new in unread() {
        add(app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
    }
    let target = SourceTarget { path: Some(file.display().to_string()), ..SourceTarget::default() };
    let new = NewDataSource {
        every_days: Some(30), ..source("信用评价业务库（演示）", "1", Engine::Sqlite, target)
    };
    let source = add(app, &mut tx, engineer, contract.id, new).await.map_err(refused)?;
    tx.commit().await?;
    for sql in [FIRST, CHANGE] {
        run(&file, sql).await.map_err(|error| Failure::input(error.to_string()))?;
        read(host, engineer, &folder, &source).await?;
    }
    let mut tx = app.db().write().await?;
    for (table, column, text) in NOTES {
        let new = NewDataComment { table: table.to_owned(), column: column.map(str::to_owned), text: text.to_owned() };
        comment(app, &mut tx, engineer, source.id, new).await.map_err(refused)?;
    }
    Ok(tx.commit().await?)
}

/// Databases that stand elsewhere. The addresses are those of RFC 5737, which nobody has.
fn unread() -> Vec<NewDataSource> {
    let target = |host: &str, database: &str, encryption| SourceTarget {
        host: Some(host.to_owned()),
        database: Some(database.to_owned()),
        username: Some("inventory_reader".to_owned()),
        encryption,
        ..SourceTarget::default()
    };
    vec![
        source("共享交换前置库（演示）", "2", Engine::Postgres, target("192.0.2.11", "exchange", Encryption::Prefer)),
        source("双公示报送库（演示）", "3", Engine::Mysql, target("192.0.2.12", "publicity", Encryption::Prefer)),
        source("旧版信用库（演示）", "4", Engine::Sqlserver, target("192.0.2.13", "credit_old", Encryption::Off)),
    ]
}

fn source(title: &str, work: &str, engine: Engine, target: SourceTarget) -> NewDataSource {
    NewDataSource {
        title: title.to_owned(),
        work: Some(work.to_owned()),
        rule: None,
        engine,
        target,
        password: None,
        schemas: Vec::new(),
        every_days: None,
    }
}

async fn run(file: &Path, sql: &'static str) -> Result<(), sqlx::Error> {
    let mut connection = SqliteConnectOptions::new().filename(file).create_if_missing(true).connect().await?;
    connection.execute(AssertSqlSafe(sql)).await?;
    connection.close().await
}

/// Reads the demo's own database.
async fn read(host: &Host, engineer: &Actor, folder: &Path, source: &Source) -> Result<(), Failure> {
    let app = &host.app;
    let mut tx = app.db().write().await?;
    ask_to_read(app, &mut tx, engineer, source.id).await.map_err(refused)?;
    tx.commit().await?;
    let guard = Guard::default().with_folders(vec![folder.to_owned()]);
    for claimed in claim(app, 10).await? {
        let visit = Visit { guard: &guard, limit: Duration::from_mins(1), login: None, now: app.env().now() };
        let found = schema::read(visit, &claimed.target.0.place(claimed.engine, &claimed.schemas.0)).await;
        let mut tx = app.db().write().await?;
        settle(app, &mut tx, Sight { source: claimed, found }).await.map_err(refused)?;
        tx.commit().await?;
    }
    Ok(())
}
