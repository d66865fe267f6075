//! Steps of devices that were done.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Operation;

/// On PostgreSQL a second transaction with the same step waits here for the first one.
const CLAIM: Dialect = Dialect::same(
    "INSERT INTO inspection_sync (person_id, step_id, occurrence_id, what, device_at, done_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, step_id) DO NOTHING",
);
const FIND: Dialect =
    Dialect::same("SELECT occurrence_id, what FROM inspection_sync WHERE person_id = $1 AND step_id = $2");
const FORGET: Dialect = Dialect::same("DELETE FROM inspection_sync WHERE done_at < $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLAIM, FIND, FORGET];

/// Writes down that `operation` is done by `person` in this transaction; false when it was done before.
pub async fn sync_claim(
    tx: &mut Tx,
    person: PersonId,
    operation: &Operation,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let args = args![person, operation.id, operation.occurrence_id, operation.what(), operation.device_at, now];
    Ok(tx.execute(CLAIM, args).await? == 1)
}

/// The occurrence and the `do` of a step that was done.
pub async fn sync_find(tx: &mut Tx, person: PersonId, step: Uuid) -> Result<Option<(Uuid, String)>, DbError> {
    tx.optional(FIND, args![person, step]).await
}

/// Forgets steps that were done before `before`.
pub async fn sync_forget(tx: &mut Tx, before: DateTime<Utc>) -> Result<u64, DbError> {
    tx.execute(FORGET, args![before]).await
}
