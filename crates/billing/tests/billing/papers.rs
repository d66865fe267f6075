//! Papers say what the account says.

use chrono::{TimeZone as _, Utc};
use jianyue_billing::{Account, Facts, account::Line, papers::application};
use jianyue_contracts::{Contract, model::Fact};
use jianyue_documents::{Document, Format, render};

use crate::common::{at, breach, confirmed, day, happened, hc, line, paid, re, yuan};

fn paper(contract: &Contract, account: &Account, line: &Line) -> Document {
    application(contract, account, line, Utc.with_ymd_and_hms(2024, 9, 30, 2, 0, 0).unwrap())
}

fn ready() -> Facts {
    let facts = [
        (Fact::InForce, "2024-07-19"),
        (Fact::FundsArrived, "2024-08-01"),
        (Fact::ReportsAccepted, "2024-08-16"),
        (Fact::InvoiceReceived, "2024-08-20"),
    ];
    let happened = facts.map(|(fact, on)| happened(fact, "HC-M1.1", on)).to_vec();
    Facts { happened, ..Facts::default() }
}

#[test]
fn an_application_says_amount_deductions_and_conditions() {
    let mut facts = ready();
    let mut missed = breach("WY-001", "HC-M2.service", "2024-08-05");
    missed.decision = Some(confirmed("2024-08-25"));
    facts.breaches.push(missed);
    let account = at(&hc(), &facts, "2024-09-01");
    let first = line(&account, "HC-M1.1");
    let paper = paper(&hc(), &account, first);
    let words = paper.words();
    assert_eq!((first.open, paper.watermark.as_deref()), (yuan("811350.00"), None));
    for part in [
        "¥811,350.00",
        "捌拾壹万壹仟叁佰伍拾元整",
        "四(二)1",
        "WY-001",
        "¥90,150.00",
        "2024-08-16",
        "到期日 2024-09-03",
    ] {
        assert!(words.contains(part), "{part} is not in:\n{words}");
    }
    let again = application(&hc(), &account, first, paper.made_at);
    assert_eq!(again, paper, "the same account gives the same paper");
}

#[test]
fn where_conditions_are_missing_it_is_a_draft() {
    let mut facts = ready();
    facts.happened.pop();
    let account = at(&hc(), &facts, "2024-09-01");
    let paper = paper(&hc(), &account, line(&account, "HC-M1.1"));
    assert_eq!(paper.watermark.as_deref(), Some("草稿"));
    assert!(paper.words().contains("缺：收到发票"), "{}", paper.words());
}

#[test]
fn members_of_a_consortium_have_a_row_each_that_adds_up() {
    let facts = Facts {
        happened: vec![
            happened(Fact::InForce, "RE-M1.1", "2024-06-13"),
            happened(Fact::InvoiceReceived, "RE-M1.1", "2024-07-01"),
        ],
        payments: vec![paid("RE-M1.1", "2024-07-10", "1000000.01")],
        ..Facts::default()
    };
    let account = at(&re(), &facts, "2024-09-01");
    let first = line(&account, "RE-M1.1");
    let parts = jianyue_billing::cash::portions(&re(), first);
    assert_eq!(parts.len(), 3);
    assert_eq!(parts.iter().map(|one| one.open).sum::<jianyue_kernel::Money>(), first.open);
    let words = paper(&re(), &account, first).words();
    for part in &parts {
        assert!(words.contains(&part.name) && words.contains(&part.open.to_string()), "{words}");
    }
    assert_eq!(day("2024-07-10"), first.payments()[0].on);
}

#[test]
fn it_is_made_in_every_format() {
    let account = at(&hc(), &ready(), "2024-09-01");
    let paper = paper(&hc(), &account, line(&account, "HC-M1.1"));
    for format in Format::ALL {
        assert!(render(&paper, format).unwrap().len() > 1_000, "{format:?}");
    }
}
