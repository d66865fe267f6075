//! Running numbers.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};

const NEXT: Dialect = Dialect::same(
    "INSERT INTO service_request_number (contract_id, year, last) VALUES ($1, $2, 1) \
     ON CONFLICT (contract_id, year) DO UPDATE SET last = service_request_number.last + 1 RETURNING last",
);
const HOLD: Dialect = Dialect::same(
    "INSERT INTO service_request_number (contract_id, year, last) VALUES ($1, $2, 0) \
     ON CONFLICT (contract_id, year) DO UPDATE SET last = service_request_number.last",
);
const PLACE: Dialect = Dialect::same("UPDATE service_request_place SET last = last + 1 WHERE one = 1 RETURNING last");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NEXT, HOLD, PLACE];

/// The next number of a contract in a year. It is given back when the transaction is rolled back, so there are no gaps.
pub async fn number_next(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(NEXT, args![contract, year]).await?.0)
}

/// Lets nobody else agree to work under the same limit until the transaction is over: two who agree at the same moment
/// would both see what is left.
pub async fn quota_hold(tx: &mut Tx, contract: ContractId, year: i32) -> Result<(), DbError> {
    tx.execute(HOLD, args![contract, year]).await.map(drop)
}

/// The next place in the search index.
pub async fn place_next(tx: &mut Tx) -> Result<i64, DbError> {
    Ok(tx.one::<(i64,)>(PLACE, args![]).await?.0)
}
