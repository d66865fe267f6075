//! A SQLite file in a folder that the administrator of the machine allows.

use std::path::Path;

use futures::TryStreamExt;
use sqlx::{
    AssertSqlSafe, Column, ConnectOptions, Connection, Row, TypeInfo, ValueRef,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

use super::{Rows, Target, refused};
use crate::{ReachError, Visit};

pub(super) async fn ask(visit: &Visit<'_>, target: &Target) -> Result<Rows, ReachError> {
    let file = visit.guard.file(Path::new(&target.database))?;
    let failed = |error: sqlx::Error| refused(visit, false, &error.to_string());
    let options = SqliteConnectOptions::new().filename(file).read_only(true).pragma("query_only", "ON");
    let mut connection = options.connect().await.map_err(failed)?;
    let mut rows = Rows::default();
    {
        let mut answers = sqlx::raw_sql(AssertSqlSafe(target.statement().to_owned())).fetch(&mut connection);
        while let Some(row) = answers.try_next().await.map_err(failed)? {
            rows.add(|| first(&row));
            if rows.is_full() {
                break;
            }
        }
    }
    let _ = connection.close().await;
    Ok(rows)
}

fn first(row: &SqliteRow) -> Option<String> {
    let raw = row.try_get_raw(0).ok().filter(|raw| !raw.is_null())?;
    match raw.type_info().name() {
        "INTEGER" => row.try_get_unchecked::<i64, _>(0).ok().map(|value| value.to_string()),
        "REAL" => row.try_get_unchecked::<f64, _>(0).ok().map(|value| value.to_string()),
        _ => row.try_get_unchecked::<String, _>(row.column(0).ordinal()).ok(),
    }
}
