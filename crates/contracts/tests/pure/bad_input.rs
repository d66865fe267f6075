//! What is no contract: each fault is named with its line, its column and what to write instead.

use jianyue_contracts::{ParseError, parse};

use crate::base::{BASE, spoilt};

/// The errors of a spoilt base.
fn errors(changes: &[(&str, &str)]) -> Vec<ParseError> {
    parse(&spoilt(changes)).expect_err("this is no contract").0
}

fn line_of(needle: &str) -> usize {
    BASE.lines().position(|line| line.contains(needle)).unwrap() + 1
}

/// Exactly one error, at the line of `needle` in the base (unless the line moved), for a key, saying something.
fn one(changes: &[(&str, &str)], line: usize, key: &str, says: &[&str]) {
    let errors = errors(changes);
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!((errors[0].line, errors[0].key.as_str()), (line, key), "{}", errors[0]);
    for word in says {
        assert!(errors[0].message.contains(word), "{} does not say {word}", errors[0]);
    }
}

#[test]
fn an_unknown_key_is_named_with_those_that_are_known() {
    let change = [("title = \"热线\"", "title = \"热线\"\ncolour = \"red\"")];
    one(&change, line_of("title = \"热线\"") + 1, "windows[0].colour", &["`colour`", "`hours`", "`special_hours`"]);
}

#[test]
fn a_missing_key_is_named_where_its_table_begins() {
    let errors = errors(&[("name = \"某局\"\n", "")]);
    assert!(errors[0].message.contains("`name`"), "{}", errors[0]);
    assert!(errors[0].key.starts_with("parties[0]"), "{}", errors[0]);
    assert_eq!(errors[0].line, line_of("[[parties]]"));
}

#[test]
fn a_window_that_closes_before_it_opens() {
    let change = [("workdays 09:00-18:00", "workdays 18:00-09:00")];
    one(&change, line_of("workdays 09:00-18:00"), "windows[0].hours", &["18:00"]);
}

#[test]
fn values_of_the_wrong_form_say_the_right_one() {
    for (change, key, says) in [
        (("signed = 2024-01-05", "signed = \"2024-02-30\""), "contract.signed", "2021-07-06"),
        (("within = \"1h\"", "within = \"1 hour\""), "matrices[0].cases[0].targets[0].within", "30min"),
        (("frequency = \"tue,thu\"", "frequency = \"often\""), "inspections[0].frequency", "weekly"),
        (("by 2024-03-01", "before 2024-03-01"), "payments.instalments[0].due", "by 2024-10-01"),
        (("amount = \"63600.00\"", "amount = 63600.00"), "payments.instalments[0].amount", "文字"),
        (("amount = \"63600.00\"", "amount = \"63600.005\""), "payments.instalments[0].amount", "1803000.00"),
        (("percent = \"60%\"", "percent = \"60\""), "payments.instalments[0].percent", "70%"),
        (("side = \"client\"", "side = \"buyer\""), "parties[0].side", "`vendor`"),
    ] {
        let errors = errors(&[change]);
        assert_eq!(errors[0].key, key, "{}", errors[0]);
        assert!(errors[0].message.contains(says), "{}", errors[0]);
        assert_eq!(errors[0].line, line_of(change.0), "{}", errors[0]);
    }
}

#[test]
fn a_bad_date_of_toml_is_a_fault_of_the_syntax_at_its_place() {
    let errors = errors(&[("start = 2024-01-10", "start = 2024-13-10")]);
    assert_eq!((errors[0].line, errors[0].column), (line_of("start = 2024-01-10"), 9), "{}", errors[0]);
}

#[test]
fn several_faults_of_the_syntax_are_reported_at_once() {
    let errors = errors(&[("slug = \"sample-2024\"", "slug = "), ("prefix = \"XX\"", "prefix = =")]);
    let lines: Vec<usize> = errors.iter().map(|error| error.line).collect();
    assert!(lines.contains(&line_of("slug")) && lines.contains(&line_of("prefix")), "{errors:#?}");
}

