//! Payments of the client: instalments of a price, or a price per unit for each quantity that was signed.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    model::{DueRule, Fact, Instalment, Rule as _, UnitFee},
};
use jianyue_kernel::{Money, Percent};
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Cited,
    due::{DueOn, due_on, postpone},
    mark,
    netting::Deduction,
};
use crate::facts::{Facts, Outcome, Paid, Quantity};

/// Hundredths of an hour.
const HOUR: i64 = 100;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BillingLineState)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It waits for conditions.
    Planned,
    /// All conditions but that of no breach are met, and a breach stands.
    Withheld,
    /// It may be paid, and is not due yet.
    Payable,
    /// Its last day is today or over.
    Due,
    /// A part of it is paid.
    PartPaid,
    /// It is paid.
    Paid,
}

/// A fact that a payment waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BillingCondition)]
pub struct Awaited {
    /// The fact.
    #[schema(value_type = String)]
    pub fact: Fact,
    /// As people call it.
    pub name: &'static str,
    /// Whether it is there.
    pub met: bool,
    /// Since when; absent while it is awaited, and for what was never otherwise.
    pub on: Option<NaiveDate>,
    /// What shows it, or what it waits for.
    pub evidence: String,
}

/// The share of a consortium member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BillingShare)]
pub struct Share {
    /// Key of the party.
    pub party: String,
    /// Its name.
    pub name: String,
    /// Its share as printed.
    #[schema(value_type = String)]
    pub amount: Money,
    /// What of it is deducted.
    #[schema(value_type = String)]
    pub deducted: Money,
}

/// A payment of the client.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = BillingLine)]
pub struct Line {
    /// Names it: the rule, and behind a colon the quantity.
    pub key: String,
    /// The rule.
    pub rule: Cited,
    /// What it is called.
    pub title: String,
    /// How much, before anything is deducted.
    #[schema(value_type = String)]
    pub amount: Money,
    /// How the amount comes about.
    pub arithmetic: Vec<String>,
    /// What it waits for.
    pub conditions: Vec<Awaited>,
    /// The day on which the last condition was met.
    pub ready_on: Option<NaiveDate>,
    /// How its last day comes about.
    pub due_steps: Vec<String>,
    /// Its last day.
    pub due_on: Option<NaiveDate>,
    /// Days by which it was put off because public funds could not be paid out.
    pub postponed_days: u64,
    /// Whether it is put off now.
    pub fiscal_delay: bool,
    /// Shares of consortium members.
    pub shares: Vec<Share>,
    /// Penalties that are deducted.
    pub deductions: Vec<Deduction>,
    /// How much of it is deducted.
    #[schema(value_type = String)]
    pub deducted: Money,
    /// What was paid.
    #[schema(value_type = String)]
    pub paid: Money,
    /// What is left to be paid; below zero where too much was.
    #[schema(value_type = String)]
    pub open: Money,
    /// The day on which the last of it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Days that it is late, or was.
    pub late_days: i64,
    /// Where it stands.
    pub state: LineState,
    /// The payments themselves.
    #[serde(skip)]
    pub(super) payments: Vec<Paid>,
}

/// The payments of the contract, in its order.
pub(super) fn lines(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    problems: &mut Vec<String>,
) -> Vec<Line> {
    let list = &contract.payments.instalments;
    let percents: Vec<Percent> = list.iter().map(|one| one.percent).collect();
    let amounts = contract.payments.total.map(|total| total.instalments(&percents)).unwrap_or_default();
    let mut lines: Vec<Line> =
        list.iter().enumerate().map(|(at, one)| instalment(contract, one, amounts.get(at).copied())).collect();
    if let Some(fee) = &contract.payments.unit_fee {
        lines.extend(facts.quantities.iter().map(|quantity| by_quantity(fee, quantity)));
    }
    let rules: Vec<&[DueRule]> = (list.iter().map(|one| one.due.as_slice()))
        .chain(contract.payments.unit_fee.iter().flat_map(|fee| facts.quantities.iter().map(|_| fee.due.as_slice())))
        .collect();
    for (line, due) in lines.iter_mut().zip(rules) {
        let quantity = facts.quantities.iter().find(|one| line.key.ends_with(&format!(":{}", one.id)));
        for awaited in &mut line.conditions {
            awaited.look(&line.key, contract, facts, quantity);
        }
        let all = line.conditions.iter().all(|one| one.met);
        line.ready_on = line.conditions.iter().filter_map(|one| one.on).max().filter(|_| all);
        if let Some(ready) = line.ready_on {
            let of = |fact: Fact| line.conditions.iter().find(|one| one.fact == fact).and_then(|one| one.on);
            let mut found = due_on(due, ready, of, calendar, problems);
            let delays: Vec<_> =
                facts.fiscal_delays.iter().filter(|one| one.of.as_ref().is_none_or(|of| *of == line.key)).collect();
            postpone(&mut found, ready, &delays);
            line.falls_due(found);
        }
        line.payments = facts.payments.iter().filter(|paid| paid.of == line.key).cloned().collect();
        line.paid = line.payments.iter().map(|paid| paid.amount).sum();
    }
    lines
}

