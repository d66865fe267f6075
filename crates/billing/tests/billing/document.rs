//! The examples of `docs/billing-facts.md` are what they say.

use jianyue_billing::{Account, explain, what_if};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;

use crate::common::{day, line, yuan};

const DOCUMENT: &str = include_str!("../../../../docs/billing-facts.md");

/// The account of the example for a contract.
fn example(slug: &str) -> Account {
    let head = format!("```json {slug} ");
    let (_, rest) = DOCUMENT.split_once(&head).unwrap();
    let (at, rest) = rest.split_once('\n').unwrap();
    let (facts, _) = rest.split_once("```").unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/contracts/");
    let contract = std::fs::read_to_string(format!("{folder}{slug}.toml")).unwrap();
    what_if((slug, &contract), ("facts", facts), &WorkCalendar::published(), day(at)).unwrap()
}

#[test]
fn the_late_first_payment_costs_what_is_said() {
    let account = example("housing-credit-platform-2024");
    let first = line(&account, "HC-M1.1");
    assert_eq!((first.due_on, first.late_days), (Some(day("2024-09-03")), 3));
    assert_eq!((first.deducted, first.open), (yuan("90150.00"), Money::ZERO));
    assert_eq!(account.interest[0].sum, yuan("486.81"));
    let text = explain(&account);
    for said in ["〔十二(七)〕", "× 0.02% × 3 天", "免除", "¥811,350.00"] {
        assert!(text.contains(said), "{said} is missing in:\n{text}");
    }
}

#[test]
fn the_exam_is_paid_in_time() {
    let account = example("construction-exam-2024");
    assert_eq!(line(&account, "EX-M1.fee:2024-1").open, Money::ZERO);
    assert_eq!(account.interest, []);
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let contract = include_str!("../../../../fixtures/contracts/housing-credit-platform-2024.toml");
    let faults = |facts: &str| {
        what_if(("c.toml", contract), ("f.json", facts), &WorkCalendar::published(), day("2024-12-31")).unwrap_err()
    };
    let unknown = faults(r#"{"payments":[{"for":"HC-M9","on":"2024-09-01","amount":"1.00"}]}"#);
    assert!(unknown[0].starts_with("f.json: payments[0].for: ") && unknown[0].contains("HC-M1.1"), "{unknown:?}");
    let member = faults("{\n  \"paid\": []\n}");
    assert!(member[0].starts_with("f.json:2:") && member[0].contains("paid"), "{member:?}");
    let waived = faults(
        r#"{"breaches":[{"id":"a","rule":"HC-M2.service","on":"2024-09-01","decision":{"outcome":"waived","on":"2024-09-02"}}]}"#,
    );
    assert!(waived[0].contains("理由"), "{waived:?}");
}
