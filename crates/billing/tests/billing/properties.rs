//! What holds whatever happened.

use chrono::Days;
use jianyue_billing::{
    Facts, account,
    account::{check, forecast},
    cash::{CashFlow, flows, portions},
    facts::{Breach, Decision, Happened, Outcome, Paid},
};
use jianyue_contracts::{
    Contract,
    model::{Fact, Rule as _},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use proptest::prelude::*;
use uuid::Uuid;

use crate::common::{day, hc, re, sc};

/// Facts of a contract: breaches of its vendor's rules, payments, conditions.
fn facts(contract: &Contract) -> impl Strategy<Value = Facts> + use<> {
    let rules: Vec<String> =
        contract.penalties.iter().filter(|rule| rule.bands.is_empty()).map(|rule| rule.id().to_owned()).collect();
    let keys: Vec<String> = contract.payments.instalments.iter().map(|one| one.id().to_owned()).collect();
    let on = |n: u64| day("2024-06-20") + Days::new(n);
    let decision = prop_oneof![Just(None), (0_u64..40).prop_map(Some)];
    let breach = (prop::sample::select(rules), 0_u64..300, 1_u32..4, decision, 0_u64..100, 0_usize..4).prop_map(
        move |(rule, at, count, decided, lasted, cause)| Breach {
            id: String::new(),
            rule,
            on: on(at),
            until: Some(on(at + lasted)),
            count,
            measured: None,
            cause: (cause > 0).then(|| format!("cause {cause}")),
            party: None,
            text: String::new(),
            evidence: String::new(),
            remedied_on: None,
            decision: decided.map(|behind| Decision {
                outcome: Outcome::Confirmed,
                on: on(at + behind),
                amount: None,
                reason: String::new(),
            }),
        },
    );
    let payment = (prop::sample::select(keys.clone()), 0_u64..300, 1_i64..50_000_000)
        .prop_map(move |(of, at, fen)| Paid { of, on: on(at), amount: Money::from_fen(fen), voucher: String::new() });
    let condition =
        (prop::sample::select(Fact::ALL.to_vec()), prop::option::of(prop::sample::select(keys)), 0_u64..300)
            .prop_map(move |(fact, of, at)| Happened { fact, of, on: on(at), evidence: String::new() });
    (prop::collection::vec(breach, 0..8), prop::collection::vec(payment, 0..6), prop::collection::vec(condition, 0..20))
        .prop_map(|(mut breaches, payments, happened)| {
            breaches.iter_mut().enumerate().for_each(|(at, one)| one.id = format!("b{at}"));
            Facts { breaches, payments, happened, ..Facts::default() }
        })
}

fn any_contract() -> impl Strategy<Value = (Contract, Facts)> {
    prop::sample::select(vec![hc(), re(), sc()]).prop_flat_map(|contract| {
        let facts = facts(&contract);
        (Just(contract), facts)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_and_caps_hold((contract, facts) in any_contract()) {
        prop_assert_eq!(check(&contract, &facts), vec![]);
        let account = account(&contract, &WorkCalendar::published(), &facts, day("2025-06-01"));
        let total = contract.payments.total.unwrap();
        prop_assert_eq!(account.lines.iter().map(|line| line.amount).sum::<Money>(), total);
        let owed: Money = account.penalties.iter().map(|line| line.owed).sum();
        let deducted: Money = account.lines.iter().map(|line| line.deducted).sum();
        let drawn: Money = account.bond.iter().flat_map(|bond| &bond.drawn).map(|one| one.amount).sum();
        prop_assert_eq!(deducted + drawn + account.uncovered, owed);
        for line in &account.lines {
            prop_assert!(line.deducted <= line.amount && line.deducted >= Money::ZERO);
            prop_assert_eq!(line.open + line.paid + line.deducted, line.amount);
            prop_assert_eq!(line.deductions.iter().map(|one| one.amount).sum::<Money>(), line.deducted);
            if !line.shares.is_empty() {
                prop_assert_eq!(line.shares.iter().map(|share| share.deducted).sum::<Money>(), line.deducted);
            }
        }
        for rule in contract.penalties.iter().filter(|rule| rule.cap.is_some()) {
            let counted: Money = account.penalties.iter().filter(|line| line.rule.rule == rule.id()).map(|line| line.proposed).sum();
            prop_assert!(counted <= total.percent(rule.cap.unwrap()));
        }
        for interest in &account.interest {
            let rule = contract.late_payment.as_ref().unwrap();
            let line = account.lines.iter().find(|line| line.key == interest.line).unwrap();
            prop_assert!(rule.cap.is_none_or(|cap| interest.sum <= line.amount.percent(cap)));
        }
    }

    #[test]
    fn money_by_month_and_party_is_that_of_the_lines((contract, facts) in any_contract()) {
        let calendar = WorkCalendar::published();
        let account = account(&contract, &calendar, &facts, day("2025-06-01"));
        let expected = forecast(&contract, &calendar, &account);
        let flows = flows((Uuid::nil(), ""), &contract, &account, &expected);
        let sum = |of: fn(&CashFlow) -> Money| flows.iter().map(of).sum::<Money>();
        prop_assert_eq!(sum(|flow| flow.paid), account.lines.iter().map(|line| line.paid).sum::<Money>());
        let ahead = account.lines.iter().zip(&expected).filter(|(line, _)| line.open > Money::ZERO);
        let (mut due, mut awaited) = (Money::ZERO, Money::ZERO);
        for (line, expected) in ahead {
            if line.due_on.is_some() {
                due = due + line.open;
            } else if expected.as_ref().is_some_and(|one| one.on.is_some()) {
                awaited = awaited + line.open;
            }
        }
        prop_assert_eq!((sum(|flow| flow.due), sum(|flow| flow.expected)), (due, awaited));
        for line in &account.lines {
            let open: Money = portions(&contract, line).iter().map(|one| one.open).sum();
            prop_assert_eq!(open, line.open);
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter((contract, facts) in any_contract(), turn in 0_usize..20) {
        let calendar = WorkCalendar::published();
        let told = account(&contract, &calendar, &facts, day("2025-06-01"));
        let mut otherwise = facts;
        otherwise.happened.reverse();
        otherwise.payments.reverse();
        let len = otherwise.breaches.len().max(1);
        otherwise.breaches.rotate_left(turn % len);
        prop_assert_eq!(told, account(&contract, &calendar, &otherwise, day("2025-06-01")));
    }

    #[test]
    fn what_is_behind_the_day_changes_nothing((contract, facts) in any_contract()) {
        let (calendar, at) = (WorkCalendar::published(), day("2024-10-15"));
        let mut known = facts.clone();
        known.happened.retain(|one| one.on <= at);
        known.payments.retain(|one| one.on <= at);
        known.breaches.retain(|one| one.on <= at);
        prop_assert_eq!(account(&contract, &calendar, &facts, at), account(&contract, &calendar, &known, at));
    }
}
