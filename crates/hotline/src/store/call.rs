//! Calls.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
    text::Query,
};
use jianyue_sla::zone;
use uuid::Uuid;

use super::{search::push_words, wait::Bucket};
use crate::model::{Channel, Direction, Facts, Outcome};

macro_rules! columns {
    () => {
        "id, contract_id, channel, direction, number_sealed, number_blind, caller_name, arrived_at, arrived, answered_at, \
         abandoned_at, ended_at, outcome, wait, agent_id, agent_name, agent_at, topic, note, ticket_id, ticket_number, \
         source_id, source, external_id, version"
    };
}

const INSERT: Dialect = Dialect::same(concat!(
    "INSERT INTO hotline_call (",
    columns!(),
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
     $24, $25)"
));
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM hotline_call WHERE id = $1"));
const MOVE: Dialect = Dialect::same(
    "UPDATE hotline_call SET number_sealed = $2, number_blind = $3, arrived_at = $4, arrived = $5, answered_at = $6, \
     abandoned_at = $7, ended_at = $8, outcome = $9, wait = $10, agent_id = $11, agent_name = $12, agent_at = $13 \
     WHERE id = $1",
);
const EDIT: Dialect = Dialect::same(
    "UPDATE hotline_call SET number_sealed = $3, number_blind = $4, caller_name = $5, topic = $6, note = $7, \
     ticket_id = $8, ticket_number = $9, version = version + 1 WHERE id = $1 AND version = $2",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, MOVE, EDIT];

/// A call as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CallRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    #[sqlx(try_from = "String")]
    pub direction: Direction,
    pub number_sealed: Option<Vec<u8>>,
    pub number_blind: Option<Vec<u8>>,
    pub caller_name: Option<String>,
    pub arrived_at: DateTime<Utc>,
    pub arrived: bool,
    pub answered_at: Option<DateTime<Utc>>,
    pub abandoned_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    pub wait: Option<i64>,
    pub agent_id: Option<Uuid>,
    pub agent_name: Option<String>,
    pub agent_at: Option<DateTime<Utc>>,
    pub topic: Option<String>,
    pub note: Option<String>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub source_id: Option<Uuid>,
    pub source: String,
    pub external_id: Option<String>,
    pub version: i64,
}

impl CallRow {
    /// When what happened to it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            arrived_at: self.arrived_at,
            arrived: self.arrived,
            answered_at: self.answered_at,
            abandoned_at: self.abandoned_at,
            ended_at: self.ended_at,
        }
    }

    /// Takes over what `facts` say, outcome and wait with it.
    pub fn take(&mut self, facts: &Facts) {
        self.arrived_at = facts.arrived_at;
        self.arrived = facts.arrived;
        self.answered_at = facts.answered_at;
        self.abandoned_at = facts.abandoned_at;
        self.ended_at = facts.ended_at;
        self.outcome = facts.outcome();
        self.wait = facts.wait();
    }

    /// Where it is counted; calls out and calls that ring are not.
    #[must_use]
    pub fn bucket(&self) -> Option<Bucket> {
        (self.direction == Direction::In && self.outcome != Outcome::Ringing).then(|| Bucket {
            contract: self.contract_id,
            day: zone::local_date(self.arrived_at),
            channel: self.channel,
            outcome: self.outcome,
            seconds: self.wait.unwrap_or(-1),
        })
    }
}

/// Adds a call.
pub async fn call_insert(tx: &mut Tx, row: &CallRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.channel.code(),
        row.direction.code(),
        row.number_sealed.clone(),
        row.number_blind.clone(),
        row.caller_name.clone(),
        row.arrived_at,
        row.arrived,
        row.answered_at,
        row.abandoned_at,
        row.ended_at,
        row.outcome.code(),
        row.wait,
        row.agent_id,
        row.agent_name.clone(),
        row.agent_at,
        row.topic.clone(),
        row.note.clone(),
        row.ticket_id,
        row.ticket_number.clone(),
        row.source_id,
        &row.source,
        row.external_id.clone(),
        row.version
    ];
    tx.queue(INSERT, args).await
}

/// The call of an id.
pub async fn call_find(tx: &mut Tx, id: Uuid) -> Result<Option<CallRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Those of `calls` that a phone system has told of.
pub async fn call_told(
    tx: &mut Tx,
    source: Uuid,
    calls: impl IntoIterator<Item = &str>,
) -> Result<Vec<CallRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM hotline_call WHERE source_id = "));
    sql.bind(source).push(" AND external_id IN ").bind_list(calls);
    tx.all_sql(sql).await
}

/// Keeps what a phone system told of a call. What people wrote about it stays as it is.
pub async fn call_move(tx: &mut Tx, row: &CallRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.number_sealed.clone(),
        row.number_blind.clone(),
        row.arrived_at,
        row.arrived,
        row.answered_at,
        row.abandoned_at,
        row.ended_at,
        row.outcome.code(),
        row.wait,
        row.agent_id,
        row.agent_name.clone(),
        row.agent_at
    ];
    tx.queue(MOVE, args).await
}

/// Keeps what people wrote about a call, when it is still the version of `row`.
pub async fn call_edit(tx: &mut Tx, row: &CallRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        row.number_sealed.clone(),
        row.number_blind.clone(),
        row.caller_name.clone(),
        row.topic.clone(),
        row.note.clone(),
        row.ticket_id,
        row.ticket_number.clone()
    ];
    Ok(tx.execute(EDIT, args).await? == 1)
}

/// Which calls are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// Arrived on this day of Shanghai or later.
    pub day_from: Option<NaiveDate>,
    /// Arrived on this day or earlier.
    pub day_to: Option<NaiveDate>,
    /// By one channel only.
    pub channel: Option<Channel>,
    /// With one outcome only.
    pub outcome: Option<Outcome>,
    /// Taken by one person only.
    pub agent: Option<Uuid>,
    /// Without a ticket only.
    pub unlinked: bool,
    /// From a number that is one of these in the index.
    pub numbers: Option<Vec<Vec<u8>>>,
    /// With this in the caller's name, the topic or the note.
    pub words: Option<Query>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Calls, the last first.
pub async fn call_list(tx: &mut Tx, wanted: &Wanted, limit: u32) -> Result<Vec<CallRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM hotline_call WHERE TRUE"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if let Some(day) = wanted.day_from {
        sql.push(" AND arrived_at >= ").bind(zone::start_of_day(day));
    }
    if let Some(next) = wanted.day_to.and_then(|day| day.succ_opt()) {
        sql.push(" AND arrived_at < ").bind(zone::start_of_day(next));
    }
    if let Some(channel) = wanted.channel {
        sql.push(" AND channel = ").bind(channel.code());
    }
    if let Some(outcome) = wanted.outcome {
        sql.push(" AND outcome = ").bind(outcome.code());
    }
    if let Some(agent) = wanted.agent {
        sql.push(" AND agent_id = ").bind(agent);
    }
    if wanted.unlinked {
        sql.push(" AND ticket_id IS NULL");
    }
    if let Some(numbers) = &wanted.numbers {
        sql.push(" AND number_blind IN ").bind_list(numbers.iter().cloned());
    }
    if let Some(words) = &wanted.words {
        push_words(&mut sql, tx.engine(), words, wanted.contract);
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (arrived_at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY arrived_at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
