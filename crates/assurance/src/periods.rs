//! Special periods, as other modules ask about them: confirmed ones, on the days that count.

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    db::DbError,
    periods::{PeriodSource, SpecialPeriod},
};

use crate::store::{period::period_held, works_of};

/// The periods of this module.
pub(crate) struct Periods;

#[async_trait]
impl PeriodSource for Periods {
    async fn special_periods(
        &self,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<SpecialPeriod>, DbError> {
        let rows = period_held(tx, contract, (from, to)).await?;
        let period = |row: crate::store::period::HeldRow| SpecialPeriod {
            id: row.id,
            title: row.title,
            works: works_of(&row.works),
            from: row.holds_from,
            to: row.to_on,
            freeze: row.no_release,
        };
        Ok(rows.into_iter().map(period).collect())
    }
}
