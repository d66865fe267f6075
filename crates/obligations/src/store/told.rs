//! The days of which people were told what falls due.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const TELL: Dialect = Dialect::same(
    "INSERT INTO duty_told (contract_id, day, told_at) VALUES ($1, $2, $3) ON CONFLICT (contract_id, day) DO NOTHING",
);
const TOLD: Dialect = Dialect::same("SELECT day FROM duty_told WHERE contract_id = $1 ORDER BY day DESC LIMIT 1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[TELL, TOLD];

/// Remembers that people are told of a day; `false` when they were.
pub async fn told_insert(
    tx: &mut Tx,
    contract: ContractId,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(TELL, args![contract, day, now]).await? == 1)
}

/// The last day of which people were told under a contract.
pub async fn told_last(tx: &mut Tx, contract: Uuid) -> Result<Option<NaiveDate>, DbError> {
    Ok(tx.optional::<(NaiveDate,)>(TOLD, args![contract]).await?.map(|(day,)| day))
}
