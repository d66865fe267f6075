//! Requests.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, Args, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Answers, Figure, FormKind, RequestState};

/// The columns of a row, of the table under its short name.
macro_rules! select {
    () => {
        "SELECT r.id, r.no, r.number, r.contract_id, r.form_id, r.form_key, r.kind, r.form_title, r.title, r.rule, r.clause, \
         r.assumed, r.comes_round, r.work, r.state, r.answers, r.wanted_on, r.asked_by, r.asked_name, r.asked_at, \
         r.submitted_at, r.effort, r.effort_note, r.effort_name, r.quota, r.outside, r.decided_by, r.decided_name, \
         r.decided_at, r.decision, r.approved_on, r.due_on, r.due_by_rule, r.executor_id, r.executor_name, r.taken_at, \
         r.done_on, r.done_at, r.outcome, r.figures, r.checked_name, r.checked_at, r.accepted_name, r.accepted_at, \
         r.ended_at, r.ended_note, r.version, r.updated_at FROM "
    };
}
pub(super) use select;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO service_request (id, no, number, contract_id, form_id, form_key, kind, form_title, rule, clause, assumed, \
     comes_round, asked_by, asked_name, asked_at, title, work, state, answers, wanted_on, submitted_at, effort, \
     effort_note, effort_name, quota, outside, decided_by, decided_name, decided_at, decision, approved_on, due_on, \
     due_by_rule, executor_id, executor_name, taken_at, done_on, done_at, outcome, figures, checked_name, checked_at, \
     accepted_name, accepted_at, ended_at, ended_note, version, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, \
     $47, $48)",
);
const SAVE: Dialect = Dialect::same(
    "UPDATE service_request SET title = $3, work = $4, state = $5, answers = $6, wanted_on = $7, submitted_at = $8, \
     effort = $9, effort_note = $10, effort_name = $11, quota = $12, outside = $13, decided_by = $14, \
     decided_name = $15, decided_at = $16, decision = $17, approved_on = $18, due_on = $19, due_by_rule = $20, \
     executor_id = $21, executor_name = $22, taken_at = $23, done_on = $24, done_at = $25, outcome = $26, figures = $27, \
     checked_name = $28, checked_at = $29, accepted_name = $30, accepted_at = $31, ended_at = $32, ended_note = $33, \
     version = version + 1, updated_at = $34 WHERE id = $1 AND version = $2",
);
const FIND: Dialect = Dialect::same(concat!(select!(), "service_request r WHERE r.id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!(select!(), "service_request r WHERE r.id = $1"),
    postgres: concat!(select!(), "service_request r WHERE r.id = $1 FOR UPDATE"),
};
const LISTED: Dialect = Dialect::same(concat!(
    select!(),
    "service_request r WHERE r.contract_id = $1 AND r.listed_on >= $2 AND r.listed_on <= $3 AND r.approved_on IS NOT NULL \
     AND NOT r.comes_round ORDER BY r.listed_on, r.id"
));
/// What was handed in, by when it was begun.
const ASKED: Dialect = Dialect::same(concat!(
    select!(),
    "service_request r WHERE r.contract_id = $1 AND r.asked_at >= $2 AND r.asked_at < $3 AND r.state <> 'draft' \
     ORDER BY r.asked_at, r.id"
));
const DUE: Dialect = Dialect::same(concat!(
    select!(),
    "service_request r WHERE r.contract_id = $1 AND r.listed_on >= $2 AND r.listed_on <= $3 AND r.approved_on IS NOT NULL \
     ORDER BY r.listed_on, r.id"
));
const USED: Dialect = Dialect::same(
    "SELECT CAST(coalesce(SUM(effort), 0) AS BIGINT) FROM service_request WHERE contract_id = $1 AND quota = $2 \
     AND approved_on >= $3 AND approved_on <= $4 AND outside IS NULL AND state <> 'cancelled'",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, SAVE, FIND, LOCK, LISTED, ASKED, DUE, USED];

/// A request as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct RequestRow {
    pub id: Uuid,
    pub no: i64,
    pub number: String,
    pub contract_id: Uuid,
    pub form_id: Uuid,
    pub form_key: String,
    #[sqlx(try_from = "String")]
    pub kind: FormKind,
    pub form_title: String,
    pub title: String,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub comes_round: bool,
    pub work: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: RequestState,
    pub answers: Json<Answers>,
    pub wanted_on: Option<NaiveDate>,
    pub asked_by: Uuid,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub submitted_at: Option<DateTime<Utc>>,
    pub effort: Option<i64>,
    pub effort_note: Option<String>,
    pub effort_name: Option<String>,
    pub quota: Option<String>,
    pub outside: Option<String>,
    pub decided_by: Option<Uuid>,
    pub decided_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision: Option<String>,
    pub approved_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_by_rule: bool,
    pub executor_id: Option<Uuid>,
    pub executor_name: Option<String>,
    pub taken_at: Option<DateTime<Utc>>,
    pub done_on: Option<NaiveDate>,
    pub done_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
    pub figures: Json<Vec<Figure>>,
    pub checked_name: Option<String>,
    pub checked_at: Option<DateTime<Utc>>,
    pub accepted_name: Option<String>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_note: Option<String>,
    pub version: i64,
    pub updated_at: DateTime<Utc>,
}

