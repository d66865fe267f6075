//! Days on which people were told of what will be late.

use chrono::NaiveDate;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const TELL: Dialect = Dialect::same(
    "INSERT INTO delivery_notice (id, contract_id, told_on, text) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
);
const FIND: Dialect = Dialect::same("SELECT contract_id, text FROM delivery_notice WHERE id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[TELL, FIND];

/// Remembers that people are told; `false` when they were.
pub async fn notice_tell(
    tx: &mut Tx,
    id: Uuid,
    (contract, day): (Uuid, NaiveDate),
    text: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![id, contract, day, text]).await? == 1)
}

/// What was told.
pub async fn notice_find(tx: &mut Tx, id: Uuid) -> Result<Option<(Uuid, String)>, DbError> {
    tx.optional(FIND, args![id]).await
}