#[test]
fn several_faults_of_the_content_are_reported_at_once() {
    let errors = errors(&[
        ("window = \"XX-W1\", clause = \"四 1\"", "window = \"XX-W9\", clause = \"四 1\""),
        ("amount = \"42400.00\"", "amount = \"-42400.00\""),
        ("work = \"2\"", "work = \"7\""),
        ("id = \"XX-P1\"", "id = \"XX-I1\""),
        ("party = \"vendor\"", "party = \"nobody\""),
        ("of = \"XX-M1.1\"", "of = \"XX-M9\""),
        ("end = 2024-12-31", "end = 2023-12-31"),
    ]);
    let found: Vec<(usize, &str)> = errors.iter().map(|error| (error.line, error.key.as_str())).collect();
    for (needle, key) in [
        ("window = \"XX-W1\", clause = \"四 1\"", "matrices[0].cases[0].targets[0].window"),
        ("amount = \"42400.00\"", "payments.instalments[1].amount"),
        ("work = \"2\"", "price_list.groups[1].work"),
        ("id = \"XX-P1\"", "penalties[0].id"),
        ("party = \"vendor\"", "payments.instalments[0].splits[0].party"),
        ("of = \"XX-M1.1\"", "figures[0].of"),
        ("end = 2024-12-31", "term.end"),
    ] {
        assert!(found.contains(&(line_of(needle), key)), "{key} is not in {found:#?}");
    }
    assert_eq!(errors.len(), 7);
}

#[test]
fn what_raises_a_penalty_and_what_a_payment_waits_for_must_be_known() {
    let raised = |text: &str| format!("cap = \"30%\"\nraised_by = [{{ once_per = \"happening\", {text} }}]");
    let line = line_of("cap = \"30%\"") + 1;
    for (text, key, says) in [
        ("by = \"duty_missed\", rules = [\"XX-I9\"]", "penalties[0].raised_by[0].rules[0]", "XX-I9"),
        ("by = \"duty_missed\", targets = [\"restore\"]", "penalties[0].raised_by[0].targets", "clock_breached"),
        ("by = \"clock_breached\", kinds = [\"visit\"]", "penalties[0].raised_by[0].kinds", "duty_missed"),
    ] {
        one(&[("cap = \"30%\"", &raised(text))], line, key, &[says]);
    }
    let waits = |rule: &str, days: &str| {
        format!("conditions = [\"reports_accepted\"]\nreports = {{ rules = [\"{rule}\"], clause = \"四\", {days} }}")
    };
    let line = line_of("conditions = [\"signed\"]") + 1;
    let reports = "payments.instalments[0].reports";
    let change = ("conditions = [\"signed\"]", waits("XX-I1", "ended_by = 2024-06-30"));
    one(&[(change.0, &change.1)], line, &format!("{reports}.rules[0]"), &["XX-I1"]);
    let change = (change.0, waits("XX-R1", "ended_by = 2024-06-30, ended_from = 2024-07-01"));
    one(&[(change.0, &change.1)], line, &format!("{reports}.ended_by"), &["ended_from"]);
    let change = waits("XX-R1", "ended_by = 2024-06-30").replace("\"reports_accepted\"", "\"signed\"");
    one(&[("conditions = [\"signed\"]", &change)], line, reports, &["reports_accepted"]);
}

#[test]
fn a_term_of_centuries_and_a_start_outside_it_are_slips() {
    one(&[("end = 2024-12-31", "end = 9999-12-31")], line_of("end = 2024-12-31"), "term.end", &["20 年"]);
    let change = [("end = 2024-12-31", "end = 2024-12-31\neffective = 2025-01-01")];
    one(&change, line_of("end = 2024-12-31") + 1, "term.effective", &["2025-01-01"]);
}

#[test]
fn names_must_carry_the_prefix() {
    one(&[("id = \"XX-P2\"", "id = \"HS-P2\"")], line_of("id = \"XX-P2\""), "late_payment.id", &["XX-"]);
}

#[test]
fn a_text_that_is_no_toml_and_an_empty_one_are_refused() {
    for text in ["", "\u{0}", "<html>", "[contract"] {
        assert!(!parse(text).expect_err("no contract").0.is_empty(), "{text:?}");
    }
}
