//! Penalties at their edges.

use jianyue_billing::{
    Facts,
    account::check,
    facts::{Decision, Outcome},
};
use jianyue_contracts::model::Consequence;
use jianyue_kernel::Money;

use crate::common::{at, breach, confirmed, day, ex, hc, hs, line, re, sc, yuan};

fn with(breaches: Vec<jianyue_billing::facts::Breach>) -> Facts {
    Facts { breaches, ..Facts::default() }
}

#[test]
fn a_part_week_counts_whole() {
    let weeks = |until: &str| {
        let mut late = breach("late", "SC-M2.late", "2025-08-17");
        late.until = Some(day(until));
        at(&sc(), &with(vec![late]), "2026-06-01").penalties[0].proposed
    };
    let week = yuan("18253.56");
    assert_eq!(weeks("2025-08-17"), Money::ZERO);
    assert_eq!(weeks("2025-08-18"), week);
    assert_eq!(weeks("2025-08-24"), week);
    assert_eq!(weeks("2025-08-25"), week.times(2));
}

#[test]
fn a_delay_is_capped_and_the_cap_brings_the_right_to_terminate() {
    let late = breach("late", "SC-M2.late", "2025-08-17");
    let account = |on: &str| at(&sc(), &with(vec![late.clone()]), on);
    // 59 weeks cost 29.5 %, the sixtieth reaches the 30 %.
    let before = account("2026-10-04");
    assert_eq!(before.penalties[0].proposed, yuan("1076960.04"));
    assert!(!before.thresholds[0].reached && !before.penalties[0].also.contains(&Consequence::Terminate));
    let reached = account("2026-10-05");
    assert_eq!(reached.penalties[0].proposed, yuan("1095213.60"));
    assert!(reached.thresholds[0].reached && reached.penalties[0].also.contains(&Consequence::KeepBond));
    assert_eq!(account("2027-01-01").penalties[0].proposed, yuan("1095213.60"));
}

#[test]
fn the_fourth_failed_service_costs_more_and_ends_the_contract() {
    let months = ["08", "09", "10", "11"];
    let failed = |n: usize| {
        let all = months[..n].iter().map(|month| breach(month, "HC-M2.service", &format!("2024-{month}-05")));
        at(&hc(), &with(all.collect()), "2024-12-01")
    };
    let third = failed(3);
    assert_eq!(third.penalties[2].proposed, yuan("90150.00"));
    assert!(third.thresholds[0].text.contains("再有 1 次") && !third.thresholds[0].reached);
    let fourth = failed(4);
    assert_eq!(fourth.penalties[3].proposed, yuan("90150.00") + yuan("360600.00"));
    assert_eq!(fourth.penalties[3].also, [Consequence::Terminate, Consequence::RefundUnserved]);
    assert!(fourth.thresholds[0].reached);
}

#[test]
fn the_third_refusal_and_the_second_accident_end_the_contract() {
    let times = |rule: &str, n: u32| {
        let all = (1..=n).map(|month| breach(&format!("b{month}"), rule, &format!("2024-{:02}-05", month + 6)));
        at(&re(), &with(all.collect()), "2024-12-01")
    };
    for (rule, ends) in [("RE-M3.conduct", 3), ("RE-M3.accident", 2)] {
        let before = times(rule, ends - 1);
        let near = before.thresholds.iter().find(|one| one.rule.rule == rule).unwrap();
        assert!(!near.reached && near.text.contains("再有 1 次"), "{rule}: {near:?}");
        assert!(before.penalties.iter().all(|one| !one.also.contains(&Consequence::Terminate)), "{rule}");
        let reached = times(rule, ends);
        assert!(reached.penalties.last().unwrap().also.contains(&Consequence::Terminate), "{rule}");
        assert!(reached.thresholds.iter().any(|one| one.rule.rule == rule && one.reached), "{rule}");
    }
}

#[test]
fn what_was_waived_does_not_count_towards_the_next() {
    let mut all: Vec<_> =
        ["08", "09", "10", "11"].map(|month| breach(month, "HC-M2.service", &format!("2024-{month}-05"))).into();
    all[0].decision = Some(Decision {
        outcome: Outcome::Waived,
        on: day("2024-08-20"),
        amount: None,
        reason: "已当场整改".to_owned(),
    });
    let account = at(&hc(), &with(all), "2024-12-01");
    assert_eq!((account.penalties[0].owed, account.penalties[3].proposed), (Money::ZERO, yuan("90150.00")));
}

