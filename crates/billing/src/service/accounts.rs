//! Accounts: of one contract, of one as it would be, and of all together.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use jianyue_contracts::{Desk, Refusal, registry::Registry};
use jianyue_kernel::{ContractId, Money};
use jianyue_platform::{Tx, form::FormFaults};
use serde::Serialize;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    account::{Line, LineState, account, check},
    error::BillingError,
    fold::{Told, fold},
    model::{AwaitedFact, ContractAccount, Entry, PenaltyRule},
    permissions::READ,
    store::entry::{EntryRow, entry_list},
};

/// The most entries of a question.
const QUESTION: usize = 200;

/// The account of a contract on a day; today when none is given.
pub async fn contract_account(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
) -> Result<ContractAccount, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    let rows = entry_list(tx, [contract.0]).await?;
    computed(tx, desk, contract, at, &rows).await
}

/// The account as it would be if more had happened; nothing is kept.
pub async fn what_would_be(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
    more: Vec<Entry>,
) -> Result<ContractAccount, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    if more.len() > QUESTION {
        return Err(Refusal::field("entries", format!("一次最多试算 {QUESTION} 条")).into());
    }
    let mut rows = entry_list(tx, [contract.0]).await?;
    let last = rows.last().map_or(0, |row| row.seq);
    for (entry, seq) in more.into_iter().zip(last + 1..) {
        rows.push(EntryRow {
            id: Uuid::nil(),
            contract_id: contract.0,
            seq,
            kind: entry.kind().to_owned(),
            body: Json(entry),
            by_id: desk.by.person.0,
            by_name: desk.by.name.clone(),
            at: desk.now(),
        });
    }
    computed(tx, desk, contract, at, &rows).await
}

async fn computed(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
    rows: &[EntryRow],
) -> Result<ContractAccount, BillingError> {
    let at = at.unwrap_or_else(|| desk.today());
    let version = desk.version(tx, contract, at).await?;
    let Told { facts, objections, .. } = fold(rows);
    if let Some(fault) = check(&version.model, &facts).into_iter().next() {
        return Err(FormFaults::one("entries", fault.message).into());
    }
    let account = account(&version.model, version.time.calendar(), &facts, at);
    let entries = rows.last().map_or(0, |row| row.seq);
    let (rules, awaited) = (PenaltyRule::of(&version.model), AwaitedFact::of(&version.model));
    Ok(ContractAccount { contract_id: contract.0, entries, account, objections, rules, awaited })
}

/// A payment of some contract.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScheduledLine {
    /// Its contract.
    pub contract_id: Uuid,
    /// The contract's name in files.
    pub contract: String,
    /// What the contract is called.
    pub contract_title: String,
    /// The payment.
    pub line: Line,
    /// What it waits for, and who has to do it.
    pub waits_for: Vec<String>,
}

/// A month of the schedule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScheduledMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// What falls due in it and is not paid.
    #[schema(value_type = String)]
    pub due: Money,
    /// What was paid in it.
    #[schema(value_type = String)]
    pub paid: Money,
}

/// The payments of every contract that the caller reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingSchedule)]
pub struct Schedule {
    /// The day for which it is computed.
    pub at: NaiveDate,
    /// Payments; those that are due first, then by their last day, then those without one.
    pub lines: Vec<ScheduledLine>,
    /// By month, where anything falls due or was paid.
    pub months: Vec<ScheduledMonth>,
    /// Penalties that wait for a decision.
    pub undecided: usize,
}

/// The schedule over all contracts.
pub async fn schedule(tx: &mut Tx, desk: Desk<'_>, at: Option<NaiveDate>) -> Result<Schedule, BillingError> {
    let at = at.unwrap_or_else(|| desk.today());
    let standing = desk.app.state::<Registry>().labels(tx).await?;
    let scope = desk.by.scope(&READ);
    let contracts: Vec<ContractId> =
        standing.iter().map(|label| label.id).filter(|id| scope.covers(*id, None)).collect();
    let mut ledgers: BTreeMap<Uuid, Vec<EntryRow>> = BTreeMap::new();
    for row in entry_list(tx, contracts.iter().map(|id| id.0)).await? {
        ledgers.entry(row.contract_id).or_default().push(row);
    }
    let (mut lines, mut months, mut undecided) = (Vec::new(), BTreeMap::new(), 0);
    for contract in contracts {
        let version = desk.version(tx, contract, at).await?;
        let told = fold(ledgers.get(&contract.0).map_or(&[][..], Vec::as_slice));
        let account = account(&version.model, version.time.calendar(), &told.facts, at);
        undecided +=
            account.penalties.iter().filter(|one| one.decision.is_none() && one.proposed > Money::ZERO).count();
        for paid in told.facts.payments.iter().filter(|paid| paid.on <= at) {
            let month = month_of(&mut months, paid.on);
            month.paid = month.paid + paid.amount;
        }
        for line in account.lines {
            if let Some(due) = line.due_on.filter(|_| line.open > Money::ZERO) {
                let month = month_of(&mut months, due);
                month.due = month.due + line.open;
            }
            lines.push(ScheduledLine {
                contract_id: contract.0,
                contract: account.contract.clone(),
                contract_title: version.model.contract.project.clone().unwrap_or_else(|| account.title.clone()),
                waits_for: waits_for(&line),
                line,
            });
        }
    }
    let rank = |line: &Line| match line.state {
        LineState::Due | LineState::PartPaid => 0,
        LineState::Payable | LineState::Withheld | LineState::Planned => 1,
        LineState::Paid => 2,
    };
    lines.sort_by_key(|one| (rank(&one.line), one.line.due_on.unwrap_or(NaiveDate::MAX), one.line.key.clone()));
    Ok(Schedule { at, lines, months: months.into_values().collect(), undecided })
}

fn month_of(months: &mut BTreeMap<NaiveDate, ScheduledMonth>, day: NaiveDate) -> &mut ScheduledMonth {
    let month = day.with_day(1).unwrap_or(day);
    months.entry(month).or_insert_with(|| ScheduledMonth { month, ..ScheduledMonth::default() })
}

/// What a payment waits for.
fn waits_for(line: &Line) -> Vec<String> {
    let missing = line.conditions.iter().filter(|one| !one.met).map(|one| {
        if one.evidence.is_empty() { one.name.to_owned() } else { format!("{}：{}", one.name, one.evidence) }
    });
    let mut all: Vec<String> = missing.collect();
    if line.fiscal_delay {
        all.push("财政支付受限".to_owned());
    }
    all
}
