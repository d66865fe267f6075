//! What is due, and who has it.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use super::policy::{PolicyRow, columns};

const CLAIM: Dialect = Dialect {
    sqlite: "UPDATE backup_policy SET fence = fence + 1, next_check_at = $2 WHERE id IN (SELECT id FROM backup_policy \
             WHERE enabled = TRUE AND retired_at IS NULL AND next_check_at <= $1 ORDER BY next_check_at LIMIT $3) RETURNING id",
    postgres: "UPDATE backup_policy SET fence = fence + 1, next_check_at = $2 WHERE id IN (SELECT id FROM backup_policy \
               WHERE enabled = TRUE AND retired_at IS NULL AND next_check_at <= $1 ORDER BY next_check_at LIMIT $3 \
               FOR UPDATE SKIP LOCKED) RETURNING id",
};
const FIRST: Dialect =
    Dialect::same("SELECT MIN(next_check_at) FROM backup_policy WHERE enabled = TRUE AND retired_at IS NULL");
const TAKE: Dialect = Dialect::same("UPDATE backup_policy SET fence = fence + 1 WHERE id = $1");
const DRILLS: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM backup_policy WHERE enabled = TRUE AND retired_at IS NULL AND next_drill_at <= $1 \
     AND NOT EXISTS (SELECT 1 FROM backup_drill d WHERE d.policy_id = backup_policy.id AND d.state IN ('waiting', 'running')) \
     ORDER BY next_drill_at LIMIT 100"
));
const BEHIND: Dialect = Dialect::same(
    "SELECT COUNT(*), CAST(SUM(CASE WHEN next_check_at < $1 THEN 1 ELSE 0 END) AS BIGINT), \
     CAST(SUM(CASE WHEN state IN ('late', 'missing', 'suspect') THEN 1 ELSE 0 END) AS BIGINT) \
     FROM backup_policy WHERE enabled = TRUE AND retired_at IS NULL",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLAIM, FIRST, TAKE, DRILLS, BEHIND];

/// When the next look is due.
pub async fn due_first(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, DbError> {
    Ok(tx.one::<(Option<DateTime<Utc>>,)>(FIRST, args![]).await?.0)
}

/// Takes policies that are due to be looked at; they are anybody's again after `until`.
pub async fn due_claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<PolicyRow>, DbError> {
    let claimed: Vec<(Uuid,)> = tx.all(CLAIM, args![now, until, limit]).await?;
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM backup_policy WHERE id IN "));
    sql.bind_list(claimed.into_iter().map(|(id,)| id));
    tx.all_sql(sql).await
}

/// Takes one policy, due or not.
pub async fn due_take(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    tx.execute(TAKE, args![id]).await.map(drop)
}

/// Policies whose drill is due and neither waits nor runs.
pub async fn due_drills(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<PolicyRow>, DbError> {
    tx.all(DRILLS, args![now]).await
}

/// How many policies are switched on, how many should have been looked at before `then`, and with how many something is
/// wrong.
pub async fn due_behind(tx: &mut Tx, then: DateTime<Utc>) -> Result<(i64, i64, i64), DbError> {
    let (all, behind, wrong): (i64, Option<i64>, Option<i64>) = tx.one(BEHIND, args![then]).await?;
    Ok((all, behind.unwrap_or(0), wrong.unwrap_or(0)))
}
