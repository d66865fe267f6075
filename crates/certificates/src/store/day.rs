//! How many certificates in use end on which day.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};

const LIST: Dialect = Dialect::same("SELECT day, n FROM certificate_day WHERE contract_id = $1 AND n > 0 ORDER BY day");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LIST];

/// By how many the count of each day of a contract moves. Days stand in their order, so that no two that move several
/// wait for each other.
pub type Moves = BTreeMap<NaiveDate, i64>;

/// Moves the counts.
pub async fn days_move(tx: &mut Tx, contract: ContractId, moves: &Moves) -> Result<(), DbError> {
    let real: Vec<_> = moves.iter().filter(|(_, n)| **n != 0).collect();
    for part in real.chunks(500) {
        let mut sql = Sql::new("INSERT INTO certificate_day (contract_id, day, n) VALUES ");
        sql.bind_rows(part.iter().map(|(day, n)| args![contract, **day, **n]));
        sql.push(" ON CONFLICT (contract_id, day) DO UPDATE SET n = certificate_day.n + excluded.n");
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// How many end on each day.
pub async fn days_list(tx: &mut Tx, contract: ContractId) -> Result<Vec<(NaiveDate, i64)>, DbError> {
    tx.all(LIST, args![contract]).await
}
