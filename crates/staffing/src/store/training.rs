//! Trainings.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::TrainingState;

macro_rules! columns {
    () => {
        "id, contract_id, rule, clause, assumed, title, works, topic, audience, place, trainer, note, planned_on, due_on, state, \
         held_on, held_by, decided_by, decided_at, decision_note, version, created_at, updated_at"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO training (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM training WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM training WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM training WHERE id = $1 FOR UPDATE"),
};
const OF: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM training WHERE contract_id = $1 ORDER BY due_on DESC, id DESC LIMIT 1000"
));
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM training WHERE contract_id = $1 AND due_on >= $2 AND due_on <= $3 ORDER BY due_on, id"
));
const COUNTS: Dialect = Dialect::same(
    "SELECT rule, COUNT(*) AS count FROM training WHERE contract_id = $1 AND state <> 'cancelled' GROUP BY rule",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE training SET topic = $2, audience = $3, place = $4, trainer = $5, note = $6, planned_on = $7, due_on = $8, \
     state = $9, held_on = $10, held_by = $11, decided_by = $12, decided_at = $13, decision_note = $14, updated_at = $15, \
     version = version + 1 WHERE id = $1",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, LOCK, OF, LISTED, COUNTS, UPDATE];

/// A training as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct TrainingRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub works: Json<Vec<String>>,
    pub topic: String,
    pub audience: String,
    pub place: String,
    pub trainer: String,
    pub note: Option<String>,
    pub planned_on: NaiveDate,
    pub due_on: NaiveDate,
    #[sqlx(try_from = "String")]
    pub state: TrainingState,
    pub held_on: Option<NaiveDate>,
    pub held_by: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision_note: Option<String>,
    pub version: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Keeps a new one.
pub async fn training_insert(tx: &mut Tx, row: &TrainingRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        &row.title,
        Arg::json(&row.works.0)?,
        &row.topic,
        &row.audience,
        &row.place,
        &row.trainer,
        row.note.clone(),
        row.planned_on,
        row.due_on,
        row.state.code(),
        row.held_on,
        row.held_by.clone(),
        row.decided_by.clone(),
        row.decided_at,
        row.decision_note.clone(),
        row.version,
        row.created_at,
        row.updated_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// One by its id.
pub async fn training_find(tx: &mut Tx, id: Uuid) -> Result<Option<TrainingRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// One, held for a change.
pub async fn training_lock(tx: &mut Tx, id: Uuid) -> Result<Option<TrainingRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Those of a contract, the last day first.
pub async fn trainings_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<TrainingRow>, DbError> {
    tx.all(OF, args![contract]).await
}

/// Those due between two days.
pub async fn trainings_listed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<TrainingRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// How many there are of each rule, without those that were called off.
pub async fn training_counts(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, i64)>, DbError> {
    tx.all(COUNTS, args![contract]).await
}

/// Keeps a change. The caller looked at the version.
pub async fn training_update(tx: &mut Tx, row: &TrainingRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        &row.topic,
        &row.audience,
        &row.place,
        &row.trainer,
        row.note.clone(),
        row.planned_on,
        row.due_on,
        row.state.code(),
        row.held_on,
        row.held_by.clone(),
        row.decided_by.clone(),
        row.decided_at,
        row.decision_note.clone(),
        row.updated_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}
