//! Addresses of contracts.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::MailAddress;

const LIST: Dialect = Dialect::same(
    "SELECT id, address, contract_id, work, service, channel, version, created_at FROM mail_address \
     WHERE retired_at IS NULL ORDER BY address LIMIT 500",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, address, contract_id, work, service, channel, version, created_at FROM mail_address \
     WHERE id = $1 AND retired_at IS NULL",
);
const INSERT: Dialect = Dialect::same(
    "INSERT INTO mail_address (id, address, contract_id, work, service, channel, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
);
const UPDATE: Dialect = Dialect::same(
    "UPDATE mail_address SET contract_id = $3, work = $4, service = $5, channel = $6, version = version + 1 \
     WHERE id = $1 AND version = $2 AND retired_at IS NULL",
);
const RETIRE: Dialect = Dialect::same("UPDATE mail_address SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST, FIND, INSERT, UPDATE, RETIRE];

/// Every address, in the order of the alphabet; there are few.
pub async fn address_list(tx: &mut Tx) -> Result<Vec<MailAddress>, DbError> {
    tx.all(LIST, args![]).await
}

/// The address of an id.
pub async fn address_find(tx: &mut Tx, id: Uuid) -> Result<Option<MailAddress>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Adds an address; `false` when it is in use.
pub async fn address_insert(tx: &mut Tx, row: &MailAddress) -> Result<bool, DbError> {
    let args = args![
        row.id,
        &row.address,
        row.contract_id,
        row.work.as_deref(),
        row.service.as_deref(),
        &row.channel,
        row.version,
        row.created_at
    ];
    Ok(tx.execute(INSERT, args).await? == 1)
}

/// Changes what an address is for; `false` when `row.version` is no more.
pub async fn address_update(tx: &mut Tx, row: &MailAddress) -> Result<bool, DbError> {
    let args = args![row.id, row.version, row.contract_id, row.work.as_deref(), row.service.as_deref(), &row.channel];
    Ok(tx.execute(UPDATE, args).await? == 1)
}

/// Takes no more mail at an address.
pub async fn address_retire(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbError> {
    Ok(tx.execute(RETIRE, args![id, now]).await? == 1)
}
