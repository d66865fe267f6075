//! The acceptance dossier: every rule of a contract with what shows that it was kept, and the gaps first.
//!
//! What was done is asked of the modules each time ([`jianyue_platform::dossier`]) and copied nowhere. Whoever sees some works of a
//! contract only is given the rules and records of these works and no others, in the dossier and in its archive.

mod archive;
mod builder;
mod clauses;
mod document;
mod listed;
mod model;

use jianyue_contracts::desk::{Desk, covers};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    App, DbError, Tx,
    dossier::{DossierAsk, RuleKept},
    duties::Duty,
};

pub use archive::Archive;
pub(crate) use builder::wake;
pub use builder::{DossierBuilder, DossierError, KIND, build};
pub use document::document;
pub use model::{Clause, ClauseState, Dossier, Proof};

use self::clauses::clauses;
use crate::{error::ReportError, permissions::READ};

/// Days behind the end of the service in which what closes it is still done.
const BEHIND: chrono::Days = chrono::Days::new(120);

/// What a dossier is put together of.
#[derive(Debug)]
struct Gathered {
    ask: DossierAsk,
    duties: Vec<Duty>,
    kept: Vec<RuleKept>,
}

/// The works of `contract` that `scope` reaches; empty means all.
fn works_of(scope: &ContractScope, contract: ContractId) -> Vec<String> {
    match scope {
        ContractScope::All => Vec::new(),
        ContractScope::Only(held) => {
            held.iter().find(|(id, _)| *id == contract).map(|(_, works)| works.clone()).unwrap_or_default()
        }
    }
}

/// The dossier of a contract, as far as the caller may see it.
///
/// # Errors
/// [`jianyue_contracts::Refusal::NotFound`] when the caller may know nothing of the contract.
pub async fn dossier(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Dossier, ReportError> {
    let scope = desk.reader(&READ, contract)?;
    let works = works_of(&scope, contract);
    of_works(tx, desk, contract, works).await
}

/// The dossier of some works of a contract, whoever asks; none means all of them.
async fn of_works(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    works: Vec<String>,
) -> Result<Dossier, ReportError> {
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let service = compiled.model.service_period();
    let to = service.to.checked_add_days(BEHIND).unwrap_or(service.to);
    let ask = DossierAsk { contract, works, from: service.from, to };
    let gathered = gather(desk.app, tx, ask).await?;
    let seen = compiled.model.seen(&gathered.ask.works);
    let (clauses, definitions) = clauses(&seen, &gathered, service.from > desk.today());
    Ok(Dossier::of(contract, &compiled.title, (service.from, service.to), clauses, definitions))
}

/// Everything that modules know, cut to the works that are asked for.
async fn gather(app: &App, tx: &mut Tx, ask: DossierAsk) -> Result<Gathered, DbError> {
    let sources: Vec<_> = app.modules().iter().filter_map(|module| module.dossier()).collect();
    let mut ledger = None;
    let mut kept = Vec::new();
    for source in &sources {
        if let Some(duties) = source.ledger(app, tx, &ask).await? {
            ledger = Some(duties);
        }
        kept.extend(source.kept(app, tx, &ask).await?);
    }
    let knows_all = ledger.is_some();
    let mut duties = ledger.unwrap_or_default();
    if !knows_all {
        for source in app.modules().iter().filter_map(|module| module.duties()) {
            duties.extend(source.duties(app, tx, ask.contract, ask.from, ask.to).await?);
        }
    }
    let scope = if ask.works.is_empty() {
        ContractScope::All
    } else {
        ContractScope::Only(vec![(ask.contract, ask.works.clone())])
    };
    duties.retain(|duty| covers(&scope, ask.contract, &duty.works));
    duties.sort_by(|a, b| (a.day(), &a.rule, &a.key).cmp(&(b.day(), &b.rule, &b.key)));
    Ok(Gathered { ask, duties, kept })
}
