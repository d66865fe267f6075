//! The payment schedule, to the fen.

use chrono::NaiveDate;
use jianyue_kernel::{Money, Percent};
use jianyue_sla::WorkCalendar;
use serde::{Deserialize, Serialize};

use super::{Mark, Plan, documents::day_after};
use crate::model::{Contract, DueRule, Fact, Rule, Side};

/// A fact that a payment waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The fact.
    pub fact: Fact,
    /// As people call it.
    pub name: String,
}

/// When a payment falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueDay {
    /// The rule as text, in plain Chinese.
    pub text: String,
    /// The last day, when it can be computed without facts to come.
    pub day: Option<NaiveDate>,
}

/// A consortium member's share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSplit {
    /// Key of the party.
    pub party: String,
    /// Its name.
    pub name: String,
    /// Its share.
    pub amount: Money,
}

/// A payment to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedPayment {
    /// The rule that it follows from.
    pub rule: Mark,
    /// What it is called.
    pub title: String,
    /// Who pays.
    pub payer: Side,
    /// Share of the total, if it is one.
    pub percent: Option<Percent>,
    /// The amount; `None` where it depends on a quantity or another contract.
    pub amount: Option<Money>,
    /// The amount in capitals.
    pub capitals: Option<String>,
    /// Facts that it waits for.
    pub conditions: Vec<Condition>,
    /// When it falls due.
    pub due: Vec<DueDay>,
    /// Shares of consortium members.
    pub splits: Vec<PlannedSplit>,
    /// How the amount comes about, where it is more than a share of the total.
    pub arithmetic: Option<String>,
}

/// The last day of a due rule that needs no fact.
#[must_use]
pub fn fixed_day(due: &DueRule) -> Option<NaiveDate> {
    match due {
        DueRule::By(day) => Some(*day),
        DueRule::WithinYear(year) => NaiveDate::from_ymd_opt(*year, 12, 31),
        DueRule::After(..) | DueRule::InYearOf(_) => None,
    }
}

struct Schedule<'a> {
    plan: &'a mut Plan,
    contract: &'a Contract,
    calendar: &'a WorkCalendar,
}

/// The whole schedule: bond, instalments, unit fee, what is paid on to the vendor before.
pub fn payments(plan: &mut Plan, contract: &Contract, calendar: &WorkCalendar) {
    let mut schedule = Schedule { plan, contract, calendar };
    schedule.bond();
    schedule.instalments();
    schedule.unit_fee();
    schedule.hand_overs();
}

fn conditions(facts: &[Fact]) -> Vec<Condition> {
    facts.iter().map(|fact| Condition { fact: *fact, name: fact.name().to_owned() }).collect()
}

impl Schedule<'_> {
    fn due(&mut self, rule: &impl Rule, due: &DueRule) -> DueDay {
        let text = match due {
            DueRule::By(day) => format!("{day} 前"),
            DueRule::WithinYear(year) => format!("{year} 年内"),
            DueRule::After(span, fact) => format!("{}后 {}内", fact.name(), span.in_chinese()),
            DueRule::InYearOf(fact) => format!("{}的当年内", fact.name()),
        };
        let day = match due {
            DueRule::After(span, Fact::Signed) => {
                let computed = day_after(self.contract.contract.signed.0, *span, self.calendar);
                computed.map_err(|fault| self.plan.problem(rule, fault)).ok()
            }
            other => fixed_day(other),
        };
        DueDay { text, day }
    }

    fn bond(&mut self) {
        let Some(bond) = &self.contract.bond else { return };
        let due = vec![self.due(bond, &bond.due)];
        let amount = self.contract.payments.total.map_or(bond.amount, |total| total.percent(bond.percent));
        self.plan.payments.push(PlannedPayment {
            rule: Mark::of(bond),
            title: "履约保证金".to_owned(),
            payer: Side::Vendor,
            percent: Some(bond.percent),
            amount: Some(amount),
            capitals: Some(amount.in_capitals()),
            conditions: conditions(&[Fact::Signed]),
            due,
            splits: Vec::new(),
            arithmetic: Some(format!(
                "{}后{}息退还",
                bond.refunded_after.name(),
                if bond.interest { "计" } else { "无" }
            )),
        });
    }

    /// Shares of the total; the last takes the remainder.
    fn instalments(&mut self) {
        let list = &self.contract.payments.instalments;
        let percents: Vec<Percent> = list.iter().map(|instalment| instalment.percent).collect();
        let amounts = self.contract.payments.total.map(|total| total.instalments(&percents)).unwrap_or_default();
        for (at, instalment) in list.iter().enumerate() {
            let amount = amounts.get(at).copied().unwrap_or(instalment.amount);
            let due = instalment.due.iter().map(|due| self.due(instalment, due)).collect();
            let name = |key: &str| self.contract.party(key).map(|party| party.name.clone()).unwrap_or_default();
            let splits = instalment.splits.iter();
            let splits = splits
                .map(|split| PlannedSplit {
                    party: split.party.clone(),
                    name: name(&split.party),
                    amount: split.amount,
                })
                .collect();
            self.plan.payments.push(PlannedPayment {
                rule: Mark::of(instalment),
                title: instalment.title.clone(),
                payer: Side::Client,
                percent: Some(instalment.percent),
                amount: Some(amount),
                capitals: Some(amount.in_capitals()),
                conditions: conditions(&instalment.conditions),
                due,
                splits,
                arithmetic: None,
            });
        }
    }

    fn unit_fee(&mut self) {
        let Some(fee) = &self.contract.payments.unit_fee else { return };
        let due = fee.due.iter().map(|due| self.due(fee, due)).collect();
        self.plan.payments.push(PlannedPayment {
            rule: Mark::of(fee),
            title: format!("{}不超过 {}", fee.unit, fee.at_most),
            payer: Side::Client,
            percent: None,
            amount: None,
            capitals: None,
            conditions: conditions(&fee.conditions),
            due,
            splits: Vec::new(),
            arithmetic: Some(format!("{}；数量以《{}》为准", fee.formula, fee.quantity_from)),
        });
    }

    fn hand_overs(&mut self) {
        for hand_over in &self.contract.hand_overs {
            let due: Vec<DueDay> = hand_over.due.iter().map(|due| self.due(hand_over, due)).collect();
            let share = crate::money::hand_over_share(hand_over);
            let amount = hand_over.base_amount.map(|base| share.of(base));
            self.plan.payments.push(PlannedPayment {
                rule: Mark::of(hand_over),
                title: hand_over.title.clone(),
                payer: Side::Vendor,
                percent: None,
                amount,
                capitals: amount.map(Money::in_capitals),
                conditions: conditions(&[Fact::FirstPayment]),
                due,
                splits: Vec::new(),
                arithmetic: Some(format!("{} × {} ÷ {}", hand_over.base, share.numerator, share.denominator)),
            });
        }
    }
}
