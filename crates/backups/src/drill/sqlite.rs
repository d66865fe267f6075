//! A SQLite file: a copy of it is checked page by page, and its rows are counted.

use std::{collections::BTreeMap, io};

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use super::{
    Bench, Outcome,
    budget::{Budget, says},
    opened, short, tables,
};

pub(super) async fn restore(bench: Bench<'_>, budget: &Budget) -> Result<Outcome, String> {
    let copy = bench.scratch.join("copy.db");
    let (from, to, limits, within) = (bench.file.to_owned(), copy.clone(), bench.limits, budget.clone());
    let copied = tokio::task::spawn_blocking(move || {
        let mut from = opened(&from, limits, &within)?;
        let mut to = std::fs::File::create(&to).map_err(|error| says(&error))?;
        io::copy(&mut from, &mut to).map_err(|error| says(&error))
    });
    copied.await.map_err(|_| "读取中断".to_owned())??;
    let failed = |error: sqlx::Error| match error {
        sqlx::Error::Database(error) if error.message().contains("malformed") => "数据库文件已损坏".to_owned(),
        sqlx::Error::Database(error) if error.message().contains("not a database") => {
            "文件不是 SQLite 数据库，或已加密".to_owned()
        }
        other => format!("数据库打不开：{}", short(&other.to_string())),
    };
    // What a schema says is not believed: no function of it runs while rows are counted.
    let options = SqliteConnectOptions::new()
        .filename(&copy)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .disable_statement_logging();
    let mut connection = options.connect().await.map_err(failed)?;
    let said: Vec<(String,)> =
        sqlx::query_as("PRAGMA integrity_check(20)").fetch_all(&mut connection).await.map_err(failed)?;
    if said.iter().any(|(line,)| line != "ok") {
        let first = said.first().map(|(line,)| short(line)).unwrap_or_default();
        return Err(format!("完整性检查没有通过：{first}"));
    }
    let names: Vec<(String,)> = sqlx::query_as(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
    )
    .fetch_all(&mut connection)
    .await
    .map_err(failed)?;
    let mut counts = BTreeMap::new();
    for (name,) in names {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", name.replace('"', "\"\""));
        let (rows,): (i64,) = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut connection).await.map_err(failed)?;
        counts.insert(name, rows);
    }
    let _ = connection.close().await;
    tables(counts, "完整性检查通过")
}
