//! What a member of a consortium sees of a contract.

use std::collections::BTreeSet;

use jianyue_contracts::{Contract, check, derive, parse, seen::findings_seen};
use jianyue_sla::WorkCalendar;

const CONSORTIUM: &str = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml");
const SINGLE: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");

fn seen(works: &[&str]) -> Contract {
    parse(CONSORTIUM).unwrap().seen(&works.iter().map(ToString::to_string).collect::<Vec<_>>())
}

/// Whether a text holds an amount, in figures.
fn tells(text: &str, amount: &str) -> bool {
    text.contains(&format!("\"{amount}\"")) || text.contains(&format!("{amount} "))
}

#[test]
fn all_works_are_the_whole_contract() {
    assert_eq!(seen(&[]), parse(CONSORTIUM).unwrap());
}

#[test]
fn what_names_other_works_only_is_cut() {
    let whole = parse(CONSORTIUM).unwrap();
    let member = seen(&["3"]);
    assert_eq!(member.works.iter().map(|work| work.key.as_str()).collect::<Vec<_>>(), ["3"]);
    let named: BTreeSet<&str> = (member.matrices.iter().flat_map(|rule| &rule.works))
        .chain(member.inspections.iter().flat_map(|rule| &rule.works))
        .chain(member.staffing.iter().flat_map(|rule| &rule.works))
        .chain(member.duties.iter().flat_map(|rule| &rule.works))
        .map(String::as_str)
        .collect();
    assert_eq!(named, BTreeSet::from(["3"]));
    assert!(member.inspections.len() < whole.inspections.len());
    assert_eq!((&member.term, &member.penalties), (&whole.term, &whole.penalties), "what binds every member stays");
    let windows: BTreeSet<&str> = member.windows.iter().map(|window| window.id.as_str()).collect();
    for target in member.matrices.iter().flat_map(|matrix| &matrix.cases).flat_map(|case| &case.targets) {
        assert!(windows.contains(target.window.as_str()), "{} is gone", target.window);
    }
}

#[test]
fn of_payments_the_own_shares_are_left_and_nothing_from_which_others_would_follow() {
    let calendar = WorkCalendar::published();
    let member = seen(&["3"]);
    let shown = serde_json::to_string(&member).unwrap();
    let plan = derive(&member, &calendar, None, None).without_total(&member.payments.id);
    let json = serde_json::to_string(&plan).unwrap();
    for own in ["459900.00", "51100.00"] {
        assert!(tells(&shown, own) && tells(&json, own), "{own}");
    }
    for other in ["1,475,500.00", "1,327,950.00", "147,550.00", "542,700.00", "60,300.00", "325,350.00", "36,150.00"] {
        let digits = other.replace(',', "");
        let told = |text: &str| text.contains(other) || text.contains(&digits);
        assert!(!told(&shown) && !told(&json), "{other}");
    }
    assert!(!json.contains("按单价计算"));
    assert!(plan.occurrences.iter().all(|occurrence| occurrence.works.iter().all(|work| work == "3")));
    let amounts: Vec<String> = plan.payments.iter().filter_map(|p| Some(p.amount?.to_string())).collect();
    assert_eq!(amounts, ["¥459,900.00", "¥51,100.00"]);
}

#[test]
fn findings_about_other_works_and_about_money_are_not_told() {
    let whole = parse(CONSORTIUM).unwrap();
    let findings = check(std::slice::from_ref(&whole), &WorkCalendar::published());
    let member = seen(&["3"]);
    let told = findings_seen(findings.clone(), &member);
    assert!(told.len() < findings.len());
    let everything = serde_json::to_string(&findings).unwrap();
    let told = serde_json::to_string(&told).unwrap();
    for amount in ["1475500", "542700", "325350"] {
        assert!(!told.contains(amount), "{told}");
    }
    assert!(everything.len() > told.len());
}

#[test]
fn the_vendor_s_own_people_see_what_is_paid_when_nothing_is_shared() {
    let whole = parse(SINGLE).unwrap();
    let limited = whole.seen(&["apps".to_owned()]);
    assert_eq!(limited.payments, whole.payments);
    assert!(limited.works.len() < whole.works.len());
}
