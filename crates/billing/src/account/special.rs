//! Sums by time: to the vendor before, back at an early end, behind the end.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::day_after,
    model::{HandOver, Proration, Refund, Rule as _, RunningOn, Side},
    money::{hand_over_share, share},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cited, Line, due::due_on, mark};
use crate::facts::{Ending, Facts};

/// What a special sum is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SpecialSumKind)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    /// This vendor pays it on to the one before.
    HandOver,
    /// It goes back to the client.
    Refund,
    /// It is owed for service behind the end.
    RunningOn,
}

/// A sum by time.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = SpecialSum)]
pub struct SpecialSum {
    /// The rule.
    pub rule: Cited,
    /// What it is.
    pub kind: SpecialKind,
    /// What it is called.
    pub title: String,
    /// Who owes it.
    pub owed_by: String,
    /// How it comes about.
    pub arithmetic: Vec<String>,
    /// How much; absent where another contract's total is not known.
    #[schema(value_type = Option<String>)]
    pub amount: Option<Money>,
    /// The last day that is in time, where there is one.
    pub due_on: Option<NaiveDate>,
    /// What of it was paid.
    #[schema(value_type = String)]
    pub paid: Money,
}

/// All of them, as far as their occasions have come.
pub(super) fn special(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    lines: &[Line],
    at: NaiveDate,
    problems: &mut Vec<String>,
) -> Vec<SpecialSum> {
    let mut sums: Vec<_> =
        contract.hand_overs.iter().map(|rule| hand_over(contract, rule, calendar, facts, lines, problems)).collect();
    if let Some(ending) = &facts.termination {
        sums.extend(
            contract.refunds.iter().filter_map(|rule| refund(contract, rule, ending, calendar, lines, at, problems)),
        );
    }
    if let (Some(rule), Some(until)) = (&contract.running_on, facts.ran_on_until) {
        sums.extend(running_on(contract, rule, until.min(at)));
    }
    for sum in &mut sums {
        let paid = facts.payments.iter().filter(|paid| paid.of == sum.rule.rule);
        sum.paid = paid.map(|paid| paid.amount).sum();
    }
    sums
}

fn hand_over(
    contract: &Contract,
    rule: &HandOver,
    calendar: &WorkCalendar,
    facts: &Facts,
    lines: &[Line],
    problems: &mut Vec<String>,
) -> SpecialSum {
    let share = hand_over_share(rule);
    let base = rule.base_amount.or_else(|| facts.other_totals.get(rule.id()).copied());
    let amount = base.map(|base| share.of(base));
    let mut arithmetic = match (base, amount) {
        (Some(base), Some(amount)) => vec![format!("{base} × {} ÷ {} = {amount}", share.numerator, share.denominator)],
        _ => vec![format!("{} × {} ÷ {}；{}尚未登记", rule.base, share.numerator, share.denominator, rule.base)],
    };
    let keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    let first = facts.payments.iter().find(|paid| keys.contains(&paid.of.as_str())).map(|paid| paid.on);
    let due = rule.due.as_ref().zip(first).and_then(|(due, first)| {
        let found = due_on(std::slice::from_ref(due), first, |_| Some(first), calendar, problems);
        arithmetic.extend(found.steps);
        found.day
    });
    let vendor = contract.parties.iter().filter(|party| party.side == Side::Vendor).map(|party| party.name.as_str());
    SpecialSum {
        rule: mark(rule),
        kind: SpecialKind::HandOver,
        title: rule.title.clone(),
        owed_by: vendor.collect::<Vec<_>>().join("、"),
        arithmetic,
        amount,
        due_on: due,
        paid: Money::ZERO,
    }
}

/// The price of the days that will not be served, at most what was paid.
fn refund(
    contract: &Contract,
    rule: &Refund,
    ending: &Ending,
    calendar: &WorkCalendar,
    lines: &[Line],
    at: NaiveDate,
    problems: &mut Vec<String>,
) -> Option<SpecialSum> {
    let total = contract.payments.total?;
    let first = ending.on.succ_opt()?;
    let last = contract.service_period().to;
    if first > last {
        return None;
    }
    let part = share(first, last, rule.proration);
    let owed = part.of(total);
    let days = format!("{first} 至 {last}");
    let mut arithmetic = vec![format!("{total} × {} ÷ {}（{days}）= {owed}", part.numerator, part.denominator)];
    let received: Money = lines.iter().map(|line| line.paid_until(at)).sum();
    let amount = owed.min(received);
    if amount < owed {
        arithmetic.push(format!("已收取 {received}，以此为限"));
    }
    let notice = ending.notice_on.unwrap_or(ending.on);
    let due = rule.within.and_then(|within| match day_after(notice, within, calendar) {
        Ok(day) => Some(day),
        Err(fault) => {
            problems.push(format!("“{}”算不出到期日：{fault}", rule.title));
            None
        }
    });
    Some(SpecialSum {
        rule: mark(rule),
        kind: SpecialKind::Refund,
        title: rule.title.clone(),
        owed_by: Side::Vendor.name().to_owned(),
        arithmetic,
        amount: Some(amount),
        due_on: due,
        paid: Money::ZERO,
    })
}

/// The time behind the end as a share of the whole time of service.
fn running_on(contract: &Contract, rule: &RunningOn, until: NaiveDate) -> Option<SpecialSum> {
    let (total, service) = (contract.payments.total?, contract.service_period());
    let first = service.to.succ_opt()?;
    if until < first {
        return None;
    }
    let (days, whole) = ((until - first).num_days() + 1, (service.to - service.from).num_days() + 1);
    let (amount, arithmetic) = match rule.proration {
        Some(Proration::ByTime) => {
            let amount = total.ratio(days, whole);
            (Some(amount), format!("{total} × {days} ÷ {whole}（{first} 至 {until}）= {amount}"))
        }
        Some(proration) => {
            let part = share(first, until, proration);
            let amount = part.of(total);
            (Some(amount), format!("{total} × {} ÷ {} = {amount}", part.numerator, part.denominator))
        }
        None => (None, format!("合同没有约定算法：{}", rule.text)),
    };
    Some(SpecialSum {
        rule: mark(rule),
        kind: SpecialKind::RunningOn,
        title: "到期后继续服务".to_owned(),
        owed_by: rule.paid_by.clone().unwrap_or_default(),
        arithmetic: vec![arithmetic],
        amount,
        due_on: None,
        paid: Money::ZERO,
    })
}
