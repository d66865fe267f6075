//! What reports of a period list.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use jianyue_sla::zone;
use uuid::Uuid;

use super::return_call::ReturnRow;
use crate::model::{Channel, Outcome};

const CALLS: Dialect = Dialect::same(
    "SELECT id, channel, arrived_at, outcome, wait, agent_name, topic, ticket_id, ticket_number FROM hotline_call \
     WHERE contract_id = $1 AND arrived_at >= $2 AND arrived_at < $3 AND direction = 'in' AND outcome <> 'ringing' \
     ORDER BY arrived_at, id",
);
macro_rules! returns {
    ($condition:literal) => {
        concat!(
            "SELECT id, contract_id, kind, work, ticket_id, ticket_number, title, period, rule, clause, assumed, due_at, \
             state, answers, satisfaction, comment, follow_up, reason, done_by, done_by_name, done_at, held, version \
             FROM hotline_return_call WHERE contract_id = $1 AND ",
            $condition
        )
    };
}
const DUE: Dialect = Dialect::same(returns!("due_at > $2 AND due_at <= $3 AND kind = 'ticket' ORDER BY due_at, id"));
const ANSWERED: Dialect =
    Dialect::same(returns!("done_at >= $2 AND done_at < $3 AND satisfaction IS NOT NULL ORDER BY done_at, id"));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CALLS, DUE, ANSWERED];

/// What a report tells of a call: nothing of who called.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedCall {
    pub id: Uuid,
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    pub arrived_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    pub wait: Option<i64>,
    pub agent_name: Option<String>,
    pub topic: Option<String>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
}

fn moments((from, to): (NaiveDate, NaiveDate)) -> (DateTime<Utc>, DateTime<Utc>) {
    (zone::start_of_day(from), zone::start_of_day(to.succ_opt().unwrap_or(to)))
}

/// Calls that arrived from day to day and are over.
pub async fn reported_calls(
    tx: &mut Tx,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<ReportedCall>, DbError> {
    let (from, until) = moments(span);
    tx.all(CALLS, args![contract, from, until]).await
}

/// Return calls after tickets that were due from day to day.
pub async fn reported_due(
    tx: &mut Tx,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<ReturnRow>, DbError> {
    let (from, until) = moments(span);
    tx.all(DUE, args![contract, from, until]).await
}

/// Return calls and visits from day to day in which somebody said how content they are.
pub async fn reported_answers(
    tx: &mut Tx,
    contract: ContractId,
    span: (NaiveDate, NaiveDate),
) -> Result<Vec<ReturnRow>, DbError> {
    let (from, until) = moments(span);
    tx.all(ANSWERED, args![contract, from, until]).await
}
