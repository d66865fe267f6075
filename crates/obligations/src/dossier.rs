//! The whole ledger, for the acceptance dossier.

use async_trait::async_trait;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, DossierSource},
    duties::Duty,
};

use crate::{
    error::DutyError,
    service::{History, ledger::gather},
};

/// What is owed, with what people said of it.
pub(crate) struct Ledgers;

#[async_trait]
impl DossierSource for Ledgers {
    async fn ledger(&self, app: &App, tx: &mut Tx, ask: &DossierAsk) -> Result<Option<Vec<Duty>>, DbError> {
        let by = Actor::system("reports.dossier");
        match everything(app, tx, &by, ask).await {
            Ok(duties) => Ok(Some(duties)),
            Err(DutyError(Refusal::Db(error))) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

async fn everything(app: &App, tx: &mut Tx, by: &Actor, ask: &DossierAsk) -> Result<Vec<Duty>, DutyError> {
    let history = History::read(app, tx, ask.contract).await?;
    Ok(gather(tx, Desk::of(app, by), ask.contract, &history, (ask.from, ask.to)).await?.0)
}
