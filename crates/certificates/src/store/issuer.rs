//! Certificates of those who sign.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Issuer;

const ADD: Dialect = Dialect::same(
    "INSERT INTO certificate_issuer (id, contract_id, subject, fingerprint, der, added_at) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (contract_id, fingerprint) DO NOTHING",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, subject, fingerprint, added_at FROM certificate_issuer WHERE contract_id = $1 ORDER BY subject, id LIMIT 200",
);
const DERS: Dialect =
    Dialect::same("SELECT der FROM certificate_issuer WHERE contract_id = $1 ORDER BY subject, id LIMIT 200");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ADD, LIST, DERS];

/// Adds one; `false` when it was there.
pub async fn issuer_add(
    tx: &mut Tx,
    contract: ContractId,
    (id, der): (Uuid, Vec<u8>),
    (subject, fingerprint): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(ADD, args![id, contract, subject, fingerprint, der, now]).await? == 1)
}

/// Those of a contract, by name.
pub async fn issuer_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<Issuer>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// Their certificates.
pub async fn issuer_ders(tx: &mut Tx, contract: ContractId) -> Result<Vec<Vec<u8>>, DbError> {
    Ok(tx.all::<(Vec<u8>,)>(DERS, args![contract]).await?.into_iter().map(|(der,)| der).collect())
}
