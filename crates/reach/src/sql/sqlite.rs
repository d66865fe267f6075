//! A SQLite file in a folder that the administrator of the machine allows.

use std::path::Path;

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Row, SqliteConnection, TypeInfo, ValueRef,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

use super::{Rows, Target, refused};
use crate::{ReachError, Visit};

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let failed = |error| failed(visit, &error);
    let mut connection = open(visit, target).await?;
    let mut rows = Rows::default();
    {
        let mut answers = sqlx::raw_sql(AssertSqlSafe(target.statement().to_owned())).fetch(&mut connection);
        while let Some(row) = answers.try_next().await.map_err(failed)? {
            rows.add(|| text(&row, 0));
            if rows.is_full() {
                break;
            }
        }
    }
    let _ = connection.close().await;
    Ok(rows)
}

/// Opens the file for reading.
pub(super) async fn open(visit: &Visit<'_>, target: &Target) -> Result<SqliteConnection, ReachError> {
    let file = visit.guard.file(Path::new(&target.database))?;
    let options = SqliteConnectOptions::new().filename(file).read_only(true).pragma("query_only", "ON");
    options.connect().await.map_err(|error| failed(visit, &error))
}

pub(super) fn failed(visit: &Visit<'_>, error: &sqlx::Error) -> ReachError {
    refused(visit, false, &error.to_string())
}

/// A value of a row as text.
pub(super) fn text(row: &SqliteRow, at: usize) -> Option<String> {
    let raw = row.try_get_raw(at).ok().filter(|raw| !raw.is_null())?;
    match raw.type_info().name() {
        "INTEGER" => row.try_get_unchecked::<i64, _>(at).ok().map(|value| value.to_string()),
        "REAL" => row.try_get_unchecked::<f64, _>(at).ok().map(|value| value.to_string()),
        _ => row.try_get_unchecked::<String, _>(at).ok(),
    }
}
