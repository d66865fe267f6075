//! Days by severity.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};

use crate::model::{SecurityTerm, Severity};

const OF: Dialect = Dialect::same(
    "SELECT h.severity, coalesce(t.days, h.days) AS days, t.days IS NOT NULL AS own FROM security_house_term h \
     LEFT JOIN security_term t ON t.severity = h.severity AND t.contract_id = $1",
);
const SET: Dialect = Dialect::same(
    "INSERT INTO security_term (contract_id, severity, days) VALUES ($1, $2, $3) \
     ON CONFLICT (contract_id, severity) DO UPDATE SET days = excluded.days",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OF, SET];

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(try_from = "String")]
    severity: Severity,
    days: i64,
    own: bool,
}

/// The days that hold for a contract, the gravest first.
pub async fn terms_of(tx: &mut Tx, contract: ContractId) -> Result<Vec<SecurityTerm>, DbError> {
    let rows: Vec<Row> = tx.all(OF, args![contract]).await?;
    let mut terms: Vec<_> =
        rows.into_iter().map(|row| SecurityTerm { severity: row.severity, days: row.days, own: row.own }).collect();
    terms.sort_by_key(|term| term.severity);
    Ok(terms)
}

/// Sets the days of a contract.
pub async fn term_set(tx: &mut Tx, contract: ContractId, severity: Severity, days: i64) -> Result<(), DbError> {
    tx.queue(SET, args![contract, severity.code(), days]).await
}
