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

const SET: Dialect = Dialect::same("UPDATE ticket_number SET last = $3 WHERE contract_id = $1 AND year = $2");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NEXT, SET];

/// The next number of a contract in a year. It is given back when the transaction is rolled back, so there are no gaps.
pub async fn number_next(tx: &mut Tx, contract: ContractId, year: i32) -> Result<i64, DbError> {
    let key = format!("ticket_number:{contract}:{year}");
    let last = if let Some((last, _)) = tx.recall(&key) {
        tx.queue(SET, args![contract, year, last + 1]).await?;
        last + 1
    } else {
        tx.one::<(i64,)>(NEXT, args![contract, year]).await?.0
    };
    tx.remember(&key, (last, Vec::new()));
    Ok(last)
}