#[test]
fn one_cause_is_counted_once_unless_the_rules_add_up() {
    let caused = |rules: [&str; 2], contract: &jianyue_contracts::Contract| {
        let mut both = [breach("a", rules[0], "2024-08-05"), breach("b", rules[1], "2024-08-05")];
        for one in &mut both {
            one.cause = Some("数据泄露".to_owned());
        }
        at(contract, &with(both.into()), "2024-12-01").penalties
    };
    let once = caused(["HC-M2.secret", "HC-M2.service"], &hc());
    assert_eq!((once[0].proposed, once[0].counted_as.as_deref()), (Money::ZERO, Some("b")));
    assert_eq!(once[1].proposed, yuan("90150.00"));
    let added = caused(["RE-M3.conduct", "RE-M3.accident"], &re());
    assert_eq!([added[0].proposed, added[1].proposed], [yuan("14755.00"), yuan("295100.00")]);
}

#[test]
fn an_error_rate_falls_into_its_band() {
    let cost = |measured: &str| {
        let mut errors = breach("e", "RE-M3.errors", "2024-09-01");
        errors.measured = Some(measured.parse().unwrap());
        let account = at(&re(), &with(vec![errors]), "2024-12-01");
        (account.penalties[0].proposed, account.penalties[0].also.contains(&Consequence::Redo))
    };
    assert_eq!(cost("0.0049%"), (Money::ZERO, false));
    assert_eq!(cost("0.005%"), (yuan("14755.00"), false));
    assert_eq!(cost("0.0099%"), (yuan("14755.00"), false));
    assert_eq!(cost("0.01%"), (yuan("147550.00"), false));
    assert_eq!(cost("0.05%"), (Money::ZERO, true));
    assert_eq!(check(&re(), &with(vec![breach("e", "RE-M3.errors", "2024-09-01")]))[0].at, "breaches[0].measured");
}

#[test]
fn sums_rates_and_days_are_those_of_the_contracts() {
    let proposed = |contract: &jianyue_contracts::Contract, rule: &str, count: u32| {
        let one = jianyue_billing::facts::Breach { count, ..breach("x", rule, "2024-11-21") };
        at(contract, &with(vec![one]), "2024-12-01").penalties[0].proposed
    };
    assert_eq!(proposed(&hs(), "HS-M2.quality", 1), yuan("61350.00"));
    assert_eq!(proposed(&hs(), "HS-M2.stop", 1), yuan("409000.00"));
    assert_eq!(proposed(&hc(), "HC-M2.secret", 3), yuan("30000.00"));
    assert_eq!(proposed(&ex(), "EX-M2.duty", 4), yuan("4000.00"));
    // 0.1 % a day, ten days.
    assert_eq!(proposed(&re(), "RE-M3.delay", 1), yuan("14755.00"));
}

#[test]
fn only_what_is_decided_is_deducted_and_a_reduced_sum_is_what_was_said() {
    let mut one = breach("x", "HC-M2.service", "2024-08-05");
    let first = |one: &jianyue_billing::facts::Breach| at(&hc(), &with(vec![one.clone()]), "2024-12-01");
    assert_eq!(line(&first(&one), "HC-M1.1").deducted, Money::ZERO);
    one.decision = Some(confirmed("2024-08-20"));
    assert_eq!(line(&first(&one), "HC-M1.1").deducted, yuan("90150.00"));
    let reduced = Decision {
        outcome: Outcome::Reduced,
        on: day("2024-08-20"),
        amount: Some(yuan("50000.00")),
        reason: "影响较小".to_owned(),
    };
    one.decision = Some(reduced);
    assert_eq!(line(&first(&one), "HC-M1.1").deducted, yuan("50000.00"));
}

#[test]
fn a_penalty_of_one_member_falls_on_its_share_and_others_are_shared_to_the_fen() {
    let mut one = breach("x", "RE-M3.conduct", "2024-08-05");
    one.decision = Some(confirmed("2024-08-20"));
    let shared = at(&re(), &with(vec![one.clone()]), "2024-12-01");
    let deducted: Vec<Money> = line(&shared, "RE-M1.1").shares.iter().map(|share| share.deducted).collect();
    assert_eq!(deducted, ["6030.00", "5110.00", "3615.00"].map(yuan));
    one.party = Some("legao".to_owned());
    let own = at(&re(), &with(vec![one]), "2024-12-01");
    let deducted: Vec<Money> = line(&own, "RE-M1.1").shares.iter().map(|share| share.deducted).collect();
    assert_eq!(deducted, ["0.00", "14755.00", "0.00"].map(yuan));
}
