//! When a payment that has no last day yet is expected to fall due.
//!
//! Each condition that is not met is given the day on which the contract lets it be expected: the review of the reports, the
//! day of a stage, the end of the service. What the contract names no day for is counted from today, so that the day is the
//! earliest. The term of the payment then runs from the last of them.

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    derive::{DocumentDue, day_after, documents_due, fixed_day},
    model::{DueRule, Fact, Instalment, Rule as _, Side, Within},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Account, Awaited, Line, LineState, due::due_on};

/// How sure an expected day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[schema(as = PaymentCertainty)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Its conditions are met: the day follows from facts.
    Certain,
    /// It follows from days that the contract names.
    Expected,
    /// Something has no day in the contract and is counted from today: it is not sooner.
    Earliest,
    /// Nobody can say, and why is said.
    Unknown,
}

/// When a payment is expected to fall due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExpectedPayment)]
pub struct Expected {
    /// The day; absent where nobody can say.
    pub on: Option<NaiveDate>,
    /// How sure it is.
    pub certainty: Certainty,
    /// How it comes about, line by line.
    pub steps: Vec<String>,
}

/// What is expected of each payment of `account` that is not paid, in its order; nothing for those that are.
#[must_use]
pub fn forecast(contract: &Contract, calendar: &WorkCalendar, account: &Account) -> Vec<Option<Expected>> {
    let ahead =
        Ahead { contract, calendar, at: account.at, bond_due: account.bond.as_ref().and_then(|bond| bond.due_on) };
    account.lines.iter().map(|line| ahead.of(line)).collect()
}

struct Ahead<'a> {
    contract: &'a Contract,
    calendar: &'a WorkCalendar,
    at: NaiveDate,
    bond_due: Option<NaiveDate>,
}

/// A day, whether the contract names it, and why.
struct Guess {
    on: NaiveDate,
    named: bool,
    why: String,
}

