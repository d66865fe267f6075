//! Drills and what they found.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    model::{DrillState, Outcome},
    permissions::push_scope,
};

macro_rules! columns {
    () => {
        "id, contract_id, works, plan_id, rule, clause, title, scenario, planned_on, planned_name, state, held_at, held_on, \
         held_name, outcome, version"
    };
}

macro_rules! finding_columns {
    () => {
        "id, drill_id, contract_id, text, owner, due_on, done_at, done_name, done_note"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO emergency_drill (id, contract_id, works, plan_id, rule, clause, title, scenario, planned_on, planned_name, \
     state, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM emergency_drill WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM emergency_drill WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM emergency_drill WHERE id = $1 FOR UPDATE"),
};
const HOLD: Dialect = Dialect::same(
    "UPDATE emergency_drill SET state = $2, held_at = $3, held_on = $4, held_name = $5, outcome = $6, \
     version = version + 1 WHERE id = $1",
);
const MOVE: Dialect = Dialect::same("UPDATE emergency_drill SET planned_on = $2, version = version + 1 WHERE id = $1");
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM emergency_drill WHERE contract_id = $1 AND planned_on >= $2 AND planned_on <= $3 ORDER BY planned_on, id"
));
const FINDING_INSERT: Dialect = Dialect::same(
    "INSERT INTO emergency_finding (id, drill_id, contract_id, text, owner, due_on) VALUES ($1, $2, $3, $4, $5, $6)",
);
const FINDING_LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", finding_columns!(), " FROM emergency_finding WHERE id = $1"),
    postgres: concat!("SELECT ", finding_columns!(), " FROM emergency_finding WHERE id = $1 FOR UPDATE"),
};
const FINDING_DONE: Dialect =
    Dialect::same("UPDATE emergency_finding SET done_at = $2, done_name = $3, done_note = $4 WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, LOCK, HOLD, MOVE, LISTED, FINDING_INSERT, FINDING_LOCK, FINDING_DONE];

/// A drill as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct DrillRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub works: String,
    pub plan_id: Option<Uuid>,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub title: String,
    pub scenario: String,
    pub planned_on: NaiveDate,
    pub planned_name: String,
    #[sqlx(try_from = "String")]
    pub state: DrillState,
    pub held_at: Option<DateTime<Utc>>,
    pub held_on: Option<NaiveDate>,
    pub held_name: Option<String>,
    pub outcome: Option<Json<Outcome>>,
    pub version: i64,
}

/// A finding as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct FindingRow {
    pub id: Uuid,
    pub drill_id: Uuid,
    pub contract_id: Uuid,
    pub text: String,
    pub owner: String,
    pub due_on: NaiveDate,
    pub done_at: Option<DateTime<Utc>>,
    pub done_name: Option<String>,
    pub done_note: Option<String>,
}

/// Keeps a new one.
pub async fn drill_insert(tx: &mut Tx, row: &DrillRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        &row.works,
        row.plan_id,
        row.rule.clone(),
        row.clause.clone(),
        &row.title,
        &row.scenario,
        row.planned_on,
        &row.planned_name,
        row.state.code()
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// The drill of an id.
pub async fn drill_find(tx: &mut Tx, id: Uuid) -> Result<Option<DrillRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn drill_lock(tx: &mut Tx, id: Uuid) -> Result<Option<DrillRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps what became of it.
pub async fn drill_hold(tx: &mut Tx, row: &DrillRow) -> Result<(), DbError> {
    let outcome = match &row.outcome {
        Some(outcome) => Arg::json(&outcome.0)?,
        None => Arg::Json(None),
    };
    let args = args![row.id, row.state.code(), row.held_at, row.held_on, row.held_name.clone(), outcome];
    tx.execute(HOLD, args).await.map(drop)
}

/// Keeps another day.
pub async fn drill_move(tx: &mut Tx, id: Uuid, planned_on: NaiveDate) -> Result<(), DbError> {
    tx.execute(MOVE, args![id, planned_on]).await.map(drop)
}

/// Those of a contract that are planned for a day of the span.
pub async fn drill_days(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<DrillRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// Drills inside `scope`, the last first.
pub async fn drill_list(
    tx: &mut Tx,
    scope: &ContractScope,
    contract: Option<Uuid>,
    after: Option<(NaiveDate, Uuid)>,
    limit: u32,
) -> Result<Vec<DrillRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM emergency_drill WHERE "));
    push_scope(&mut sql, scope);
    if let Some(contract) = contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some((day, id)) = after {
        sql.push(" AND (planned_on, id) < (").bind(day).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY planned_on DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// Keeps a new finding.
pub async fn finding_insert(tx: &mut Tx, row: &FindingRow) -> Result<(), DbError> {
    let args = args![row.id, row.drill_id, row.contract_id, &row.text, &row.owner, row.due_on];
    tx.execute(FINDING_INSERT, args).await.map(drop)
}

/// A finding, held for a change.
pub async fn finding_lock(tx: &mut Tx, id: Uuid) -> Result<Option<FindingRow>, DbError> {
    tx.optional(FINDING_LOCK, args![id]).await
}

/// Keeps that a finding was seen to.
pub async fn finding_done(tx: &mut Tx, row: &FindingRow) -> Result<(), DbError> {
    tx.execute(FINDING_DONE, args![row.id, row.done_at, row.done_name.clone(), row.done_note.clone()]).await.map(drop)
}

/// What several drills found, the most urgent first.
pub async fn findings_of(tx: &mut Tx, drills: impl IntoIterator<Item = Uuid>) -> Result<Vec<FindingRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", finding_columns!(), " FROM emergency_finding WHERE drill_id IN "));
    sql.bind_list(drills).push(" ORDER BY due_on, id");
    tx.all_sql(sql).await
}
