//! Whether facts fit their contract.

use std::{collections::BTreeSet, fmt};

use jianyue_contracts::{
    Contract,
    model::{Rule as _, Side},
};
use jianyue_kernel::Money;
use serde::Serialize;

use crate::facts::{BondForm, Breach, Decision, Facts, Outcome, Quantity};

/// A fact that does not fit the contract, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FactFault {
    /// Where: `breaches[2].rule`.
    pub at: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for FactFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

struct Faults<'a> {
    contract: &'a Contract,
    lines: BTreeSet<String>,
    found: Vec<FactFault>,
}

/// Everything in `facts` that does not fit `contract`.
#[must_use]
pub fn check(contract: &Contract, facts: &Facts) -> Vec<FactFault> {
    let fee = contract.payments.unit_fee.as_ref();
    let instalments = contract.payments.instalments.iter().map(|one| one.id().to_owned());
    let by_quantity =
        fee.into_iter().flat_map(|fee| facts.quantities.iter().map(|one| format!("{}:{}", fee.id(), one.id)));
    let lines = instalments.chain(by_quantity).collect();
    let mut faults = Faults { contract, lines, found: Vec::new() };
    faults.names(facts);
    for (at, one) in facts.quantities.iter().enumerate() {
        faults.quantity(&format!("quantities[{at}]"), one);
    }
    for (at, one) in facts.breaches.iter().enumerate() {
        faults.breach(&format!("breaches[{at}]"), one);
    }
    faults.pieces(facts);
    faults.found
}

