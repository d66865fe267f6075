//! What was found wrong and was not found right since.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const OPEN: Dialect = Dialect::same(
    "INSERT INTO inspection_deviation (contract_id, key, run_id, found_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (contract_id, key) DO NOTHING",
);
const GONE: Dialect =
    Dialect::same("DELETE FROM inspection_deviation WHERE contract_id = $1 AND key = $2 RETURNING found_at");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OPEN, GONE];

/// Something was found wrong; whether it was not known to be.
pub async fn deviation_open(
    tx: &mut Tx,
    contract: Uuid,
    key: &str,
    run: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    Ok(tx.execute(OPEN, args![contract, key, run, at]).await? == 1)
}

/// Something was found right; since when it was known to be wrong.
pub async fn deviation_gone(tx: &mut Tx, contract: Uuid, key: &str) -> Result<Option<DateTime<Utc>>, DbError> {
    let row: Option<(DateTime<Utc>,)> = tx.optional(GONE, args![contract, key]).await?;
    Ok(row.map(|(at,)| at))
}
