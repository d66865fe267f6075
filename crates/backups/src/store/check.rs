//! Checks.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{BackupCheck, Finding};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO backup_check (id, policy_id, at, ok, findings, files, newest, newest_at, bytes, ms, by_name) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
);
const FORGET: Dialect = Dialect::same("DELETE FROM backup_check WHERE at < $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FORGET];

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    policy_id: Uuid,
    at: DateTime<Utc>,
    ok: bool,
    findings: Json<Vec<Finding>>,
    files: i64,
    newest: Option<String>,
    newest_at: Option<DateTime<Utc>>,
    bytes: Option<i64>,
    ms: i64,
    by_name: Option<String>,
}

impl From<Row> for BackupCheck {
    fn from(row: Row) -> Self {
        let Row { id, policy_id, at, ok, findings, files, newest, newest_at, bytes, ms, by_name } = row;
        Self { id, policy_id, at, ok, findings: findings.0, files, newest, newest_at, bytes, ms, by: by_name }
    }
}

/// Adds a check.
pub async fn check_insert(tx: &mut Tx, check: &BackupCheck) -> Result<(), DbError> {
    let args = args![
        check.id,
        check.policy_id,
        check.at,
        check.ok,
        Arg::json(&check.findings)?,
        check.files,
        check.newest.clone(),
        check.newest_at,
        check.bytes,
        check.ms,
        check.by.clone()
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The checks of a policy, the last one first.
pub async fn check_list(
    tx: &mut Tx,
    policy: Uuid,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<BackupCheck>, DbError> {
    let mut sql = Sql::new(
        "SELECT id, policy_id, at, ok, findings, files, newest, newest_at, bytes, ms, by_name FROM backup_check \
         WHERE policy_id = ",
    );
    sql.bind(policy);
    if let Some((at, id)) = after {
        sql.push(" AND (at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY at DESC, id DESC LIMIT ").bind(limit);
    Ok(tx.all_sql::<Row>(sql).await?.into_iter().map(BackupCheck::from).collect())
}

/// Forgets checks of before `then`.
pub async fn check_forget(tx: &mut Tx, then: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![then]).await
}
