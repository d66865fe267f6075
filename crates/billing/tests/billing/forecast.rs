//! When payments without a last day are expected to fall due.

use jianyue_billing::{
    Facts,
    account::{Certainty, Expected, forecast},
    facts::FiscalDelay,
};
use jianyue_contracts::{Contract, model::Fact};
use jianyue_sla::WorkCalendar;

use crate::common::{at, breach, day, ex, happened, hc, hs, paid, re, sc};

fn of(contract: &Contract, facts: &Facts, on: &str, key: &str) -> Option<Expected> {
    let account = at(contract, facts, on);
    let all = forecast(contract, &WorkCalendar::published(), &account);
    assert_eq!(all.len(), account.lines.len());
    account.lines.iter().position(|line| line.key == key).and_then(|place| all[place].clone())
}

#[test]
fn reports_are_expected_at_the_end_of_their_review() {
    // August's report is handed in on 1 September and reviewed for 15 days; ten working days behind 16 September.
    let expected = of(&hc(), &Facts::default(), "2024-07-20", "HC-M1.2").unwrap();
    assert_eq!((expected.on, expected.certainty), (Some(day("2024-09-30")), Certainty::Expected));
    assert!(expected.steps[0].contains("运维月报") && expected.steps[0].contains("2024-09-16"), "{:?}", expected.steps);
    assert!(expected.steps[1].contains("随其他条件"), "{:?}", expected.steps);
}

#[test]
fn what_the_contract_names_no_day_for_is_counted_from_today() {
    let expected = of(&hc(), &Facts::default(), "2024-07-22", "HC-M1.1").unwrap();
    assert_eq!(expected.certainty, Certainty::Earliest);
    assert!(expected.on >= Some(day("2024-08-05")), "{expected:?}");
    assert!(expected.steps.iter().any(|step| step.contains("财政资金到位：合同没有写日期")), "{:?}", expected.steps);
}

#[test]
fn a_stage_is_expected_on_its_printed_day_and_not_before_today() {
    let before = of(&sc(), &Facts::default(), "2024-07-01", "SC-M1.3").unwrap();
    assert_eq!((before.on, before.certainty), (Some(day("2024-11-30")), Certainty::Expected));
    // The printed day is over: ten working days from today, at the earliest.
    let behind = of(&sc(), &Facts::default(), "2024-12-02", "SC-M1.3").unwrap();
    assert_eq!((behind.on, behind.certainty), (Some(day("2024-12-16")), Certainty::Earliest));
    assert!(behind.steps[0].contains("已过"), "{:?}", behind.steps);
}

#[test]
fn the_last_payment_is_expected_behind_the_end_of_the_service() {
    let contract = re();
    let expected = of(&contract, &Facts::default(), "2024-08-01", "RE-M1.2").unwrap();
    assert_eq!(expected.certainty, Certainty::Expected);
    assert!(expected.on > Some(contract.service_period().to), "{expected:?}");
    assert!(expected.steps[0].contains("5 个工作日"), "{:?}", expected.steps);
}

#[test]
fn a_day_that_follows_from_facts_is_certain_and_nothing_is_expected_of_what_is_paid() {
    let mut facts =
        Facts { happened: vec![happened(Fact::InvoiceReceived, "HS-M1.1", "2021-09-20")], ..Facts::default() };
    let due = of(&hs(), &facts, "2021-10-01", "HS-M1.1").unwrap();
    assert_eq!((due.on, due.certainty), (Some(day("2021-12-31")), Certainty::Certain));
    facts.payments.push(paid("HS-M1.1", "2021-10-18", "1431500.00"));
    assert_eq!(of(&hs(), &facts, "2021-10-18", "HS-M1.1"), None);
}

#[test]
fn while_public_funds_are_stopped_nobody_can_say() {
    let facts = Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "HC-M1.3", "2024-12-02"),
            happened(Fact::ReportsAccepted, "HC-M1.3", "2024-12-02"),
        ],
        fiscal_delays: vec![FiscalDelay { of: None, from: day("2024-12-10"), until: None, evidence: String::new() }],
        ..Facts::default()
    };
    let expected = of(&hc(), &facts, "2025-02-01", "HC-M1.3").unwrap();
    assert_eq!((expected.on, expected.certainty), (None, Certainty::Unknown));
}

#[test]
fn a_breach_that_stands_makes_the_day_the_earliest() {
    let facts = Facts { breaches: vec![breach("b1", "SC-M2.claim", "2024-09-01")], ..Facts::default() };
    let expected = of(&sc(), &facts, "2024-09-10", "SC-M1.2").unwrap();
    assert_eq!(expected.certainty, Certainty::Earliest);
    assert!(of(&ex(), &Facts::default(), "2024-09-10", "EX-M1.fee").is_none(), "no exam, no payment");
}
