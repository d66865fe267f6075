//! What is about to be lost by what is open.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use jianyue_contracts::{Desk, registry::Registry};
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::{
    Tx,
    duties::DutyState,
    promises::{Promise, PromiseState},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::raising::{clock_seen, duties, duty_open};
use crate::{
    error::BillingError,
    fold::fold,
    permissions::READ,
    raise::{OpenItem, Risk, Seen, raisings, risks},
    store::entry::{EntryRow, entry_list},
};

/// How far ahead is looked when nobody says.
const AHEAD: u64 = 7;
/// How far ahead can be looked.
const FARTHEST: u64 = 92;
/// Records whose clocks are looked at, of all contracts together.
const CLOCKS: u32 = 1_000;

/// What open clocks and duties of a contract are about to cost.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MoneyAtRisk {
    /// The contract.
    pub contract_id: Uuid,
    /// The contract's name in files.
    pub contract: String,
    /// What the contract is called.
    pub contract_title: String,
    /// The day for which it is computed.
    pub at: NaiveDate,
    /// Duties that are due until this day are looked at.
    pub until: NaiveDate,
    /// What all of it would cost.
    #[schema(value_type = String)]
    pub sum: Money,
    /// By rule, in the contract's order.
    pub rules: Vec<Risk>,
    /// How much is open that no rule of the contract prices.
    pub unpriced: usize,
}

/// What is at risk of one contract.
pub async fn money_at_risk(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    days: Option<u64>,
) -> Result<MoneyAtRisk, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    let mut all = at_risk(tx, desk, &[contract], days).await?;
    all.pop().ok_or_else(|| jianyue_contracts::Refusal::NotFound.into())
}

/// What is at risk of every contract that the caller reads, the dearest first.
pub async fn all_at_risk(tx: &mut Tx, desk: Desk<'_>, days: Option<u64>) -> Result<Vec<MoneyAtRisk>, BillingError> {
    let scope = desk.by.scope(&READ);
    let known = desk.app.state::<Registry>().labels(tx).await?;
    let contracts: Vec<ContractId> = known.iter().map(|one| one.id).filter(|id| scope.covers(*id, None)).collect();
    let mut all = at_risk(tx, desk, &contracts, days).await?;
    all.sort_by(|a, b| (b.sum, &a.contract).cmp(&(a.sum, &b.contract)));
    Ok(all)
}

async fn at_risk(
    tx: &mut Tx,
    desk: Desk<'_>,
    contracts: &[ContractId],
    days: Option<u64>,
) -> Result<Vec<MoneyAtRisk>, BillingError> {
    let today = desk.today();
    let until = today + Days::new(days.unwrap_or(AHEAD).min(FARTHEST));
    let mut clocks: BTreeMap<Uuid, Vec<Promise>> = BTreeMap::new();
    for source in desk.app.modules().iter().filter_map(|module| module.promises()) {
        for promise in source.open(desk.app, tx, contracts, CLOCKS).await? {
            clocks.entry(promise.contract.0).or_default().push(promise);
        }
    }
    let mut ledgers: BTreeMap<Uuid, Vec<EntryRow>> = BTreeMap::new();
    for row in entry_list(tx, contracts.iter().map(|id| id.0)).await? {
        ledgers.entry(row.contract_id).or_default().push(row);
    }
    let mut all = Vec::new();
    for id in contracts {
        let version = desk.version(tx, *id, today).await?;
        let rows = ledgers.remove(&id.0).unwrap_or_default();
        let told = fold(&rows);
        let mut open: Vec<OpenItem> = clocks.remove(&id.0).unwrap_or_default().iter().filter_map(open_clock).collect();
        for duty in duties(desk.app, tx, *id, (today, until)).await? {
            let due = duty.due.filter(|due| today <= *due && *due <= until);
            let counts = matches!(duty.state, DutyState::Open | DutyState::Announced | DutyState::Coming);
            if let Some(due) = due.filter(|_| counts) {
                open.push(OpenItem { seen: duty_open(&duty, *id, due), due_at: None });
            }
        }
        let raised = raisings(&rows, &told);
        let standing = raised.into_iter().filter(|one| one.gone.is_none()).map(|one| (one.group, one.breach)).collect();
        let rules = risks(&version.model, version.time.calendar(), &told.facts, today, &open, &standing);
        let priced: usize = rules.iter().map(|one| one.count).sum();
        all.push(MoneyAtRisk {
            contract_id: id.0,
            contract: version.model.contract.slug.clone(),
            contract_title: (version.model.contract.project.clone())
                .unwrap_or_else(|| version.model.contract.title.clone()),
            at: today,
            until,
            sum: rules.iter().map(|one| one.sum).sum(),
            rules,
            unpriced: open.len().saturating_sub(priced),
        });
    }
    Ok(all)
}

/// A clock that counts; one that is held costs nothing while it is.
fn open_clock(promise: &Promise) -> Option<OpenItem> {
    let overdue = promise.state == PromiseState::Broken && promise.stopped_at.is_none();
    let due = promise.due_at.filter(|_| overdue || promise.state == PromiseState::Running)?;
    let text = format!("{}，约定 {}", promise.target_name, promise.within);
    Some(OpenItem { seen: Seen { text, ..clock_seen(promise) }, due_at: Some(due) })
}
