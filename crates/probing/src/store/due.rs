//! What is due, who has it, and what they found.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Sql, Tx},
};
use uuid::Uuid;

use super::probe::{ProbeRow, columns};
use crate::model::State;

/// How late a probe may be and still be run at once; what is later is spread over the coming minute.
const LATE_MS: i64 = 60_000;

const ANY: Dialect = Dialect::same("SELECT MIN(due_ms) FROM probing_probe WHERE enabled = TRUE");
const SPREAD: Dialect = Dialect {
    sqlite: "UPDATE probing_probe SET due_ms = $1 + phase_ms % MIN(every_seconds * 1000, 60000) \
             WHERE enabled = TRUE AND due_ms < $2",
    postgres: "UPDATE probing_probe SET due_ms = $1 + phase_ms % LEAST(every_seconds * 1000, 60000) \
               WHERE enabled = TRUE AND due_ms < $2",
};
// The lease is long enough for every attempt (policy::schedule::lease_until_ms says the same).
const CLAIM: Dialect = Dialect {
    sqlite: "UPDATE probing_probe SET fence = fence + 1, due_ms = $1 + (timeout_ms + 1000) * (retries + 1) + 30000 \
             WHERE id IN (SELECT id FROM probing_probe WHERE enabled = TRUE AND due_ms <= $1 ORDER BY due_ms LIMIT $2) \
             RETURNING id",
    postgres: "UPDATE probing_probe SET fence = fence + 1, due_ms = $1 + (timeout_ms + 1000) * (retries + 1) + 30000 \
               WHERE id IN (SELECT id FROM probing_probe WHERE enabled = TRUE AND due_ms <= $1 ORDER BY due_ms LIMIT $2 \
               FOR UPDATE SKIP LOCKED) RETURNING id",
};
const BEHIND: Dialect = Dialect::same(
    "SELECT COUNT(*), CAST(SUM(CASE WHEN ran_ms < $1 - every_seconds * 3000 - 60000 THEN 1 ELSE 0 END) AS BIGINT) FROM probing_probe \
     WHERE enabled = TRUE",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ANY, SPREAD, CLAIM, BEHIND];

/// When the next probe is due, in milliseconds since 1970.
pub async fn due_first(tx: &mut Tx) -> Result<Option<i64>, DbError> {
    let (first,): (Option<i64>,) = tx.one(ANY, args![]).await?;
    Ok(first)
}

/// Takes up to `limit` probes that are due. What is very late, because nobody was there, is spread out instead: one look
/// makes up for all that were missed.
pub async fn due_claim(tx: &mut Tx, now_ms: i64, limit: i64) -> Result<Vec<ProbeRow>, DbError> {
    tx.execute(SPREAD, args![now_ms, now_ms - LATE_MS]).await?;
    let claimed: Vec<(Uuid,)> = tx.all(CLAIM, args![now_ms, limit]).await?;
    if claimed.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(concat!(
        "SELECT ",
        columns!(),
        " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id WHERE p.id IN "
    ));
    sql.bind_list(claimed.into_iter().map(|(id,)| id));
    tx.all_sql(sql).await
}

/// The probes of `ids` as they are now, held until the end of the transaction, in the order of their ids.
pub async fn due_held(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<ProbeRow>, DbError> {
    let mut sql = Sql::new(concat!(
        "SELECT ",
        columns!(),
        " FROM probing_probe p JOIN probing_system s ON s.id = p.system_id WHERE p.id IN "
    ));
    sql.bind_list(ids).push(" ORDER BY p.id");
    if tx.engine() == jianyue_platform::db::Engine::Postgres {
        sql.push(" FOR UPDATE OF p");
    }
    tx.all_sql(sql).await
}

/// How a probe is after it was looked at.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct Found {
    pub id: Uuid,
    pub due_ms: i64,
    pub ran_ms: i64,
    pub state: State,
    pub since: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    pub last_ms: Option<i64>,
    pub last_text: String,
    pub metrics: std::collections::BTreeMap<String, f64>,
    pub certificates: Option<String>,
    pub outage_id: Option<Uuid>,
    pub warnings: i64,
    pub warned_from: Option<DateTime<Utc>>,
}

/// How many probes are written in one statement: SQLite looks placeholders up one by one.
const AT_ONCE: usize = 100;

/// Writes what was found of many probes, in one statement for a hundred of them.
pub async fn due_found(tx: &mut Tx, found: &[Found]) -> Result<(), DbError> {
    for some in found.chunks(AT_ONCE) {
        found_some(tx, some).await?;
    }
    Ok(())
}

async fn found_some(tx: &mut Tx, found: &[Found]) -> Result<(), DbError> {
    let mut rows = Vec::with_capacity(found.len());
    for one in found {
        rows.push(args![
            one.id,
            one.due_ms,
            one.ran_ms,
            one.state.code(),
            one.since,
            one.last_at,
            one.last_ms,
            &one.last_text,
            Arg::json(&one.metrics)?,
            one.certificates.clone(),
            one.outage_id,
            one.warnings,
            one.warned_from
        ]);
    }
    let mut sql = Sql::new(
        "UPDATE probing_probe SET due_ms = v.column2, ran_ms = v.column3, state = v.column4, since = v.column5, \
         last_at = v.column6, last_ms = v.column7, last_text = v.column8, metrics = v.column9, \
         certificates = v.column10, outage_id = v.column11, warnings = v.column12, \
         warned_from = v.column13 FROM (VALUES ",
    );
    sql.bind_rows(rows).push(") AS v WHERE probing_probe.id = v.column1");
    tx.execute_sql(sql).await.map(drop)
}

/// How many probes there are, and how many of them have not been looked at for three of their intervals.
pub async fn due_behind(tx: &mut Tx, now_ms: i64) -> Result<(i64, i64), DbError> {
    let (all, behind): (i64, Option<i64>) = tx.one(BEHIND, args![now_ms]).await?;
    Ok((all, behind.unwrap_or(0)))
}
