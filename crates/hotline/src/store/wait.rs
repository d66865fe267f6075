//! How many calls of a day waited how long.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{Channel, Outcome};

const ADD: Dialect = Dialect::same(
    "INSERT INTO hotline_wait (contract_id, day, channel, outcome, seconds, n) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (contract_id, day, channel, outcome, seconds) DO UPDATE SET n = hotline_wait.n + excluded.n",
);
const READ: Dialect = Dialect::same(
    "SELECT day, channel, outcome, seconds, n FROM hotline_wait \
     WHERE contract_id = $1 AND day >= $2 AND day <= $3 AND n > 0 ORDER BY day, channel",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ADD, READ];

/// Where a call is counted. In this order buckets are changed, so that no two wait for each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    /// The contract.
    pub contract: Uuid,
    /// The day of its arrival in Shanghai.
    pub day: NaiveDate,
    /// By phone or by a chat.
    pub channel: Channel,
    /// What became of it.
    pub outcome: Outcome,
    /// Whole seconds that it waited; -1: not measured.
    pub seconds: i64,
}

/// What moves between buckets in a transaction.
#[derive(Debug, Default)]
pub struct Moves(BTreeMap<Bucket, i64>);

impl Moves {
    /// A call that was counted in `from` is counted in `to`.
    pub fn add(&mut self, from: Option<Bucket>, to: Option<Bucket>) {
        for (bucket, n) in [(from, -1), (to, 1)] {
            if let Some(bucket) = bucket {
                *self.0.entry(bucket).or_default() += n;
            }
        }
    }
}

/// Moves the counts. After the calls and before the audit trail, in the order of the buckets.
pub async fn wait_move(tx: &mut Tx, moves: Moves) -> Result<(), DbError> {
    for (bucket, n) in moves.0.into_iter().filter(|(_, n)| *n != 0) {
        let Bucket { contract, day, channel, outcome, seconds } = bucket;
        tx.queue(ADD, args![contract, day, channel.code(), outcome.code(), seconds, n]).await?;
    }
    Ok(())
}

/// A row of the counts.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WaitRow {
    /// The day.
    pub day: NaiveDate,
    /// By phone or by a chat.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// What became of the calls.
    #[sqlx(try_from = "String")]
    pub outcome: Outcome,
    /// Whole seconds; -1: not measured.
    pub seconds: i64,
    /// How many.
    pub n: i64,
}

/// The counts of a contract from day to day, both counted in.
pub async fn wait_list(tx: &mut Tx, contract: Uuid, from: NaiveDate, to: NaiveDate) -> Result<Vec<WaitRow>, DbError> {
    tx.all(READ, args![contract, from, to]).await
}
