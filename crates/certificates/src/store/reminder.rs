//! Reminders that were given.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const TELL: Dialect = Dialect::same(
    "INSERT INTO certificate_reminder (certificate_id, valid_until, stage, told_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (certificate_id, valid_until, stage) DO NOTHING",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[TELL];

/// Remembers that people are reminded; `false` when they were.
pub async fn reminder_tell(
    tx: &mut Tx,
    (certificate, valid_until): (Uuid, NaiveDate),
    stage: i64,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![certificate, valid_until, stage, now]).await? == 1)
}