impl Ahead<'_> {
    fn of(&self, line: &Line) -> Option<Expected> {
        if line.state == LineState::Paid || line.open <= Money::ZERO {
            return None;
        }
        if let Some(on) = line.due_on {
            return Some(Expected { on: Some(on), certainty: Certainty::Certain, steps: line.due_steps.clone() });
        }
        if line.fiscal_delay {
            let steps = vec!["财政资金支付受限还没有结束，恢复支付后才能预计".to_owned()];
            return Some(Expected { on: None, certainty: Certainty::Unknown, steps });
        }
        Some(self.awaiting(line))
    }

    fn awaiting(&self, line: &Line) -> Expected {
        let instalment = self.contract.payments.instalments.iter().find(|one| one.id() == line.rule.rule);
        let rules = instalment.map_or_else(
            || self.contract.payments.unit_fee.as_ref().map_or(&[][..], |fee| fee.due.as_slice()),
            |one| one.due.as_slice(),
        );
        let mut steps = Vec::new();
        let mut named = true;
        let mut days: Vec<(Fact, NaiveDate)> = Vec::new();
        let invoice_last = |one: &&Awaited| one.fact == Fact::InvoiceReceived && !one.met;
        for one in line.conditions.iter().filter(|one| !invoice_last(one)) {
            if one.met {
                days.extend(one.on.map(|on| (one.fact, on)));
                continue;
            }
            let guess = self.expect(one.fact, instalment, rules);
            let on = guess.on.max(self.at);
            if on > guess.on {
                steps.push(format!("{}：{}，已过，最早按 {on} 计", one.name, guess.why));
            } else {
                steps.push(format!("{}：{}", one.name, guess.why));
            }
            named &= guess.named && on == guess.on;
            days.push((one.fact, on));
        }
        if let Some(one) = line.conditions.iter().find(invoice_last) {
            let others = days.iter().map(|(_, on)| *on).max().unwrap_or(self.at).max(self.at);
            if others == self.at {
                steps.push(format!("{}：合同没有写日期，最早按 {others} 计", one.name));
                named = false;
            } else {
                steps.push(format!("{}：随其他条件，按 {others} 计", one.name));
            }
            days.push((Fact::InvoiceReceived, others));
        }
        let ready = days.iter().map(|(_, on)| *on).max().unwrap_or(self.at);
        let of = |fact: Fact| days.iter().find(|(known, _)| *known == fact).map(|(_, on)| *on);
        let mut problems = Vec::new();
        let due = due_on(rules, ready, of, self.calendar, &mut problems);
        steps.push(format!("预计 {ready} 条件全部满足"));
        steps.extend(due.steps);
        steps.extend(problems.iter().cloned());
        let certainty = match due.day {
            None => Certainty::Unknown,
            Some(_) if !problems.is_empty() || !named => Certainty::Earliest,
            Some(_) => Certainty::Expected,
        };
        Expected { on: due.day, certainty, steps }
    }

    /// When a fact that is not there is to be expected.
    fn expect(&self, fact: Fact, instalment: Option<&Instalment>, rules: &[DueRule]) -> Guess {
        let printed = rules.iter().filter_map(fixed_day).min();
        match fact {
            Fact::ReportsAccepted => self.reports(instalment, printed),
            Fact::StageAccepted => match printed {
                Some(on) => Guess { on, named: true, why: format!("合同写明阶段工作 {on} 前完成") },
                None => self.service_end("按服务期最后一天"),
            },
            Fact::FinalAcceptance => self.acceptance(),
            Fact::BondReceived => match self.bond_due {
                Some(on) => Guess { on, named: true, why: format!("应在 {on} 前提交") },
                None => self.today(),
            },
            Fact::Signed
            | Fact::InForce
            | Fact::FundsArrived
            | Fact::InvoiceReceived
            | Fact::NoBreach
            | Fact::FirstPayment
            | Fact::ExamEnded
            | Fact::QuantitySigned
            | Fact::NoticeGiven => self.today(),
        }
    }

    fn today(&self) -> Guess {
        Guess { on: self.at, named: false, why: format!("合同没有写日期，最早按 {} 计", self.at) }
    }

    fn service_end(&self, why: &str) -> Guess {
        let on = self.contract.service_period().to;
        Guess { on, named: true, why: format!("{why} {on}") }
    }

    /// The last review of the reports that the contract names for the payment; where it names none, the last one that ends
    /// before the printed day, or else the next.
    fn reports(&self, instalment: Option<&Instalment>, printed: Option<NaiveDate>) -> Guess {
        let service = self.contract.service_period();
        let (documents, _) = documents_due(self.contract, self.calendar, service.from, service.to);
        let reviewed = |one: &DocumentDue| one.review_by.or(one.due).or_else(|| one.to.succ_opt());
        let mut known: Vec<(NaiveDate, &DocumentDue)> =
            documents.iter().filter_map(|one| Some((reviewed(one)?, one))).collect();
        known.sort_by_key(|(on, one)| (*on, one.to));
        let found = if let Some(meant) = instalment.and_then(|one| one.reports.as_ref()) {
            known.retain(|(_, one)| {
                meant.rules.contains(&one.rule.rule)
                    && one.to <= meant.ended_by.0
                    && meant.ended_from.is_none_or(|from| from.0 <= one.to)
            });
            known.last()
        } else {
            known.retain(|(_, one)| one.review_by.is_some());
            match printed {
                Some(day) => known.iter().rfind(|(on, _)| *on <= day),
                None => known.iter().find(|(on, _)| *on >= self.at).or(known.last()),
            }
        };
        let Some((on, one)) = found else { return self.today() };
        let handed = one.due.map_or_else(|| "期满次日提交".to_owned(), |due| format!("{due} 前提交"));
        let reviewed = if one.review_by.is_some() { format!("，评审到 {on}") } else { String::new() };
        let why = format!("《{}》（{} 至 {}）{handed}{reviewed}（{}）", one.title, one.from, one.to, one.rule.clause);
        Guess { on: *on, named: true, why }
    }

    /// The end of the service and the longest printed term of an acceptance behind it.
    fn acceptance(&self) -> Guess {
        let end = self.contract.service_period().to;
        let terms = self.contract.acceptances.iter().filter(|one| one.by != Side::Vendor);
        let days = terms.filter_map(|one| Some((day_after(end, one.within?, self.calendar).ok()?, one)));
        match days.max_by_key(|(on, _)| *on) {
            Some((on, one)) => {
                let within = one.within.map(Within::in_chinese).unwrap_or_default();
                let why = format!("服务期 {end} 结束后 {within}内验收，{on}（{}）", one.clause);
                Guess { on, named: true, why }
            }
            None => self.service_end("最早在服务期结束时，按"),
        }
    }
}
