//! Positions, presence, changes of key people and trainings, as duties of the ledger.

mod people;
mod trained;

use async_trait::async_trait;
use chrono::NaiveDate;
use jianyue_contracts::registry::{Registry, RegistryError};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    db::DbError,
    duties::{Duty, DutySource},
};
use jianyue_sla::zone;

/// What the contract asks of people and trainings.
pub(crate) struct Staffing;

#[async_trait]
impl DutySource for Staffing {
    async fn duties(
        &self,
        app: &App,
        tx: &mut Tx,
        contract: ContractId,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<Vec<Duty>, DbError> {
        let today = zone::local_date(app.env().now());
        let found = app.state::<Registry>().shown(tx, contract, zone::start_of_day(to.min(today))).await;
        let compiled = match found {
            Ok(Some(compiled)) => compiled,
            Err(RegistryError::Db(error)) => return Err(error),
            Ok(None) | Err(_) => return Ok(Vec::new()),
        };
        let mut duties = people::duties(tx, &compiled, (from, to), today).await?;
        duties.extend(trained::duties(tx, &compiled, (from, to), today).await?);
        Ok(duties)
    }
}
