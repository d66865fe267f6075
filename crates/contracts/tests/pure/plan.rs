//! What follows from a contract.

use chrono::NaiveDate;
use jianyue_contracts::{
    Plan,
    cli::{File, check_files, plan_file},
    derive,
    derive::{Occurrence, OccurrenceKind},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;

use crate::{
    base::{BASE, contract, spoilt},
    fixtures::fixture,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(changes: &[(&str, &str)]) -> Plan {
    derive(&contract(changes), &WorkCalendar::published(), None, None)
}

fn of<'p>(plan: &'p Plan, rule: &str) -> Vec<&'p Occurrence> {
    plan.occurrences.iter().filter(|occurrence| occurrence.rule.rule == rule).collect()
}

#[test]
fn the_exam_platform_week_as_people_read_it() {
    let plan = derive(&fixture("HS"), &WorkCalendar::published(), Some(day("2021-10-01")), Some(day("2021-10-10")));
    insta::assert_snapshot!(plan);
}

#[test]
fn instalments_are_exact_and_know_their_terms() {
    let plan = derive(&fixture("HS"), &WorkCalendar::published(), None, None);
    let amounts: Vec<Option<Money>> = plan.payments.iter().map(|payment| payment.amount).collect();
    assert_eq!(amounts, [Some(Money::from_yuan(1_431_500)), Some(Money::from_yuan(613_500))]);
    assert_eq!(plan.payments[0].due[0].day, Some(day("2021-12-31")));
    assert_eq!((plan.payments[1].due[0].day, plan.payments[1].conditions.len()), (None, 3));
    assert_eq!(plan.payments[0].capitals.as_deref(), Some("壹佰肆拾叁万壹仟伍佰元整"));
}

#[test]
fn the_last_instalment_takes_what_rounding_leaves() {
    let plan = plan(&[
        ("total = \"106000.00\"\ncapitals = \"壹拾万零陆仟元整\"\n\n[[payments", "total = \"100.01\"\n\n[[payments"),
        ("percent = \"60%\"", "percent = \"33.3333%\""),
        ("percent = \"40%\"", "percent = \"66.6667%\""),
    ]);
    let paid: Vec<Money> = plan.payments.iter().skip(1).filter_map(|payment| payment.amount).collect();
    assert_eq!(paid, [Money::from_fen(3_334), Money::from_fen(6_667)]);
}

#[test]
fn ten_working_days_from_signing_pass_over_weekends() {
    let plan = plan(&[]);
    assert_eq!(plan.payments[0].title, "履约保证金");
    assert_eq!(plan.payments[0].due[0].day, Some(day("2024-01-19")));
}

#[test]
fn weekday_inspections_close_on_holidays_and_ignore_make_up_days() {
    let plan = plan(&[]);
    let days: Vec<NaiveDate> = of(&plan, "XX-I1").iter().map(|occurrence| occurrence.planned).collect();
    assert!(days.contains(&day("2024-01-11")) && days.contains(&day("2024-02-20")));
    // Spring Festival 2024: 10 to 17 February closed; Sunday 18 February worked.
    assert!(
        !days.contains(&day("2024-02-13")) && !days.contains(&day("2024-02-15")) && !days.contains(&day("2024-02-18"))
    );
}

#[test]
fn weekly_work_is_planned_on_the_first_working_day_of_its_week() {
    let plan = derive(&fixture("HS"), &WorkCalendar::published(), Some(day("2021-10-04")), Some(day("2021-10-10")));
    let weeks = of(&plan, "HS-I1.weekly");
    assert_eq!(weeks.len(), 1);
    assert_eq!(
        (weeks[0].from, weeks[0].to, weeks[0].planned),
        (day("2021-10-04"), day("2021-10-10"), day("2021-10-08"))
    );
}

#[test]
fn holiday_assurance_has_three_phases() {
    let frequency = "frequency = \"holidays\"\nphases = [\"before\", \"during\", \"after\"]";
    let plan = plan(&[("frequency = \"tue,thu\"", frequency)]);
    let around: Vec<(NaiveDate, NaiveDate)> = of(&plan, "XX-I1")
        .iter()
        .filter(|o| o.festival.as_deref().is_some_and(|name| name.contains("国庆")))
        .map(|o| (o.from, o.to))
        .collect();
    // National Day 2024: 1 to 7 October closed; 30 September and 8 October worked.
    let expected = [("2024-09-30", "2024-09-30"), ("2024-10-01", "2024-10-07"), ("2024-10-08", "2024-10-08")];
    assert_eq!(around, expected.map(|(from, to)| (day(from), day(to))));
}

