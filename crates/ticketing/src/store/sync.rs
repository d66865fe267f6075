//! Operations of devices that were done.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Operation;

/// On PostgreSQL a second transaction with the same operation waits here for the first one.
const CLAIM: Dialect = Dialect::same(
    "INSERT INTO ticket_sync (person_id, operation_id, ticket_id, what, device_at, done_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, operation_id) DO NOTHING",
);
const FIND: Dialect =
    Dialect::same("SELECT ticket_id, what FROM ticket_sync WHERE person_id = $1 AND operation_id = $2");

const FORGET: Dialect = Dialect::same(
    "DELETE FROM ticket_sync WHERE (person_id, operation_id) IN \
     (SELECT person_id, operation_id FROM ticket_sync WHERE done_at < $1 ORDER BY done_at LIMIT 2000)",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLAIM, FIND, FORGET];

/// Writes down that `operation` is done by `person` in this transaction; false when it was done before.
pub async fn sync_claim(
    tx: &mut Tx,
    person: PersonId,
    operation: &Operation,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let args = args![person, operation.id, operation.ticket_id, operation.what(), operation.device_at, now];
    Ok(tx.execute(CLAIM, args).await? == 1)
}

/// The ticket and the `do` of an operation that was done.
pub async fn sync_find(tx: &mut Tx, person: PersonId, operation: Uuid) -> Result<Option<(Uuid, String)>, DbError> {
    tx.optional(FIND, args![person, operation]).await
}

/// Forgets the oldest of the operations that were done before `before`; says how many.
pub async fn sync_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}
