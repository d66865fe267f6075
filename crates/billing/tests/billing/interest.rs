//! What a late payment costs the client.

use jianyue_billing::{Facts, facts::Demand};
use jianyue_contracts::model::Fact;

use crate::common::{at, day, happened, hc, hs, line, paid, re, yuan};

/// HS: 70 % due on 31 December 2021, and not paid.
fn late() -> Facts {
    Facts { happened: vec![happened(Fact::InvoiceReceived, "HS-M1.1", "2021-06-20")], ..Facts::default() }
}

#[test]
fn it_counts_from_the_thirty_first_working_day() {
    // Behind Friday, 31 December 2021: New Year lasts until 3 January, the weekend of 29 and 30 January is worked, Spring
    // Festival lasts until 6 February. Friday, 18 February 2022 is the thirty-first working day.
    let none = at(&hs(), &late(), "2022-02-17");
    assert_eq!(none.interest, []);
    let first = at(&hs(), &late(), "2022-02-18");
    assert_eq!((first.interest[0].from, first.interest[0].sum), (day("2022-02-18"), yuan("7157.50")));
    let third = at(&hs(), &late(), "2022-02-20");
    assert_eq!(third.interest[0].sum, yuan("21472.50"));
}

#[test]
fn it_never_passes_its_cap() {
    // 0.5 % a day, at most 5 %: reached on the tenth day.
    let ninth = at(&hs(), &late(), "2022-02-26");
    assert_eq!((ninth.interest[0].sum, ninth.interest[0].capped), (yuan("64417.50"), false));
    let tenth = at(&hs(), &late(), "2022-02-27");
    assert_eq!((tenth.interest[0].sum, tenth.interest[0].capped), (yuan("71575.00"), true));
    assert_eq!(at(&hs(), &late(), "2022-12-31").interest[0].sum, yuan("71575.00"));
}

#[test]
fn a_part_that_was_paid_no_longer_counts() {
    let facts = Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "HC-M1.3", "2024-12-02"),
            happened(Fact::ReportsAccepted, "HC-M1.3", "2024-12-02"),
        ],
        payments: vec![paid("HC-M1.3", "2024-12-20", "160600.00"), paid("HC-M1.3", "2024-12-26", "200000.00")],
        ..Facts::default()
    };
    let account = at(&hc(), &facts, "2025-02-01");
    assert_eq!(line(&account, "HC-M1.3").due_on, Some(day("2024-12-16")));
    let interest = &account.interest[0];
    // 0.02 % a day: four days of 360,600.00, then six of 200,000.00.
    let parts: Vec<_> = interest.parts.iter().map(|part| (part.days, part.late, part.sum)).collect();
    assert_eq!(parts, [(4, yuan("360600.00"), yuan("288.48")), (6, yuan("200000.00"), yuan("240.00"))]);
    assert_eq!(interest.sum, yuan("528.48"));
}

#[test]
fn a_payment_on_its_last_day_is_in_time() {
    let facts = Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "HC-M1.3", "2024-12-02"),
            happened(Fact::ReportsAccepted, "HC-M1.3", "2024-12-02"),
        ],
        payments: vec![paid("HC-M1.3", "2024-12-16", "360600.00")],
        ..Facts::default()
    };
    let account = at(&hc(), &facts, "2025-02-01");
    assert_eq!((account.interest, account.lines[2].late_days), (vec![], 0));
}

#[test]
fn without_a_rate_there_is_a_right_to_pause_behind_a_written_demand() {
    // RE has no printed term: due when its conditions are met.
    let mut facts = Facts {
        happened: vec![
            happened(Fact::InForce, "RE-M1.1", "2024-06-13"),
            happened(Fact::InvoiceReceived, "RE-M1.1", "2024-07-01"),
        ],
        ..Facts::default()
    };
    let pauses = |facts: &Facts, on: &str| at(&re(), facts, on).pauses;
    assert_eq!(line(&at(&re(), &facts, "2024-07-02"), "RE-M1.1").due_on, Some(day("2024-07-01")));
    assert_eq!(pauses(&facts, "2024-08-30"), []);
    assert_eq!(pauses(&facts, "2024-08-31")[0].from, None);
    facts.demands.push(Demand { of: "RE-M1.1".to_owned(), on: day("2024-08-01") });
    assert_eq!(pauses(&facts, "2024-08-31")[0].from, Some(day("2024-08-31")));
}
