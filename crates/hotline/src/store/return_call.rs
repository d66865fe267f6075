//! Return calls and visits.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use jianyue_sla::zone;
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{AttemptResult, ReturnAnswer, ReturnKind, ReturnState};

macro_rules! columns {
    () => {
        "id, contract_id, kind, work, ticket_id, ticket_number, title, period, rule, clause, assumed, due_at, state, \
         answers, satisfaction, comment, follow_up, reason, done_by, done_by_name, done_at, held, version"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO hotline_return_call (id, contract_id, kind, work, ticket_id, ticket_number, title, period, rule, clause, \
     assumed, due_at, state, answers, superseded, created_at, version) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, FALSE, $15, 1) ON CONFLICT DO NOTHING",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM hotline_return_call WHERE id = $1"));
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM hotline_return_call WHERE id = $1"),
    postgres: concat!("SELECT ", columns!(), " FROM hotline_return_call WHERE id = $1 FOR UPDATE"),
};
const UPDATE: Dialect = Dialect::same(
    "UPDATE hotline_return_call SET state = $2, held = FALSE, answers = $3, satisfaction = $4, comment = $5, follow_up = $6, \
     reason = $7, done_by = $8, done_by_name = $9, done_at = $10, version = version + 1 WHERE id = $1",
);
const SUPERSEDE: Dialect = Dialect::same(
    "UPDATE hotline_return_call SET superseded = TRUE, \
     reason = CASE WHEN state = 'due' THEN $2 ELSE reason END, done_at = CASE WHEN state = 'due' THEN $3 ELSE done_at END, \
     state = CASE WHEN state = 'due' THEN 'waived' ELSE state END, version = version + 1 \
     WHERE ticket_id = $1 AND superseded = FALSE",
);
const HOLD: Dialect = Dialect::same(
    "UPDATE hotline_return_call SET held = CASE WHEN state = 'due' THEN TRUE ELSE held END, \
     superseded = CASE WHEN state = 'due' THEN superseded ELSE TRUE END, version = version + 1 \
     WHERE ticket_id = $1 AND superseded = FALSE",
);
const GO_ON: Dialect = Dialect::same(
    "UPDATE hotline_return_call SET held = FALSE, due_at = $2, assumed = $3, told = 0, version = version + 1 \
     WHERE ticket_id = $1 AND superseded = FALSE AND held = TRUE",
);
const DUE: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_return_call WHERE state = 'due' AND held = FALSE AND told < 2 AND due_at <= $1 ORDER BY due_at LIMIT $2"
));
const SOON: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_return_call WHERE state = 'due' AND held = FALSE AND told = 0 AND due_at > $1 AND due_at <= $2 \
     AND (kind = 'visit' OR due_at <= $3) ORDER BY due_at LIMIT $4"
));
const TOLD: Dialect = Dialect::same("UPDATE hotline_return_call SET told = $2 WHERE id = $1");
const ATTEMPT: Dialect = Dialect::same(
    "INSERT INTO hotline_return_attempt (return_call_id, seq, at, by_id, by_name, result, note) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const SATISFACTION: Dialect = Dialect::same(
    "SELECT done_at, satisfaction FROM hotline_return_call \
     WHERE contract_id = $1 AND done_at >= $2 AND done_at < $3 AND satisfaction IS NOT NULL",
);
const STANDING: Dialect = Dialect::same(
    "SELECT state, done_at, due_at FROM hotline_return_call \
     WHERE contract_id = $1 AND due_at > $2 AND due_at <= $3 AND kind = 'ticket'",
);

const VISITS: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM hotline_return_call WHERE contract_id = $1 AND kind = 'visit' AND due_at > $2 AND due_at <= $3 ORDER BY due_at, id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] =
    &[INSERT, FIND, LOCK, UPDATE, SUPERSEDE, HOLD, GO_ON, DUE, SOON, TOLD, ATTEMPT, SATISFACTION, STANDING, VISITS];

/// A return call as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReturnRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: ReturnKind,
    /// Empty for none.
    pub work: String,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub title: String,
    pub period: Option<String>,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub due_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub state: ReturnState,
    pub answers: Json<Vec<ReturnAnswer>>,
    pub satisfaction: Option<i64>,
    pub comment: Option<String>,
    pub follow_up: Option<String>,
    pub reason: Option<String>,
    pub done_by: Option<Uuid>,
    pub done_by_name: Option<String>,
    pub done_at: Option<DateTime<Utc>>,
    /// Its ticket is worked on again.
    pub held: bool,
    pub version: i64,
}

/// An attempt as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct AttemptRow {
    pub return_call_id: Uuid,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub by_name: String,
    #[sqlx(try_from = "String")]
    pub result: AttemptResult,
    pub note: Option<String>,
}

/// Adds a return call, unless its ticket or its period has one; says whether it did.
pub async fn return_insert(tx: &mut Tx, row: &ReturnRow, now: DateTime<Utc>) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.kind.code(),
        &row.work,
        row.ticket_id,
        row.ticket_number.clone(),
        &row.title,
        row.period.clone(),
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        row.due_at,
        row.state.code(),
        Arg::json(&row.answers.0)?,
        now
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// The return call of an id.
pub async fn return_find(tx: &mut Tx, id: Uuid) -> Result<Option<ReturnRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The same, held for a change.
pub async fn return_lock(tx: &mut Tx, id: Uuid) -> Result<Option<ReturnRow>, DbError> {
    tx.optional(LOCK, args![id]).await
}