impl Faults<'_> {
    fn say(&mut self, at: String, message: impl Into<String>) {
        self.found.push(FactFault { at, message: message.into() });
    }

    /// A payment must be one of the contract's.
    fn line(&mut self, at: String, key: &str, others: &[String]) {
        if !self.lines.contains(key) && !others.iter().any(|one| one == key) {
            let known: Vec<&str> =
                self.lines.iter().map(String::as_str).chain(others.iter().map(String::as_str)).collect();
            let known = known.join("、");
            self.say(at, format!("合同没有“{key}”这一期付款，可以用：{known}"));
        }
    }

    fn names(&mut self, facts: &Facts) {
        let special: Vec<String> = (self.contract.hand_overs.iter().map(|one| one.id().to_owned()))
            .chain(self.contract.refunds.iter().map(|one| one.id().to_owned()))
            .chain(self.contract.running_on.iter().map(|one| one.id().to_owned()))
            .collect();
        for (at, one) in facts.happened.iter().enumerate() {
            if let Some(of) = &one.of {
                self.line(format!("happened[{at}].for"), of, &[]);
            }
        }
        for (at, one) in facts.payments.iter().enumerate() {
            self.line(format!("payments[{at}].for"), &one.of, &special);
            if one.amount == Money::ZERO {
                self.say(format!("payments[{at}].amount"), "付款金额不能是零");
            }
        }
        for (at, one) in facts.fiscal_delays.iter().enumerate() {
            if let Some(of) = &one.of {
                self.line(format!("fiscal_delays[{at}].for"), of, &[]);
            }
            if one.until.is_some_and(|until| until < one.from) {
                self.say(format!("fiscal_delays[{at}].until"), "结束日期早于开始日期");
            }
        }
        for (at, one) in facts.demands.iter().enumerate() {
            self.line(format!("demands[{at}].for"), &one.of, &[]);
        }
        for rule in facts.other_totals.keys() {
            if !self.contract.hand_overs.iter().any(|one| one.id() == rule) {
                self.say(format!("other_totals.{rule}"), "合同没有这条需要其他合同总额的规则");
            }
        }
    }

    fn quantity(&mut self, at: &str, one: &Quantity) {
        let Some(fee) = &self.contract.payments.unit_fee else {
            return self.say(at.to_owned(), "合同按总价付款，没有按数量计算的费用");
        };
        if one.price > fee.at_most {
            let message = format!("单价 {} 超过合同上限 {}（{}）", one.price, fee.at_most, fee.clause());
            self.say(format!("{at}.price"), message);
        }
        if one.price <= Money::ZERO || one.heads == 0 || one.hours.hundredths() == 0 {
            self.say(at.to_owned(), "单价、人数和小时数都应大于零");
        }
        if one.id.is_empty() || one.id.contains(':') {
            self.say(format!("{at}.id"), "编号不能为空，也不能含冒号");
        }
    }

    fn breach(&mut self, at: &str, one: &Breach) {
        let Some(rule) = self.contract.penalties.iter().find(|rule| rule.id() == one.rule) else {
            let known = self.contract.penalties.iter().map(|rule| format!("{}（{}）", rule.id(), rule.title));
            let known = known.collect::<Vec<_>>().join("、");
            return self.say(format!("{at}.rule"), format!("合同没有“{}”这条违约责任，可以用：{known}", one.rule));
        };
        if rule.owed_by == Side::Client {
            self.say(format!("{at}.rule"), "这条是甲方的责任，请登记付款，由逾期规则计算");
        }
        if !rule.bands.is_empty() && one.measured.is_none() {
            self.say(format!("{at}.measured"), format!("“{}”按实测值分档，请填写实测值", rule.title));
        }
        if one.count == 0 {
            self.say(format!("{at}.count"), "次数至少是 1");
        }
        if one.until.is_some_and(|until| until < one.on) {
            self.say(format!("{at}.until"), "结束日期早于开始日期");
        }
        let known = |party: &str| self.contract.parties.iter().any(|one| one.key == party && one.side == Side::Vendor);
        if one.party.as_deref().is_some_and(|party| !known(party)) {
            self.say(format!("{at}.party"), "合同的乙方中没有这一方");
        }
        if let Some(decision) = &one.decision {
            self.decision(&format!("{at}.decision"), one, decision);
        }
    }

    fn decision(&mut self, at: &str, breach: &Breach, decision: &Decision) {
        if decision.on < breach.on {
            self.say(format!("{at}.on"), "决定早于违约");
        }
        match (decision.outcome, decision.amount) {
            (Outcome::Reduced, None) => self.say(format!("{at}.amount"), "减轻时请填写减轻后的金额"),
            (Outcome::Reduced, Some(amount)) if amount < Money::ZERO => {
                self.say(format!("{at}.amount"), "金额不能小于零");
            }
            (Outcome::Confirmed | Outcome::Waived, Some(_)) => self.say(format!("{at}.amount"), "只有减轻时才填写金额"),
            _ => {}
        }
        if decision.outcome != Outcome::Confirmed && decision.reason.trim().is_empty() {
            self.say(format!("{at}.reason"), "减轻或免除应写明理由");
        }
    }

    fn pieces(&mut self, facts: &Facts) {
        if self.contract.bond.is_none() && !facts.bonds.is_empty() {
            self.say("bonds".to_owned(), "合同没有履约保证金");
        }
        for (at, one) in facts.bonds.iter().enumerate() {
            if one.amount <= Money::ZERO {
                self.say(format!("bonds[{at}].amount"), "保证金金额应大于零");
            }
            if (one.form == BondForm::Guarantee) != one.valid_until.is_some() {
                self.say(format!("bonds[{at}].valid_until"), "保函应写明有效期，转账没有有效期");
            }
        }
        let mut known = BTreeSet::new();
        for (at, one) in facts.breaches.iter().enumerate() {
            if !known.insert(&one.id) {
                self.say(format!("breaches[{at}].id"), format!("编号“{}”用了两次", one.id));
            }
        }
        let mut known = BTreeSet::new();
        for (at, one) in facts.quantities.iter().enumerate() {
            if !known.insert(&one.id) {
                self.say(format!("quantities[{at}].id"), format!("编号“{}”用了两次", one.id));
            }
        }
        let service = self.contract.service_period();
        if facts.termination.as_ref().is_some_and(|ending| ending.on > service.to) {
            self.say("termination.on".to_owned(), format!("提前解除应早于服务期的最后一天 {}", service.to));
        }
        if facts.ran_on_until.is_some_and(|until| until <= service.to) {
            self.say("ran_on_until".to_owned(), format!("继续服务应晚于服务期的最后一天 {}", service.to));
        }
    }
}
