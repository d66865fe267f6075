//! Drills.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Drill, DrillState, Format};

macro_rules! columns {
    () => {
        "d.id, d.policy_id, p.contract_id, p.title, p.format, d.state, d.file, d.file_at, d.asked_at, d.started_at, \
         d.ended_at, d.ms, d.bytes, d.counts, d.text, d.by_name, d.fence \
         FROM backup_drill d JOIN backup_policy p ON p.id = d.policy_id"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO backup_drill (id, policy_id, state, asked_at, counts, by_name, fence) VALUES ($1, $2, 'waiting', $3, $4, $5, 0)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " WHERE d.id = $1"));
const OPEN: Dialect =
    Dialect::same("SELECT id FROM backup_drill WHERE policy_id = $1 AND state IN ('waiting', 'running') LIMIT 1");
const CLAIM: Dialect = Dialect {
    sqlite: "UPDATE backup_drill SET state = 'running', started_at = $1, lease_until = $2, fence = fence + 1 WHERE id IN \
             (SELECT id FROM backup_drill WHERE state = 'waiting' ORDER BY asked_at LIMIT 1) RETURNING id",
    postgres: "UPDATE backup_drill SET state = 'running', started_at = $1, lease_until = $2, fence = fence + 1 WHERE id IN \
               (SELECT id FROM backup_drill WHERE state = 'waiting' ORDER BY asked_at LIMIT 1 FOR UPDATE SKIP LOCKED) \
               RETURNING id",
};
const RENEW: Dialect =
    Dialect::same("UPDATE backup_drill SET lease_until = $3 WHERE id = $1 AND fence = $2 AND state = 'running'");
const END: Dialect = Dialect::same(
    "UPDATE backup_drill SET state = $3, file = $4, file_at = $5, ended_at = $6, ms = $7, bytes = $8, counts = $9, \
     text = $10, lease_until = NULL WHERE id = $1 AND fence = $2 AND state IN ('waiting', 'running')",
);
const LOST: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " WHERE d.state IN ('waiting', 'running') AND d.lease_until < $1 ORDER BY d.asked_at LIMIT 100"
));
const LIVE: Dialect = Dialect::same("SELECT state IN ('waiting', 'running') AS live FROM backup_drill WHERE id = $1");
const WAITING: Dialect = Dialect::same("SELECT COUNT(*) FROM backup_drill WHERE state = 'waiting'");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, OPEN, CLAIM, RENEW, END, LOST, LIVE, WAITING];

/// A drill as it is kept, with what it needs of its policy.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct DrillRow {
    pub id: Uuid,
    pub policy_id: Uuid,
    pub contract_id: Uuid,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub format: Format,
    #[sqlx(try_from = "String")]
    pub state: DrillState,
    pub file: Option<String>,
    pub file_at: Option<DateTime<Utc>>,
    pub asked_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ms: Option<i64>,
    pub bytes: Option<i64>,
    pub counts: Json<BTreeMap<String, i64>>,
    pub text: Option<String>,
    pub by_name: Option<String>,
    pub fence: i64,
}

impl From<DrillRow> for Drill {
    fn from(row: DrillRow) -> Self {
        Self {
            id: row.id,
            policy_id: row.policy_id,
            contract_id: row.contract_id,
            title: row.title,
            format: row.format,
            state: row.state,
            file: row.file,
            file_at: row.file_at,
            asked_at: row.asked_at,
            started_at: row.started_at,
            ended_at: row.ended_at,
            ms: row.ms,
            bytes: row.bytes,
            counts: row.counts.0,
            text: row.text,
            by: row.by_name,
        }
    }
}

/// Adds a drill that waits.
pub async fn drill_insert(
    tx: &mut Tx,
    (id, policy): (Uuid, Uuid),
    at: DateTime<Utc>,
    by: Option<String>,
) -> Result<(), DbError> {
    let none = BTreeMap::<String, i64>::new();
    tx.execute(INSERT, args![id, policy, at, Arg::json(&none)?, by]).await.map(drop)
}

/// The drill of an id.
pub async fn drill_find(tx: &mut Tx, id: Uuid) -> Result<Option<DrillRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The drill of a policy that waits or runs.
pub async fn drill_open(tx: &mut Tx, policy: Uuid) -> Result<Option<Uuid>, DbError> {
    Ok(tx.optional::<(Uuid,)>(OPEN, args![policy]).await?.map(|(id,)| id))
}

/// Takes the drill that has waited longest.
pub async fn drill_claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Option<DrillRow>, DbError> {
    match tx.optional::<(Uuid,)>(CLAIM, args![now, lease_until]).await? {
        Some((id,)) => drill_find(tx, id).await,
        None => Ok(None),
    }
}

/// Whoever runs a drill is alive. `false` when it is theirs no more.
pub async fn drill_renew(tx: &mut Tx, (id, fence): (Uuid, i64), until: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(RENEW, args![id, fence, until]).await? == 1)
}

/// Keeps how a drill ended. `false` when it was not theirs any more.
pub async fn drill_end(tx: &mut Tx, row: &DrillRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.fence,
        row.state.code(),
        row.file.clone(),
        row.file_at,
        row.ended_at,
        row.ms,
        row.bytes,
        Arg::json(&row.counts.0)?,
        row.text.clone()
    ];
    Ok(tx.execute(END, args).await? == 1)
}

/// Drills whose runner is gone.
pub async fn drill_lost(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<DrillRow>, DbError> {
    tx.all(LOST, args![now]).await
}

/// Whether a drill waits or runs; `None` when it is none of this database.
pub async fn drill_is_live(tx: &mut Tx, id: Uuid) -> Result<Option<bool>, DbError> {
    Ok(tx.optional::<(bool,)>(LIVE, args![id]).await?.map(|(live,)| live))
}

/// How many drills wait.
pub async fn drill_waiting(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(WAITING, args![]).await?.0)
}

/// The drills of a policy, the last one first.
pub async fn drill_list(
    tx: &mut Tx,
    policy: Uuid,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u32,
) -> Result<Vec<DrillRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " WHERE d.policy_id = "));
    sql.bind(policy);
    if let Some((at, id)) = after {
        sql.push(" AND (d.asked_at, d.id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY d.asked_at DESC, d.id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
