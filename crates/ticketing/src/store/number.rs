//! Numbers of tickets.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};

const NEXT: Dialect = Dialect::same(
    "INSERT INTO ticket_number (contract_id, year, last) VALUES ($1, $2, 1) \
     ON CONFLICT (contract_id, year) DO UPDATE SET last = ticket_number.last + 1 RETURNING last",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NEXT];

/// The next number of a contract in a year. It is given back when the transaction is rolled back, so there are no gaps.
pub async fn number_next(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    let (last,): (i64,) = tx.one(NEXT, args![contract, year]).await?;
    Ok(last)
}
