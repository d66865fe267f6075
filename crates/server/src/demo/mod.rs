//! The demo: five contracts, made-up people, and a year of work that ends now.

pub mod accounts;
pub mod assets;
pub mod assurance;
pub mod backups;
pub mod billing;
pub mod catalogue;
pub mod certificates;
pub mod changes;
pub mod contracts;
pub mod deliveries;
pub mod emergencies;
pub mod field;
pub mod holidays;
pub mod hotline;
pub mod inspection;
pub mod inventory;
pub mod knowledge;
pub mod letters;
pub mod obligations;
pub mod play;
pub mod probing;
pub mod reports;
pub mod security;
pub mod signature;
pub mod staffing;
pub mod story;
pub mod texts;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::{catalogue::Catalogue, registry::Compiled};
use jianyue_sla::zone;
use jianyue_ticketing::service::statistics::roll_up;

use self::{contracts::DemoContract, story::CaseChoice, texts::Texts};
use crate::{commands::Failure, host::Host};

/// What was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// A new demo year with so many tickets and things done to them.
    Now {
        /// Tickets opened.
        tickets: usize,
        /// Things done to them.
        steps: usize,
    },
    /// It was there already.
    Before,
}

/// Loads the demo into an empty database: contracts, people, and about `tickets` tickets over the year that ends at `end`.
///
/// # Errors
/// [`Failure`] when something is refused, which a test would show.
pub async fn load(host: &Host, tickets: usize, end: DateTime<Utc>) -> Result<Loaded, Failure> {
    let labels = host.registry().labels(&mut host.app.db().peek().await?).await.map_err(refused)?;
    if !labels.is_empty() {
        return Ok(Loaded::Before);
    }
    let first_day = zone::local_date(end - TimeDelta::days(366));
    let contracts = contracts::load(host, first_day, zone::local_date(end)).await?;
    holidays::load(host, first_day, end).await?;
    // Before anything is told of the contracts, so that the year that is over is planned too.
    inspection::plan(host, &contracts, first_day).await?;
    let cast = accounts::load(host, &contracts).await?;
    // Before the year's service sheets, which draw on the store.
    assets::stock(host, &cast, &contracts, first_day).await?;
    emergencies::plan(host, &cast, &contracts, end).await?;
    let texts = Texts::embedded().map_err(|error| Failure::input(error.to_string()))?;
    let choices = choices(host, &contracts, end).await?;
    let cases = |slug: &str| choices.iter().find(|(name, _)| name == slug).map(|(_, c)| c.clone()).unwrap_or_default();
    let stories = story::tell(&texts, &cases, tickets, end);
    let steps = play::play(host, &cast, &contracts, &stories, end).await?;
    host.dispatcher().settle().await?;
    // What probes read is on the sheets.
    probing::load(host, &cast, &contracts, end).await?;
    inspection::bind(host, &cast, &contracts).await?;
    inspection::load(host, &cast, &contracts, first_day, end).await?;
    hotline::load(host, &cast, &contracts, tickets, end).await?;
    knowledge::load(host, &cast, &contracts, end).await?;
    certificates::load(host, &cast, &contracts, end).await?;
    backups::load(host, &cast, &contracts, end).await?;
    assets::load(host, &cast, &contracts, end).await?;
    inventory::load(host, &cast, &contracts).await?;
    billing::load(host, &cast, &contracts, end).await?;
    obligations::load(host, &cast, &contracts, (first_day, end)).await?;
    deliveries::load(host, &cast, &contracts, (first_day, end)).await?;
    assurance::load(host, &cast, &contracts, end).await?;
    staffing::load(host, &cast, &contracts, end).await?;
    letters::load(host, &cast, &contracts, end).await?;
    emergencies::load(host, &cast, &contracts, end).await?;
    catalogue::load(host, &cast, &contracts, end).await?;
    changes::load(host, &cast, &contracts, end).await?;
    security::load(host, &cast, &contracts, end).await?;
    // Last: reports tell of everything else.
    host.dispatcher().settle().await?;
    roll_up(host.app.db(), host.registry(), host.app.env()).await.map_err(refused)?;
    billing::propose(host, &cast, &contracts, end).await?;
    reports::load(host, &cast, &contracts, (first_day, end)).await?;
    host.dispatcher().settle().await?;
    Ok(Loaded::Now { tickets: stories.len(), steps })
}

/// The severities of each contract that a ticket may have now.
async fn choices(
    host: &Host,
    contracts: &[DemoContract],
    at: DateTime<Utc>,
) -> Result<Vec<(String, Vec<CaseChoice>)>, Failure> {
    let mut tx = host.app.db().read().await?;
    let mut choices = Vec::with_capacity(contracts.len());
    for contract in contracts {
        let compiled = host.registry().in_force(&mut tx, contract.id, at).await.map_err(refused)?;
        let compiled: std::sync::Arc<Compiled> =
            compiled.ok_or_else(|| Failure::input(format!("{} is not in force", contract.slug)))?;
        choices.push((contract.slug.clone(), cases(&compiled.model.catalogue())));
    }
    Ok(choices)
}

fn cases(catalogue: &Catalogue) -> Vec<CaseChoice> {
    let level = |key: &str| catalogue.cases.iter().find(|case| case.rule.rule == key).map_or(3, |case| case.level);
    let of_work = |work: &jianyue_contracts::catalogue::CatalogueWork| {
        let name = work.key.clone();
        let cases = work.cases.iter().map(|case| CaseChoice {
            work: Some(name.clone()),
            case: case.clone(),
            level: level(case),
        });
        cases.collect::<Vec<_>>()
    };
    catalogue.works.iter().flat_map(of_work).collect()
}

fn refused(error: impl std::error::Error) -> Failure {
    Failure::input(error.to_string())
}
