//! Changes as they are kept.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Args, Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{ChangeKind, ChangeState, Decision, Deed, Outcome, Risk, Urgency};

macro_rules! columns {
    () => {
        "c.id, c.contract_id, c.number, c.rule, c.clause, c.assumed, c.works, c.systems, c.title, c.reason, c.kind, \
         c.urgency, c.risk, c.risk_note, c.plan, c.test_plan, c.roll_back_plan, c.planned_from, c.planned_to, c.due_on, \
         c.touches_data, c.source, c.state, c.text_no, c.submitted_by, c.submitted_name, c.submitted_at, c.decision, \
         c.unconfirmed, c.released, c.outcome, c.created_by, c.created_name, c.created_at, c.updated_at, c.version"
    };
}
pub(super) use columns;

const NUMBER: Dialect = Dialect::same(
    "INSERT INTO change_counter (contract_id, last) VALUES ($1, 1) \
     ON CONFLICT (contract_id) DO UPDATE SET last = change_counter.last + 1 RETURNING last",
);
const INSERT: Dialect = Dialect::same(
    "INSERT INTO change_request (id, contract_id, number, created_by, created_name, created_at, version, rule, clause, \
     assumed, works, systems, title, reason, kind, urgency, risk, risk_note, plan, test_plan, roll_back_plan, \
     planned_from, planned_to, due_on, touches_data, source, state, text_no, submitted_by, submitted_name, submitted_at, \
     decision, unconfirmed, released, outcome, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
     $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, \
     $36)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM change_request c WHERE c.id = $1"));
const UPDATE: Dialect = Dialect::same(
    "UPDATE change_request SET rule = $3, clause = $4, assumed = $5, works = $6, systems = $7, title = $8, reason = $9, \
     kind = $10, urgency = $11, risk = $12, risk_note = $13, plan = $14, test_plan = $15, roll_back_plan = $16, \
     planned_from = $17, planned_to = $18, due_on = $19, touches_data = $20, source = $21, state = $22, text_no = $23, \
     submitted_by = $24, submitted_name = $25, submitted_at = $26, decision = $27, unconfirmed = $28, released = $29, \
     outcome = $30, updated_at = $31, version = version + 1 WHERE id = $1 AND version = $2",
);
const WORKS_FORGET: Dialect = Dialect::same("DELETE FROM change_work WHERE change_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NUMBER, INSERT, FIND, UPDATE, WORKS_FORGET];

/// A change as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ChangeRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub number: String,
    pub rule: Option<String>,
    pub clause: Option<String>,
    pub assumed: Option<String>,
    pub works: Json<Vec<String>>,
    pub systems: Json<Vec<String>>,
    pub title: String,
    pub reason: String,
    #[sqlx(try_from = "String")]
    pub kind: ChangeKind,
    #[sqlx(try_from = "String")]
    pub urgency: Urgency,
    #[sqlx(try_from = "String")]
    pub risk: Risk,
    pub risk_note: String,
    pub plan: Json<Vec<String>>,
    pub test_plan: String,
    pub roll_back_plan: String,
    pub planned_from: DateTime<Utc>,
    pub planned_to: DateTime<Utc>,
    pub due_on: NaiveDate,
    pub touches_data: bool,
    pub source: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: ChangeState,
    pub text_no: i64,
    pub submitted_by: Option<Uuid>,
    pub submitted_name: Option<String>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub decision: Option<Json<Decision>>,
    pub unconfirmed: bool,
    pub released: Option<Json<Deed>>,
    pub outcome: Option<Json<Outcome>>,
    pub created_by: Uuid,
    pub created_name: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

fn json<T: serde::Serialize>(value: Option<&Json<T>>) -> Result<Arg, DbError> {
    Ok(match value {
        Some(value) => Arg::json(&value.0)?,
        None => Arg::Json(None),
    })
}

/// Everything that may change, in the order of both statements.
fn values(row: &ChangeRow) -> Result<Args, DbError> {
    Ok(args![
        row.rule.clone(),
        row.clause.clone(),
        row.assumed.clone(),
        Arg::json(&row.works.0)?,
        Arg::json(&row.systems.0)?,
        &row.title,
        &row.reason,
        row.kind.code(),
        row.urgency.code(),
        row.risk.code(),
        &row.risk_note,
        Arg::json(&row.plan.0)?,
        &row.test_plan,
        &row.roll_back_plan,
        row.planned_from,
        row.planned_to,
        row.due_on,
        row.touches_data,
        row.source.clone(),
        row.state.code(),
        row.text_no,
        row.submitted_by,
        row.submitted_name.clone(),
        row.submitted_at,
        json(row.decision.as_ref())?,
        row.unconfirmed,
        json(row.released.as_ref())?,
        json(row.outcome.as_ref())?,
        row.updated_at
    ])
}

/// The next number of a contract.
pub async fn change_number(tx: &mut Tx, contract: ContractId) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NUMBER, args![contract]).await?.0)
}

/// Adds one.
pub async fn change_insert(tx: &mut Tx, row: &ChangeRow) -> Result<(), DbError> {
    let mut args =
        args![row.id, row.contract_id, &row.number, row.created_by, &row.created_name, row.created_at, row.version];
    args.extend(values(row)?);
    tx.execute(INSERT, args).await?;
    works_insert(tx, row).await
}

async fn works_insert(tx: &mut Tx, row: &ChangeRow) -> Result<(), DbError> {
    let mut sql = Sql::new("INSERT INTO change_work (change_id, work) VALUES ");
    sql.bind_rows(row.works.0.iter().map(|work| args![row.id, work]));
    tx.execute_sql(sql).await.map(drop)
}

/// The works of one are others now.
pub async fn change_works(tx: &mut Tx, row: &ChangeRow) -> Result<(), DbError> {
    tx.execute(WORKS_FORGET, args![row.id]).await?;
    works_insert(tx, row).await
}

/// The one of an id.
pub async fn change_find(tx: &mut Tx, id: Uuid) -> Result<Option<ChangeRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Keeps what is changed; `false` when it is another version by now.
pub async fn change_update(tx: &mut Tx, row: &ChangeRow) -> Result<bool, DbError> {
    let mut args = args![row.id, row.version];
    args.extend(values(row)?);
    Ok(tx.execute(UPDATE, args).await? == 1)
}
