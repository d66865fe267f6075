//! Certificates that were met on the network.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::Seen;

const KEEP: Dialect = Dialect::same(
    "INSERT INTO certificate_seen (contract_id, target, serial, issuer, subject, valid_until, certificate_id, seen_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (contract_id, target) DO UPDATE SET serial = excluded.serial, \
     issuer = excluded.issuer, subject = excluded.subject, valid_until = excluded.valid_until, \
     certificate_id = excluded.certificate_id, seen_at = excluded.seen_at",
);
const LIST: Dialect = Dialect::same(
    "SELECT target, serial, issuer, subject, valid_until, certificate_id, seen_at FROM certificate_seen \
     WHERE contract_id = $1 ORDER BY target LIMIT 2000",
);
const TARGETS: Dialect =
    Dialect::same("SELECT target FROM certificate_seen WHERE certificate_id = $1 ORDER BY target LIMIT 100");
const JOIN: Dialect = Dialect::same(
    "UPDATE certificate_seen SET certificate_id = $3 WHERE contract_id = $1 AND serial = $2 AND certificate_id IS NULL",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KEEP, LIST, TARGETS, JOIN];

/// Keeps what a server showed last.
pub async fn seen_keep(tx: &mut Tx, contract: ContractId, seen: &Seen) -> Result<(), DbError> {
    let args = args![
        contract,
        &seen.target,
        &seen.serial,
        &seen.issuer,
        &seen.subject,
        seen.valid_until,
        seen.certificate_id,
        seen.seen_at
    ];
    tx.execute(KEEP, args).await.map(drop)
}

/// What servers of a contract showed, by name.
pub async fn seen_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<Seen>, DbError> {
    tx.all(LIST, args![contract]).await
}

/// The servers that show a certificate.
pub async fn seen_targets(tx: &mut Tx, certificate: Uuid) -> Result<Vec<String>, DbError> {
    Ok(tx.all::<(String,)>(TARGETS, args![certificate]).await?.into_iter().map(|(target,)| target).collect())
}

/// What was met before it came into the register is known now.
pub async fn seen_join(tx: &mut Tx, contract: ContractId, serial: &str, certificate: Uuid) -> Result<(), DbError> {
    tx.execute(JOIN, args![contract, serial, certificate]).await.map(drop)
}
