//! Changes of people.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{ChangeState, HandoverItem};

macro_rules! columns {
    () => {
        "id, contract_id, position, title, rule, clause, assumed, works, assignment_id, leaving_id, leaving, coming_id, coming, \
         reason, term, consent, noticed_on, earliest_on, effective_on, state, decided_by, decided_at, decision_note, handover, \
         done_at, asked_by, asked_by_name, version, created_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO staff_change (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, \
     $25, $26, $27, $28, $29)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM staff_change WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM staff_change WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM staff_change WHERE id = $1 FOR UPDATE"),
};
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM staff_change WHERE contract_id = $1 ORDER BY effective_on DESC, id DESC LIMIT 1000"
));
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM staff_change WHERE contract_id = $1 AND effective_on >= $2 AND effective_on <= $3 ORDER BY effective_on, id"
));
const RUNNING: Dialect =
    Dialect::same("SELECT id FROM staff_change WHERE assignment_id = $1 AND state IN ('asked', 'agreed')");
const UPDATE: Dialect = Dialect::same(
    "UPDATE staff_change SET effective_on = $2, state = $3, decided_by = $4, decided_at = $5, decision_note = $6, \
     handover = $7, done_at = $8, version = version + 1 WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, OF, LISTED, RUNNING, UPDATE];

/// A change as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ChangeRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub position: String,
    pub title: String,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub works: Json<Vec<String>>,
    pub assignment_id: Uuid,
    pub leaving_id: Uuid,
    pub leaving: String,
    pub coming_id: Option<Uuid>,
    pub coming: Option<String>,
    pub reason: String,
    pub term: Option<String>,
    pub consent: bool,
    pub noticed_on: NaiveDate,
    pub earliest_on: NaiveDate,
    pub effective_on: NaiveDate,
    #[sqlx(try_from = "String")]
    pub state: ChangeState,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision_note: Option<String>,
    pub handover: Json<Vec<HandoverItem>>,
    pub done_at: Option<DateTime<Utc>>,
    pub asked_by: Uuid,
    pub asked_by_name: String,
    pub version: i64,
    pub created_at: DateTime<Utc>,
}

/// Keeps a new one.
pub async fn change_insert(tx: &mut Tx, row: &ChangeRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.position,
        &row.title,
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        Arg::json(&row.works.0)?,
        row.assignment_id,
        row.leaving_id,
        &row.leaving,
        row.coming_id,
        row.coming.clone(),
        &row.reason,
        row.term.clone(),
        row.consent,
        row.noticed_on,
        row.earliest_on,
        row.effective_on,
        row.state.code(),
        row.decided_by.clone(),
        row.decided_at,
        row.decision_note.clone(),
        Arg::json(&row.handover.0)?,
        row.done_at,
        row.asked_by,
        &row.asked_by_name,
        row.version,
        row.created_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// One by its id.
pub async fn change_find(tx: &mut Tx, id: Uuid) -> Result<Option<ChangeRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// One, held for a change.
pub async fn change_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ChangeRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those of a contract, the last to take effect first.
pub async fn changes_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<ChangeRow>, DbError> {
    tx.all(OF, args![contract]).await
}

/// Those that take effect between two days.
pub async fn changes_listed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ChangeRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// The change of an assignment that runs.
pub async fn change_running(tx: &mut Tx, assignment: Uuid) -> Result<Option<Uuid>, DbError> {
    Ok(tx.optional::<(Uuid,)>(RUNNING, args![assignment]).await?.map(|(id,)| id))
}

/// Keeps how far it has come.
pub async fn change_update(tx: &mut Tx, row: &ChangeRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.effective_on,
        row.state.code(),
        row.decided_by.clone(),
        row.decided_at,
        row.decision_note.clone(),
        Arg::json(&row.handover.0)?,
        row.done_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}