#[test]
fn monthly_documents_have_their_review() {
    let plan = plan(&[]);
    let january = &plan.documents[0];
    assert_eq!((january.from, january.to), (day("2024-01-10"), day("2024-01-31")));
    // Five working days from 31 January; Sunday 4 February is worked.
    assert_eq!(january.due, Some(day("2024-02-06")));
    assert_eq!(january.review_by, Some(day("2024-02-21")));
    assert_eq!(plan.documents.len(), 12);
}

#[test]
fn a_year_without_a_notice_is_said_and_never_guessed() {
    let plan = plan(&[("end = 2024-12-31", "end = 2028-12-31")]);
    assert!(plan.problems.iter().any(|p| p.rule.rule == "XX-I1" && p.message.contains("2027")), "{:#?}", plan.problems);
    assert!(of(&plan, "XX-I1").iter().all(|occurrence| occurrence.to < day("2027-01-01")));
}

#[test]
fn nothing_comes_round_outside_the_service_period_and_the_plan_says_why() {
    let contract = contract(&[]);
    let plan = derive(&contract, &WorkCalendar::published(), Some(day("2025-03-01")), Some(day("2025-03-31")));
    assert!(plan.clocks.is_empty() && plan.occurrences.is_empty() && plan.documents.is_empty());
    assert!(plan.not_in_force.unwrap().contains("2024-12-31"));
    let plan = derive(&contract, &WorkCalendar::published(), Some(day("2023-03-01")), Some(day("2023-03-31")));
    assert!(plan.not_in_force.unwrap().contains("2024-01-10"));
}

#[test]
fn a_day_has_the_same_plan_alone_and_within_the_year() {
    let contract = fixture("HS");
    let year = derive(&contract, &WorkCalendar::published(), None, None);
    for (from, to) in [("2021-10-01", "2021-10-31"), ("2022-02-01", "2022-02-01")] {
        let part = derive(&contract, &WorkCalendar::published(), Some(day(from)), Some(day(to)));
        let inside: Vec<&Occurrence> =
            year.occurrences.iter().filter(|o| o.from <= day(to) && day(from) <= o.to).collect();
        assert_eq!(part.occurrences.iter().collect::<Vec<_>>(), inside);
        assert!(!inside.is_empty());
    }
}

#[test]
fn backups_and_their_checks_are_told_apart() {
    let plan = derive(&fixture("HS"), &WorkCalendar::published(), Some(day("2022-01-03")), Some(day("2022-01-09")));
    let count = |kind| plan.occurrences.iter().filter(|occurrence| occurrence.kind == kind).count();
    assert_eq!((count(OccurrenceKind::Backup), count(OccurrenceKind::BackupCheck)), (7, 1));
}

#[test]
fn plans_survive_json() {
    let plan = plan(&[]);
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
}

fn file(text: String) -> File {
    File { name: "sample.toml".to_owned(), text }
}

#[test]
fn check_fails_on_errors_only() {
    let calendar = WorkCalendar::published();
    let clean = check_files(&[file(BASE.to_owned())], &calendar);
    assert_eq!((clean.exit_code(), clean.findings.len()), (0, 0));
    let warned = check_files(&[file(spoilt(&[("中华人民共和国民法典", "中华人民共和国合同法")]))], &calendar);
    assert_eq!((warned.exit_code(), warned.findings.len()), (0, 1));
    insta::assert_snapshot!(warned.text());
    let wrong = check_files(&[file(spoilt(&[("quantity = 2", "quantity = 3")]))], &calendar);
    assert_eq!(wrong.exit_code(), 1);
    let unreadable = check_files(&[file(spoilt(&[("[term]", "[terms]")])), file(BASE.to_owned())], &calendar);
    assert_eq!((unreadable.exit_code(), unreadable.unreadable.len()), (1, 1));
    assert!(unreadable.text().starts_with("sample.toml:"), "{}", unreadable.text());
}

#[test]
fn plan_of_a_file_that_is_no_contract_names_the_place() {
    let unreadable = plan_file(&file("format = 2".to_owned()), &WorkCalendar::published(), None, None).unwrap_err();
    assert_eq!(unreadable.file, "sample.toml");
    assert!(!unreadable.errors.0.is_empty());
}
