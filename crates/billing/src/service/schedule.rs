//! The payments of all contracts together, and what is expected of them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::Money;
use jianyue_platform::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::standing::standings;
use crate::{
    account::{BondAccount, Certainty, Cited, Expected, Line, LineState},
    blocked::{Blocker, blockers},
    cash::{CashFlow, flows},
    error::BillingError,
};

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
    /// What it waits for.
    pub waits_for: Vec<String>,
    /// What holds it up, and who has to act; nothing when it is paid.
    pub blockers: Vec<Blocker>,
    /// When it is expected to fall due; absent when it is paid.
    pub expected: Option<Expected>,
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
    /// What is expected to fall due in it.
    #[schema(value_type = String)]
    pub expected: Money,
}

/// A contract of the schedule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScheduledContract {
    /// The contract.
    pub contract_id: Uuid,
    /// Its name in files.
    pub contract: String,
    /// What it is called.
    pub contract_title: String,
    /// How many entries its ledger has: what was read up to this number need not be read again.
    pub entries: i64,
    /// Penalties that wait for a decision.
    pub undecided: usize,
    /// Its bond, where there is one.
    pub bond: Option<BondAccount>,
}

/// The payments of every contract that the caller reads.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingSchedule)]
pub struct Schedule {
    /// The day for which it is computed.
    pub at: NaiveDate,
    /// Payments; those that are due first, then by their last day, then those without one.
    pub lines: Vec<ScheduledLine>,
    /// By month, where anything falls due, was paid or is expected.
    pub months: Vec<ScheduledMonth>,
    /// By month, contract and party.
    pub flows: Vec<CashFlow>,
    /// The contracts, with their bonds.
    pub contracts: Vec<ScheduledContract>,
    /// Penalties that wait for a decision.
    pub undecided: usize,
}

/// A payment with the day on which it is expected to fall due.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ForecastLine {
    /// Its contract.
    pub contract_id: Uuid,
    /// The contract's name in files.
    pub contract: String,
    /// What the contract is called.
    pub contract_title: String,
    /// Names the payment in its contract.
    pub key: String,
    /// The rule.
    pub rule: Cited,
    /// What the payment is called.
    pub title: String,
    /// What is left to be paid.
    #[schema(value_type = String)]
    pub open: Money,
    /// When it is expected to fall due.
    pub expected: Expected,
}

/// What is expected of the payments that are not made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingForecast)]
pub struct Forecast {
    /// The day for which it is computed.
    pub at: NaiveDate,
    /// The payments by their expected day; those that nobody can tell are last.
    pub lines: Vec<ForecastLine>,
    /// By month, contract and party: what is due and what is expected.
    pub flows: Vec<CashFlow>,
}

/// The schedule over all contracts.
pub async fn schedule(tx: &mut Tx, desk: Desk<'_>, at: Option<NaiveDate>) -> Result<Schedule, BillingError> {
    let at = at.unwrap_or_else(|| desk.today());
    let (mut lines, mut all_flows, mut contracts) = (Vec::new(), Vec::new(), Vec::new());
    for standing in standings(tx, desk, None, Some(at)).await? {
        let found =
            flows((standing.id.0, &standing.title), &standing.version.model, &standing.account, &standing.expected);
        all_flows.extend(found);
        let penalties = standing.account.penalties.iter();
        contracts.push(ScheduledContract {
            contract_id: standing.id.0,
            contract: standing.account.contract.clone(),
            contract_title: standing.title.clone(),
            entries: standing.entries(),
            undecided: penalties.filter(|one| one.decision.is_none() && one.proposed > Money::ZERO).count(),
            bond: standing.account.bond,
        });
        for (line, expected) in standing.account.lines.into_iter().zip(standing.expected) {
            lines.push(ScheduledLine {
                contract_id: standing.id.0,
                contract: standing.account.contract.clone(),
                contract_title: standing.title.clone(),
                waits_for: waits_for(&line),
                blockers: blockers(&line),
                expected,
                line,
            });
        }
    }
    let rank = |line: &Line| match line.state {
        LineState::Due | LineState::PartPaid => 0,
        LineState::Payable | LineState::Withheld | LineState::Planned => 1,
        LineState::Paid => 2,
    };
    let day = |one: &ScheduledLine| one.line.due_on.or(one.expected.as_ref().and_then(|expected| expected.on));
    lines.sort_by_key(|one| (rank(&one.line), day(one).unwrap_or(NaiveDate::MAX), one.line.key.clone()));
    all_flows.sort_by(|a, b| (a.month, &a.contract_title, &a.party).cmp(&(b.month, &b.contract_title, &b.party)));
    let undecided = contracts.iter().map(|one| one.undecided).sum();
    Ok(Schedule { at, lines, months: months(&all_flows), flows: all_flows, contracts, undecided })
}

/// What is expected of the payments that are not made.
pub async fn expected_payments(tx: &mut Tx, desk: Desk<'_>, at: Option<NaiveDate>) -> Result<Forecast, BillingError> {
    let Schedule { at, lines, mut flows, .. } = schedule(tx, desk, at).await?;
    let mut lines: Vec<ForecastLine> = lines
        .into_iter()
        .filter_map(|one| {
            Some(ForecastLine {
                contract_id: one.contract_id,
                contract: one.contract,
                contract_title: one.contract_title,
                key: one.line.key,
                rule: one.line.rule,
                title: one.line.title,
                open: one.line.open,
                expected: one.expected?,
            })
        })
        .collect();
    lines.sort_by_key(|one| {
        let unknown = one.expected.certainty == Certainty::Unknown;
        (unknown, one.expected.on.unwrap_or(NaiveDate::MAX), one.key.clone())
    });
    flows.retain(|flow| flow.due != Money::ZERO || flow.expected != Money::ZERO);
    Ok(Forecast { at, lines, flows })
}

fn months(flows: &[CashFlow]) -> Vec<ScheduledMonth> {
    let mut months: BTreeMap<NaiveDate, ScheduledMonth> = BTreeMap::new();
    for flow in flows {
        let month =
            months.entry(flow.month).or_insert_with(|| ScheduledMonth { month: flow.month, ..Default::default() });
        month.due = month.due + flow.due;
        month.paid = month.paid + flow.paid;
        month.expected = month.expected + flow.expected;
    }
    months.into_values().collect()
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
