//! Sums by time.

use std::collections::BTreeMap;

use jianyue_billing::{Facts, account::SpecialKind, facts::Ending};

use crate::common::{at, day, hc, hs, paid, re, yuan};

#[test]
fn the_vendor_before_is_paid_by_days_of_a_leap_year() {
    let account = at(&hc(), &Facts::default(), "2024-09-01");
    assert_eq!(account.special[0].amount, Some(yuan("990172.13")));
    assert!(account.special[0].arithmetic[0].contains("201 ÷ 366"), "{:?}", account.special[0].arithmetic);
}

#[test]
fn the_vendor_before_is_paid_by_months_within_ten_working_days_of_the_first_payment() {
    let unknown = at(&re(), &Facts::default(), "2024-09-01");
    assert_eq!((unknown.special[0].amount, unknown.special[0].due_on), (None, None));
    let facts = Facts {
        other_totals: BTreeMap::from([("RE-M2".to_owned(), yuan("1400000.01"))]),
        payments: vec![paid("RE-M1.1", "2024-09-27", "1327950.00")],
        ..Facts::default()
    };
    let known = at(&re(), &facts, "2024-10-09");
    assert_eq!(known.special[0].amount, Some(yuan("700000.01")));
    // The National Day holiday lies between; Sunday, 29 September and Saturday, 12 October are worked.
    assert_eq!(known.special[0].due_on, Some(day("2024-10-16")));
}

#[test]
fn what_was_paid_for_days_not_served_goes_back() {
    let ended = |on: &str, received: &str| {
        let facts = Facts {
            payments: vec![paid("HS-M1.1", "2021-07-01", received)],
            termination: Some(Ending { on: day(on), notice_on: Some(day("2021-12-01")) }),
            ..Facts::default()
        };
        at(&hs(), &facts, "2021-12-20").special.into_iter().find(|sum| sum.kind == SpecialKind::Refund).unwrap()
    };
    let service = hs().service_period();
    let left = (service.to - day("2021-12-05")).num_days();
    let refund = ended("2021-12-05", "1431500.00");
    assert_eq!(refund.amount, Some(yuan("2045000.00").ratio(left, 365).min(yuan("1431500.00"))));
    assert_eq!(refund.due_on, Some(day("2021-12-31")));
    assert_eq!(ended("2021-12-05", "100.00").amount, Some(yuan("100.00")));
}

#[test]
fn service_behind_the_end_is_paid_by_its_share_of_the_time() {
    let service = hs().service_period();
    let until = service.to + chrono::Days::new(73);
    let facts = Facts { ran_on_until: Some(until), ..Facts::default() };
    let account = at(&hs(), &facts, &(until + chrono::Days::new(10)).to_string());
    let sum = account.special.iter().find(|sum| sum.kind == SpecialKind::RunningOn).unwrap();
    let whole = (service.to - service.from).num_days() + 1;
    assert_eq!(sum.amount, Some(yuan("2045000.00").ratio(73, whole)));
    assert_eq!(sum.owed_by, "新服务商");
}