impl RequestRow {
    /// The works that it concerns: its own, or all.
    #[must_use]
    pub fn works(&self) -> Vec<String> {
        self.work.iter().cloned().collect()
    }

    /// What may change, in the order of the statements.
    fn changing(&self) -> Result<Args, DbError> {
        Ok(args![
            &self.title,
            self.work.clone(),
            self.state.code(),
            Arg::json(&self.answers.0)?,
            self.wanted_on,
            self.submitted_at,
            self.effort,
            self.effort_note.clone(),
            self.effort_name.clone(),
            self.quota.clone(),
            self.outside.clone(),
            self.decided_by,
            self.decided_name.clone(),
            self.decided_at,
            self.decision.clone(),
            self.approved_on,
            self.due_on,
            self.due_by_rule,
            self.executor_id,
            self.executor_name.clone(),
            self.taken_at,
            self.done_on,
            self.done_at,
            self.outcome.clone(),
            Arg::json(&self.figures.0)?,
            self.checked_name.clone(),
            self.checked_at,
            self.accepted_name.clone(),
            self.accepted_at,
            self.ended_at,
            self.ended_note.clone()
        ])
    }
}

/// Adds a request.
pub async fn request_insert(tx: &mut Tx, row: &RequestRow) -> Result<(), DbError> {
    let mut args = args![
        row.id,
        row.no,
        &row.number,
        row.contract_id,
        row.form_id,
        &row.form_key,
        row.kind.code(),
        &row.form_title,
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        row.comes_round,
        row.asked_by,
        &row.asked_name,
        row.asked_at
    ];
    args.extend(row.changing()?);
    args.extend(args![row.version, row.updated_at]);
    tx.execute(INSERT, args).await.map(drop)
}

/// Keeps what may change of a request, when it is still the version of `row`.
pub async fn request_save(tx: &mut Tx, row: &RequestRow) -> Result<bool, DbError> {
    let mut args = args![row.id, row.version];
    args.extend(row.changing()?);
    args.extend(args![row.updated_at]);
    Ok(tx.execute(SAVE, args).await? == 1)
}

/// The request of an id.
pub async fn request_find(tx: &mut Tx, id: Uuid) -> Result<Option<RequestRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The request of an id, held for a change.
pub async fn request_lock(tx: &mut Tx, id: Uuid) -> Result<Option<RequestRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Approved requests of a contract that stand in the ledger under a day of the span.
pub async fn request_listed(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<RequestRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}

/// Requests of a contract that were begun in a span of moments and handed in.
pub async fn request_asked(
    tx: &mut Tx,
    contract: ContractId,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<RequestRow>, DbError> {
    tx.all(ASKED, args![contract, from, before]).await
}

/// Approved requests of a contract that are due, or were done, in a span of days, whether or not they come round.
pub async fn request_due(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<RequestRow>, DbError> {
    tx.all(DUE, args![contract, from, to]).await
}

/// Hundredths of person-days agreed under a limit in a span of days.
pub async fn effort_used(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(USED, args![contract, rule, from, to]).await?.0)
}