fn instalment(contract: &Contract, one: &Instalment, amount: Option<Money>) -> Line {
    let amount = amount.unwrap_or(one.amount);
    let arithmetic = match contract.payments.total {
        Some(total) if total.percent(one.percent) == amount => vec![format!("{total} × {} = {amount}", one.percent)],
        Some(total) => vec![format!("{total} 减去其他各期 = {amount}（末期承担尾差）")],
        None => vec![format!("合同印明 {amount}")],
    };
    let name = |key: &str| contract.party(key).map_or_else(|| key.to_owned(), |party| party.name.clone());
    let shares = one.splits.iter().map(|split| Share {
        party: split.party.clone(),
        name: name(&split.party),
        amount: split.amount,
        deducted: Money::ZERO,
    });
    Line {
        shares: shares.collect(),
        ..Line::new(one.id().to_owned(), mark(one), &one.title, amount, arithmetic, &one.conditions)
    }
}

/// Heads × hours × price, exactly, rounded once.
fn by_quantity(fee: &UnitFee, one: &Quantity) -> Line {
    let whole = one.price.times(i64::from(one.heads));
    let amount = whole.ratio(i64::from(one.hours.hundredths()), HOUR);
    let arithmetic = vec![format!("{} × {} 人 × {} 小时 = {amount}", one.price, one.heads, one.hours)];
    let key = format!("{}:{}", fee.id(), one.id);
    Line::new(key, mark(fee), &one.title, amount, arithmetic, &fee.conditions)
}

impl Line {
    fn new(key: String, rule: Cited, title: &str, amount: Money, arithmetic: Vec<String>, facts: &[Fact]) -> Self {
        let conditions = facts.iter().map(|fact| Awaited {
            fact: *fact,
            name: fact.name(),
            met: false,
            on: None,
            evidence: String::new(),
        });
        Self {
            key,
            rule,
            title: title.to_owned(),
            amount,
            arithmetic,
            conditions: conditions.collect(),
            ready_on: None,
            due_steps: Vec::new(),
            due_on: None,
            postponed_days: 0,
            fiscal_delay: false,
            shares: Vec::new(),
            deductions: Vec::new(),
            deducted: Money::ZERO,
            paid: Money::ZERO,
            open: amount,
            paid_on: None,
            late_days: 0,
            state: LineState::Planned,
            payments: Vec::new(),
        }
    }

    fn falls_due(&mut self, due: DueOn) {
        self.due_on = due.day;
        self.due_steps = due.steps;
        self.postponed_days = due.postponed;
        self.fiscal_delay = due.waiting;
    }

    /// The payments themselves, in their order.
    #[must_use]
    pub fn payments(&self) -> &[Paid] {
        &self.payments
    }

    /// What was paid of it up to `day`.
    pub(super) fn paid_until(&self, day: NaiveDate) -> Money {
        self.payments.iter().filter(|paid| paid.on <= day).map(|paid| paid.amount).sum()
    }

    /// What is left, and where it stands on `at`.
    pub(super) fn settle(&mut self, at: NaiveDate) {
        self.open = self.amount - self.deducted - self.paid;
        let settled = self.open <= Money::ZERO && (self.paid > Money::ZERO || self.deducted >= self.amount);
        self.paid_on = self.payments.last().map(|paid| paid.on).filter(|_| settled);
        let breached = self.conditions.iter().any(|one| one.fact == Fact::NoBreach && !one.met);
        let others = self.conditions.iter().all(|one| one.fact == Fact::NoBreach || one.met);
        self.state = match self.due_on {
            _ if settled => LineState::Paid,
            _ if self.paid > Money::ZERO => LineState::PartPaid,
            _ if others && breached => LineState::Withheld,
            _ if self.ready_on.is_none() => LineState::Planned,
            Some(due) if due <= at => LineState::Due,
            _ => LineState::Payable,
        };
        let end = self.paid_on.unwrap_or(at);
        self.late_days = self.due_on.map_or(0, |due| (end - due).num_days().max(0));
    }
}

impl Awaited {
    /// Looks whether it is there.
    fn look(&mut self, key: &str, contract: &Contract, facts: &Facts, quantity: Option<&Quantity>) {
        let told =
            facts.happened.iter().find(|one| one.fact == self.fact && one.of.as_ref().is_none_or(|of| of == key));
        if self.fact == Fact::NoBreach {
            (self.met, self.on, self.evidence) = no_breach(facts);
            return;
        }
        (self.on, self.evidence) = match (self.fact, told, quantity) {
            (_, Some(told), _) => (Some(told.on), told.evidence.clone()),
            (Fact::Signed, None, _) => (Some(contract.contract.signed.0), "合同".to_owned()),
            (Fact::ExamEnded, None, Some(quantity)) => (quantity.ended_on, quantity.evidence.clone()),
            (Fact::QuantitySigned, None, Some(quantity)) => (quantity.signed_on, quantity.evidence.clone()),
            (Fact::FirstPayment, None, _) => (facts.payments.first().map(|paid| paid.on), String::new()),
            (Fact::BondReceived, None, _) => (facts.bonds.last().map(|piece| piece.on), String::new()),
            (_, None, _) => (None, String::new()),
        };
        self.met = self.on.is_some();
    }
}

/// No breach stands that was neither waived nor made good; since the day on which the last one was.
fn no_breach(facts: &Facts) -> (bool, Option<NaiveDate>, String) {
    let (mut since, mut standing) = (None, Vec::new());
    for breach in &facts.breaches {
        let waived = breach.decision.as_ref().filter(|decision| decision.outcome == Outcome::Waived);
        match waived.map(|decision| decision.on).or(breach.remedied_on).or(breach.until) {
            Some(over) => since = since.max(Some(over)),
            None => standing.push(breach.id.as_str()),
        }
    }
    if !standing.is_empty() {
        return (false, None, format!("尚未整改或免除的违约：{}", standing.join("、")));
    }
    (true, since, if since.is_some() { "违约已整改或免除" } else { "没有违约" }.to_owned())
}
