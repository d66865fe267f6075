//! How far contracts are planned.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;

use crate::model::Unplanned;

/// On PostgreSQL a second replica that plans the same contract waits here for the first one.
const CLAIM: Dialect = Dialect::same(
    "INSERT INTO inspection_horizon (contract_id, planned_to, problems, at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (contract_id) DO NOTHING",
);
const LOCK: Dialect = Dialect {
    sqlite: "SELECT planned_to, problems FROM inspection_horizon WHERE contract_id = $1",
    postgres: "SELECT planned_to, problems FROM inspection_horizon WHERE contract_id = $1 FOR UPDATE",
};
const READ: Dialect = Dialect::same("SELECT planned_to, problems FROM inspection_horizon WHERE contract_id = $1");
const KEEP: Dialect =
    Dialect::same("UPDATE inspection_horizon SET planned_to = $2, problems = $3, at = $4 WHERE contract_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[CLAIM, LOCK, READ, KEEP];

/// How far a contract is planned.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HorizonRow {
    /// The last day.
    pub planned_to: NaiveDate,
    /// What could not be planned.
    pub problems: Json<Vec<Unplanned>>,
}

/// How far it is planned, held for a change; `None` and held when it was not planned before, as from `first` on.
pub async fn horizon_hold(
    tx: &mut Tx,
    contract: ContractId,
    first: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Option<HorizonRow>, DbError> {
    let before = first.pred_opt().unwrap_or(first);
    let none = Arg::json(&Vec::<Unplanned>::new())?;
    let new = tx.execute(CLAIM, args![contract, before, none, now]).await? == 1;
    let row = tx.one(LOCK, args![contract]).await?;
    Ok(Some(row).filter(|_| !new))
}

/// How far it is planned.
pub async fn horizon_read(tx: &mut Tx, contract: ContractId) -> Result<Option<HorizonRow>, DbError> {
    tx.optional(READ, args![contract]).await
}

/// Keeps how far it is planned.
pub async fn horizon_keep(
    tx: &mut Tx,
    contract: ContractId,
    row: &HorizonRow,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    tx.queue(KEEP, args![contract, row.planned_to, Arg::json(&row.problems.0)?, now]).await
}
