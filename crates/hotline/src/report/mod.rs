//! What the hotline contributes to reports: nothing of who called.

mod calls;
mod returns;

use std::sync::Arc;

use jianyue_contracts::registry::{Compiled, Registry, RegistryError};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, DbError, Tx,
    reports::{ReportAsk, ReportSource},
};
use jianyue_sla::zone;

use crate::error::HotlineError;

/// Every section.
pub(crate) fn sources() -> Vec<Arc<dyn ReportSource>> {
    vec![Arc::new(calls::Calls), Arc::new(returns::Returns)]
}

/// Who reads for a report.
fn reader() -> Actor {
    Actor::system("reports")
}

/// The contract as it holds at the end of the period. Calls belong to a contract as a whole: a report on some works has none.
async fn contract(app: &App, tx: &mut Tx, ask: &ReportAsk) -> Result<Option<Arc<Compiled>>, DbError> {
    if !ask.works.is_empty() || ask.subject.is_some() {
        return Ok(None);
    }
    let day = ask.to.min(zone::local_date(app.env().now()));
    match app.state::<Registry>().shown(tx, ask.contract, zone::start_of_day(day)).await {
        Ok(found) => Ok(found),
        Err(RegistryError::Db(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// What there is, or nothing where the contract cannot be read.
pub(crate) fn read<T>(found: Result<T, HotlineError>) -> Result<Option<T>, DbError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(HotlineError::Db(error) | HotlineError::Registry(RegistryError::Db(error))) => Err(error),
        Err(_) => Ok(None),
    }
}
