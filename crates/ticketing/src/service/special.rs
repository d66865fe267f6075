//! Special periods that clients declared: clocks run in longer hours on their days, and on no other.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::registry::Compiled;
use jianyue_kernel::ContractId;
use jianyue_platform::{DbError, Tx, periods::SpecialPeriod};
use jianyue_sla::{clock::SeverityMatrix, zone};

use super::Desk;
use crate::store;

/// The special periods that clocks of a contract have to do with; none where no window of it is longer in them.
pub(super) async fn periods(tx: &mut Tx, desk: Desk<'_>, contract: &Compiled) -> Result<Arc<[SpecialPeriod]>, DbError> {
    match desk.host.filter(|_| contract.model.has_special_hours()) {
        Some(host) => {
            let today = zone::local_date(desk.now());
            desk.registry.special_periods(host.0, tx, contract.contract, today).await
        }
        None => Ok(Arc::new([])),
    }
}

/// The terms of a ticket on `work` that was opened at `opened_at`.
pub(super) fn matrix_of(
    contract: &Compiled,
    periods: &[SpecialPeriod],
    work: Option<&str>,
    opened_at: DateTime<Utc>,
) -> Arc<SeverityMatrix> {
    let day = zone::local_date(opened_at);
    let days = periods.iter().filter(|period| period.concerns(work) && period.to >= day);
    let days: Vec<(NaiveDate, NaiveDate)> = days.map(|period| (period.from, period.to)).collect();
    contract.matrix_on(&days)
}

/// Has the next sweep look at every live ticket of a contract whose special periods have changed.
pub(crate) async fn periods_changed(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<(), DbError> {
    desk.registry.special_periods_changed();
    store::ticket_look_again(tx, contract, desk.now()).await.map(drop)
}
