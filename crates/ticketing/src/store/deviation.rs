//! Which ticket is about which thing that another module found wrong.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

/// On PostgreSQL a second transaction about the same key waits here for the first one.
const CLAIM: Dialect = Dialect::same(
    "INSERT INTO ticket_deviation (contract_id, key, times, noted) VALUES ($1, $2, 0, 0) \
     ON CONFLICT (contract_id, key) DO NOTHING",
);
const LOCK: Dialect = Dialect {
    sqlite: "SELECT ticket_id, times, noted, said, last_at, noted_at, gone_at FROM ticket_deviation \
             WHERE contract_id = $1 AND key = $2",
    postgres: "SELECT ticket_id, times, noted, said, last_at, noted_at, gone_at FROM ticket_deviation \
               WHERE contract_id = $1 AND key = $2 FOR UPDATE",
};
const UPDATE: Dialect = Dialect::same(
    "UPDATE ticket_deviation SET ticket_id = $3, times = $4, noted = $5, said = $6, last_at = $7, noted_at = $8, \
     gone_at = $9 WHERE contract_id = $1 AND key = $2",
);
const TICKET: Dialect = Dialect::same("SELECT ticket_id FROM ticket_deviation WHERE contract_id = $1 AND key = $2");
const STANDS: Dialect = Dialect::same("SELECT state, merged_into FROM ticket WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLAIM, LOCK, UPDATE, TICKET, STANDS];

/// What is known of a thing that was found wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct DeviationRow {
    /// The last ticket about it.
    pub ticket_id: Option<Uuid>,
    /// How often it was found while that ticket was open.
    pub times: i64,
    /// How many of these the ticket's history tells.
    pub noted: i64,
    /// What was said when it was last found.
    pub said: Option<String>,
    /// When it was last found.
    pub last_at: Option<DateTime<Utc>>,
    /// When the history last told of it.
    pub noted_at: Option<DateTime<Utc>>,
    /// When it was gone, if it has not been found since.
    pub gone_at: Option<DateTime<Utc>>,
}

/// What is known of `key`, held for a change.
pub async fn deviation_hold(tx: &mut Tx, contract: ContractId, key: &str) -> Result<DeviationRow, DbError> {
    tx.execute(CLAIM, args![contract, key]).await?;
    tx.one(LOCK, args![contract, key]).await
}

/// Keeps what is known of `key` now.
pub async fn deviation_keep(tx: &mut Tx, contract: ContractId, key: &str, row: &DeviationRow) -> Result<(), DbError> {
    let DeviationRow { ticket_id, times, noted, said, last_at, noted_at, gone_at } = row;
    let args = args![contract, key, *ticket_id, *times, *noted, said.as_deref(), *last_at, *noted_at, *gone_at];
    tx.queue(UPDATE, args).await
}

/// The last ticket about `key`.
pub async fn deviation_ticket(tx: &mut Tx, contract: ContractId, key: &str) -> Result<Option<Uuid>, DbError> {
    let found: Option<(Option<Uuid>,)> = tx.optional(TICKET, args![contract, key]).await?;
    Ok(found.and_then(|(ticket,)| ticket))
}

/// Where a ticket stands, and which one carries it on.
pub async fn ticket_stands(tx: &mut Tx, ticket: Uuid) -> Result<Option<(String, Option<Uuid>)>, DbError> {
    tx.optional(STANDS, args![ticket]).await
}