/// Keeps how it ended.
pub async fn return_update(tx: &mut Tx, row: &ReturnRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.state.code(),
        Arg::json(&row.answers.0)?,
        row.satisfaction,
        row.comment.clone(),
        row.follow_up.clone(),
        row.reason.clone(),
        row.done_by,
        row.done_by_name.clone(),
        row.done_at
    ];
    tx.execute(UPDATE, args).await.map(drop)
}

/// A ticket is taken up again: what was asked about its last closing is over.
pub async fn return_supersede(tx: &mut Tx, ticket: Uuid, why: &str, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(SUPERSEDE, args![ticket, why, now]).await.map(drop)
}

/// A ticket is worked on again: what was still to be asked about its last closing waits for the next one, and what was
/// asked belongs to the last.
pub async fn return_hold(tx: &mut Tx, ticket: Uuid) -> Result<(), DbError> {
    tx.execute(HOLD, args![ticket]).await.map(drop)
}

/// A ticket was closed again: what waited for that is due by `due_at`. Says whether anything did.
pub async fn return_go_on(
    tx: &mut Tx,
    ticket: Uuid,
    due_at: DateTime<Utc>,
    assumed: Option<String>,
) -> Result<bool, DbError> {
    Ok(tx.execute(GO_ON, args![ticket, due_at, assumed]).await? > 0)
}

/// Return calls that are due at `now` and of which nobody was told that.
pub async fn return_due(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<ReturnRow>, DbError> {
    tx.all(DUE, args![now, limit]).await
}

/// Those that are due soon and of which nobody was told: calls by `calls`, visits by `visits`, which is later.
pub async fn return_soon(
    tx: &mut Tx,
    now: DateTime<Utc>,
    (calls, visits): (DateTime<Utc>, DateTime<Utc>),
    limit: i64,
) -> Result<Vec<ReturnRow>, DbError> {
    tx.all(SOON, args![now, visits, calls, limit]).await
}

/// Remembers what people were told of: 1 that it is due soon, 2 that it is due.
pub async fn return_told(tx: &mut Tx, id: Uuid, told: i64) -> Result<(), DbError> {
    tx.execute(TOLD, args![id, told]).await.map(drop)
}

/// Adds an attempt.
pub async fn attempt_insert(tx: &mut Tx, row: &AttemptRow, by: Uuid) -> Result<(), DbError> {
    let args = args![row.return_call_id, row.seq, row.at, by, &row.by_name, row.result.code(), row.note.clone()];
    tx.execute(ATTEMPT, args).await.map(drop)
}

/// The attempts of return calls, in their order.
pub async fn attempt_list(tx: &mut Tx, calls: impl IntoIterator<Item = Uuid>) -> Result<Vec<AttemptRow>, DbError> {
    let mut sql = Sql::new(
        "SELECT return_call_id, seq, at, by_name, result, note FROM hotline_return_attempt WHERE return_call_id IN ",
    );
    sql.bind_list(calls).push(" ORDER BY return_call_id, seq");
    tx.all_sql(sql).await
}

/// Which return calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct WantedReturns {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Of one ticket only, without what was asked about an earlier closing.
    pub ticket: Option<Uuid>,
    /// In one state only.
    pub state: Option<ReturnState>,
    /// Due before this moment.
    pub due_before: Option<DateTime<Utc>>,
    /// Made by this person, or still to be made.
    pub mine: Option<Uuid>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Return calls, the first due first.
pub async fn return_list(tx: &mut Tx, wanted: &WantedReturns, limit: u32) -> Result<Vec<ReturnRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM hotline_return_call WHERE TRUE"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(ticket) = wanted.ticket {
        sql.push(" AND superseded = FALSE AND ticket_id = ").bind(ticket);
    }
    if let Some(state) = wanted.state {
        sql.push(" AND state = ").bind(state.code());
    }
    if let Some(before) = wanted.due_before {
        sql.push(" AND due_at < ").bind(before);
    }
    if let Some(person) = wanted.mine {
        sql.push(" AND (done_by = ").bind(person).push(" OR state = 'due')");
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (due_at, id) > (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY due_at, id LIMIT ").bind(limit);
    tx.all_sql(sql).await
}

/// When which satisfaction was told from day to day, both counted in.
pub async fn satisfaction_list(
    tx: &mut Tx,
    contract: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(DateTime<Utc>, i64)>, DbError> {
    tx.all(SATISFACTION, args![contract, zone::start_of_day(from), zone::start_of_day(to.succ_opt().unwrap_or(to))])
        .await
}

/// State, end and deadline of the return calls after tickets that are due from day to day.
pub async fn return_standing(
    tx: &mut Tx,
    contract: Uuid,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<(String, Option<DateTime<Utc>>, DateTime<Utc>)>, DbError> {
    tx.all(STANDING, args![contract, zone::start_of_day(from), zone::start_of_day(to.succ_opt().unwrap_or(to))]).await
}

/// The visits of a contract whose last day lies in the span.
pub async fn return_visits(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<ReturnRow>, DbError> {
    let end = zone::start_of_day(to.succ_opt().unwrap_or(to));
    tx.all(VISITS, args![contract, zone::start_of_day(from), end]).await
}
