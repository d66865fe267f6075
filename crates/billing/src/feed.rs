//! Days of the money as a calendar: what falls due, what is expected, bonds and guarantees.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::Money;
use jianyue_platform::ics::{Calendar, DayEvent};

use crate::{
    account::{BondAccount, BondState, Certainty, Expected, Line},
    blocked::{Who, blockers},
    service::{PenaltyState, Standing, cases},
};

/// The calendar of these contracts, written at `now`.
#[must_use]
pub fn calendar(standings: &[Standing], now: DateTime<Utc>) -> Calendar {
    let mut calendar = Calendar::new("付款和保证金", now);
    for standing in standings {
        for event in events(standing) {
            calendar.day(&event);
        }
    }
    calendar
}

/// The days of one contract.
#[must_use]
pub fn events(standing: &Standing) -> Vec<DayEvent> {
    let of = Contract { standing };
    let lines = standing.account.lines.iter().zip(&standing.expected);
    let mut all: Vec<DayEvent> = lines.filter_map(|(line, expected)| of.payment(line, expected.as_ref())).collect();
    all.extend(standing.account.bond.iter().flat_map(|bond| of.bond(bond)));
    for case in cases(standing).iter().filter(|one| one.state == PenaltyState::Proposed) {
        if let Some(term) = case.objection_term.as_ref().filter(|term| !term.over) {
            let what = format!("违约金 {} 异议期结束 {}", term.breach, case.penalty.proposed);
            all.push(of.event(&format!("{}-objection", term.breach), term.until, &what, term.rule.clause.clone()));
        }
    }
    for sum in &standing.account.special {
        if let (Some(on), Some(amount)) = (sum.due_on, sum.amount.filter(|amount| *amount > sum.paid)) {
            let about = format!("{}；由{}支付；已付 {}", sum.rule.clause, sum.owed_by, sum.paid);
            all.push(of.event(&sum.rule.rule, on, &format!("{} {}", sum.title, amount - sum.paid), about));
        }
    }
    all
}

struct Contract<'a> {
    standing: &'a Standing,
}

impl Contract<'_> {
    fn event(&self, key: &str, on: NaiveDate, what: &str, about: String) -> DayEvent {
        DayEvent {
            id: format!("billing-{}-{key}", self.standing.id),
            on,
            title: format!("{what} · {}", self.standing.title),
            about,
            url: String::new(),
            version: self.standing.entries(),
        }
    }

    /// A payment keeps its name when its expected day becomes certain.
    fn payment(&self, line: &Line, expected: Option<&Expected>) -> Option<DayEvent> {
        let expected = expected?;
        let (on, open) = (expected.on?, line.open);
        let what = match expected.certainty {
            Certainty::Certain => format!("付款到期：{} {open}", line.title),
            Certainty::Expected | Certainty::Earliest | Certainty::Unknown => {
                format!("预计付款：{} {open}", line.title)
            }
        };
        let mut about = vec![line.rule.clause.clone()];
        about.extend(blockers(line).into_iter().map(|one| {
            let who = one.who.iter().map(|who: &Who| who.name()).collect::<Vec<_>>().join("、");
            format!("等待 {}（{who}）", one.what)
        }));
        about.extend(expected.steps.iter().cloned());
        Some(self.event(&line.key, on, &what, about.join("\n")))
    }

    fn bond(&self, bond: &BondAccount) -> Vec<DayEvent> {
        let mut all = Vec::new();
        let key = |part: &str| format!("{}-{part}", bond.rule.rule);
        if let (BondState::Awaited | BondState::Overdue, Some(on)) = (bond.state, bond.due_on) {
            let missing = (bond.amount - bond.held).max(Money::ZERO);
            let what = format!("履约保证金应提交 {missing}");
            all.push(self.event(&key("due"), on, &what, bond.rule.clause.clone()));
        }
        if let Some(on) = bond.guarantee_until.filter(|_| bond.state != BondState::Returned) {
            let what = format!("保函到期 {}", bond.held);
            all.push(self.event(&key("guarantee"), on, &what, format!("{}；到期前请续保或更换", bond.rule.clause)));
        }
        if let (BondState::Refundable, Some(on)) = (bond.state, bond.refundable_on) {
            let what = format!("履约保证金可以退还 {}", bond.to_return);
            all.push(self.event(&key("refund"), on, &what, bond.rule.clause.clone()));
        }
        all
    }
}
