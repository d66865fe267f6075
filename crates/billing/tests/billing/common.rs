//! The five contracts, and facts in few words.

use chrono::NaiveDate;
use jianyue_billing::{
    Account, Facts, account,
    account::{Line, check},
    facts::{Breach, Decision, Happened, Outcome, Paid},
};
use jianyue_contracts::{Contract, model::Fact, parse};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;

macro_rules! fixture {
    ($name:ident, $file:literal) => {
        pub fn $name() -> Contract {
            parse(include_str!(concat!("../../../../fixtures/contracts/", $file, ".toml"))).unwrap()
        }
    };
}

fixture!(hs, "hrss-exam-security-2021");
fixture!(hc, "housing-credit-platform-2024");
fixture!(sc, "student-card-2024");
fixture!(re, "realestate-registration-2024");
fixture!(ex, "construction-exam-2024");

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn yuan(text: &str) -> Money {
    text.parse().unwrap()
}

pub fn happened(fact: Fact, of: &str, on: &str) -> Happened {
    Happened { fact, of: Some(of.to_owned()), on: day(on), evidence: String::new() }
}

pub fn paid(of: &str, on: &str, amount: &str) -> Paid {
    Paid { of: of.to_owned(), on: day(on), amount: yuan(amount), voucher: String::new() }
}

pub fn breach(id: &str, rule: &str, on: &str) -> Breach {
    Breach {
        id: id.to_owned(),
        rule: rule.to_owned(),
        on: day(on),
        until: None,
        count: 1,
        measured: None,
        cause: None,
        party: None,
        text: String::new(),
        evidence: String::new(),
        remedied_on: None,
        decision: None,
    }
}

pub fn confirmed(on: &str) -> Decision {
    Decision { outcome: Outcome::Confirmed, on: day(on), amount: None, reason: String::new() }
}

/// The account; facts that do not fit fail the test.
pub fn at(contract: &Contract, facts: &Facts, on: &str) -> Account {
    let faults = check(contract, facts);
    assert_eq!(faults, [], "facts do not fit");
    account(contract, &WorkCalendar::published(), facts, day(on))
}

pub fn line<'a>(account: &'a Account, key: &str) -> &'a Line {
    account.lines.iter().find(|line| line.key == key).unwrap()
}
