//! Schedules equal the contracts to the fen, and fall due as printed.

use jianyue_billing::{
    Facts,
    account::{BondState, LineState, check},
    facts::{BondForm, BondPiece, FiscalDelay, Happened, Hours, Quantity},
};
use jianyue_contracts::model::Fact;
use jianyue_kernel::Money;

use crate::common::{at, breach, confirmed, day, ex, happened, hc, hs, line, paid, re, sc, yuan};

#[test]
fn the_schedules_equal_the_contracts_to_the_fen() {
    let printed = [
        (hs(), vec!["1431500.00", "613500.00"]),
        (hc(), vec!["901500.00", "540900.00", "360600.00"]),
        (sc(), vec!["1460284.80", "730142.40", "365071.20", "1095213.60"]),
        (re(), vec!["1327950.00", "147550.00"]),
    ];
    for (contract, amounts) in printed {
        let account = at(&contract, &Facts::default(), "2024-01-01");
        let lines: Vec<Money> = account.lines.iter().map(|line| line.amount).collect();
        assert_eq!(lines, amounts.iter().map(|text| yuan(text)).collect::<Vec<_>>(), "{}", account.contract);
        assert_eq!(Some(lines.into_iter().sum()), account.total, "{}", account.contract);
    }
}

#[test]
fn the_last_instalment_takes_the_remainder() {
    let mut contract = hc();
    contract.payments.total = Some(yuan("100.01"));
    for (instalment, percent) in contract.payments.instalments.iter_mut().zip(["33.33%", "33.33%", "33.34%"]) {
        instalment.percent = percent.parse().unwrap();
    }
    let account = at(&contract, &Facts::default(), "2024-08-01");
    let amounts: Vec<Money> = account.lines.iter().map(|line| line.amount).collect();
    // 33.33 % of 100.01 is 33.333333; 33.34 % would be 33.34.
    assert_eq!(amounts, ["33.33", "33.33", "33.35"].map(yuan));
    assert!(account.lines[2].arithmetic[0].contains("末期承担尾差"), "{:?}", account.lines[2].arithmetic);
}

#[test]
fn shares_of_a_consortium_are_those_printed() {
    let account = at(&re(), &Facts::default(), "2024-07-01");
    let shares = |key| line(&account, key).shares.iter().map(|share| share.amount).collect::<Vec<_>>();
    assert_eq!(shares("RE-M1.1"), ["542700.00", "459900.00", "325350.00"].map(yuan));
    assert_eq!(shares("RE-M1.2"), ["60300.00", "51100.00", "36150.00"].map(yuan));
    for one in &account.lines {
        assert_eq!(one.shares.iter().map(|share| share.amount).sum::<Money>(), one.amount);
    }
}

#[test]
fn a_payment_waits_for_each_of_its_conditions() {
    let mut facts = Facts::default();
    let state = |facts: &Facts| line(&at(&hc(), facts, "2024-08-30"), "HC-M1.1").state;
    assert_eq!(state(&facts), LineState::Planned);
    for (fact, on) in
        [(Fact::InForce, "2024-07-19"), (Fact::FundsArrived, "2024-08-01"), (Fact::ReportsAccepted, "2024-08-16")]
    {
        facts.happened.push(happened(fact, "HC-M1.1", on));
        assert_eq!(state(&facts), LineState::Planned);
    }
    facts.happened.push(happened(Fact::InvoiceReceived, "HC-M1.1", "2024-08-20"));
    let account = at(&hc(), &facts, "2024-08-30");
    let first = line(&account, "HC-M1.1");
    // Ten working days behind Tuesday, 20 August.
    assert_eq!((first.state, first.due_on), (LineState::Payable, Some(day("2024-09-03"))));
    let account = at(&hc(), &facts, "2024-09-03");
    assert_eq!(line(&account, "HC-M1.1").state, LineState::Due);
}

#[test]
fn a_term_counts_from_the_last_condition_and_a_printed_day_that_is_over_gives_way() {
    let facts = |invoice: &str, report: &str| Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "HC-M1.2", invoice),
            happened(Fact::ReportsAccepted, "HC-M1.2", report),
        ],
        ..Facts::default()
    };
    let due = |facts: &Facts| line(&at(&hc(), facts, "2024-12-01"), "HC-M1.2").due_on;
    // Before the printed 1 October: the earlier of both holds.
    assert_eq!(due(&facts("2024-09-02", "2024-09-03")), Some(day("2024-09-18")));
    assert_eq!(due(&facts("2024-09-24", "2024-09-25")), Some(day("2024-10-01")));
    // The report was accepted behind it: ten working days from there, 7 October being a holiday.
    assert_eq!(due(&facts("2024-09-02", "2024-10-08")), Some(day("2024-10-21")));
}

#[test]
fn the_rest_falls_due_in_the_year_in_which_the_funds_came() {
    let mut facts = Facts::default();
    for (fact, on) in [
        (Fact::FinalAcceptance, "2022-03-01"),
        (Fact::FundsArrived, "2022-05-10"),
        (Fact::InvoiceReceived, "2022-05-20"),
    ] {
        facts.happened.push(happened(fact, "HS-M1.2", on));
    }
    assert_eq!(line(&at(&hs(), &facts, "2022-06-01"), "HS-M1.2").due_on, Some(day("2022-12-31")));
}

#[test]
fn funds_that_cannot_be_paid_out_postpone_and_are_no_delay() {
    let mut facts = Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "HC-M1.3", "2024-12-02"),
            happened(Fact::ReportsAccepted, "HC-M1.3", "2024-12-02"),
        ],
        fiscal_delays: vec![FiscalDelay { of: None, from: day("2024-12-10"), until: None, evidence: String::new() }],
        ..Facts::default()
    };
    let account = at(&hc(), &facts, "2025-02-01");
    let waiting = line(&account, "HC-M1.3");
    assert_eq!((waiting.due_on, waiting.fiscal_delay, waiting.state), (None, true, LineState::Payable));
    assert_eq!(account.interest, []);
    facts.fiscal_delays[0].until = Some(day("2025-01-10"));
    let account = at(&hc(), &facts, "2025-02-01");
    let late = line(&account, "HC-M1.3");
    // Due on 16 December; 32 days from 10 December to 10 January, both counted in.
    assert_eq!((late.due_on, late.postponed_days), (Some(day("2025-01-17")), 32));
    assert_eq!(account.interest[0].from, day("2025-01-18"));
}

#[test]
fn a_standing_breach_withholds_what_is_paid_without_breach_only() {
    let mut facts = Facts {
        happened: vec![
            happened(Fact::InvoiceReceived, "SC-M1.2", "2024-09-10"),
            happened(Fact::StageAccepted, "SC-M1.2", "2024-09-12"),
        ],
        breaches: vec![breach("b1", "SC-M2.claim", "2024-09-01")],
        ..Facts::default()
    };
    let state = |facts: &Facts| line(&at(&sc(), facts, "2024-09-20"), "SC-M1.2").state;
    assert_eq!(state(&facts), LineState::Withheld);
    facts.breaches[0].remedied_on = Some(day("2024-09-18"));
    let account = at(&sc(), &facts, "2024-09-20");
    assert_eq!(line(&account, "SC-M1.2").ready_on, Some(day("2024-09-18")));
    assert_eq!(line(&account, "SC-M1.2").state, LineState::Payable);
}

#[test]
fn payments_in_parts_and_corrections_add_up() {
    let mut facts = Facts {
        happened: vec![Happened {
            fact: Fact::InvoiceReceived,
            of: None,
            on: day("2021-06-20"),
            evidence: String::new(),
        }],
        payments: vec![paid("HS-M1.1", "2021-07-01", "1000000.00")],
        ..Facts::default()
    };
    let part = at(&hs(), &facts, "2021-08-01");
    assert_eq!((line(&part, "HS-M1.1").state, line(&part, "HS-M1.1").open), (LineState::PartPaid, yuan("431500.00")));
    facts.payments.push(paid("HS-M1.1", "2021-07-10", "431600.00"));
    assert_eq!(line(&at(&hs(), &facts, "2021-08-01"), "HS-M1.1").open, yuan("-100.00"));
    facts.payments.push(paid("HS-M1.1", "2021-07-11", "-100.00"));
    let whole = at(&hs(), &facts, "2021-08-01");
    assert_eq!((line(&whole, "HS-M1.1").state, line(&whole, "HS-M1.1").open), (LineState::Paid, Money::ZERO));
}

#[test]
fn the_bond_is_due_held_drawn_and_returned() {
    let mut facts = Facts::default();
    let bond = |facts: &Facts, on: &str| at(&sc(), facts, on).bond.unwrap();
    let awaited = bond(&facts, "2024-06-20");
    assert_eq!(
        (awaited.amount, awaited.due_on, awaited.state),
        (yuan("365071.20"), Some(day("2024-06-25")), BondState::Awaited)
    );
    assert_eq!(bond(&facts, "2024-06-26").state, BondState::Overdue);
    facts.bonds.push(BondPiece {
        on: day("2024-06-21"),
        amount: yuan("365071.20"),
        form: BondForm::Guarantee,
        valid_until: Some(day("2025-08-31")),
        returned_on: None,
        evidence: String::new(),
    });
    assert_eq!(bond(&facts, "2024-07-01").state, BondState::Held);
    assert_eq!(bond(&facts, "2025-08-01").state, BondState::Ending);
    facts.happened.push(Happened {
        fact: Fact::FinalAcceptance,
        of: None,
        on: day("2025-08-20"),
        evidence: String::new(),
    });
    assert_eq!(bond(&facts, "2025-08-21").state, BondState::Refundable);
    facts.bonds[0].returned_on = Some(day("2025-08-25"));
    assert_eq!(bond(&facts, "2025-08-26").state, BondState::Returned);
}

#[test]
fn a_confirmed_penalty_is_netted_from_the_next_payment_then_from_the_bond() {
    let mut late = breach("late", "SC-M2.late", "2025-08-17");
    (late.until, late.decision) = (Some(day("2025-10-12")), Some(confirmed("2025-10-20")));
    let amounts = ["1460284.80", "730142.40", "365071.20", "1000000.00"];
    let payments =
        amounts.iter().enumerate().map(|(at, amount)| paid(&format!("SC-M1.{}", at + 1), "2025-07-01", amount));
    let facts = Facts {
        payments: payments.collect(),
        breaches: vec![late],
        bonds: vec![BondPiece {
            on: day("2024-06-21"),
            amount: yuan("365071.20"),
            form: BondForm::Transfer,
            valid_until: None,
            returned_on: None,
            evidence: String::new(),
        }],
        ..Facts::default()
    };
    let account = at(&sc(), &facts, "2025-11-01");
    // Eight weeks of 0.5 %: 4 % of 3,650,712.00.
    assert_eq!(account.penalties[0].owed, yuan("146028.48"));
    assert_eq!(line(&account, "SC-M1.4").deducted, yuan("95213.60"));
    assert_eq!(account.bond.unwrap().to_return, yuan("365071.20") - yuan("50814.88"));
    assert_eq!(account.uncovered, Money::ZERO);
}

#[test]
fn an_exam_is_paid_by_heads_hours_and_price() {
    let mut exam = Quantity {
        id: "2024-1".to_owned(),
        title: "第一次考试".to_owned(),
        heads: 1_201,
        hours: Hours::from_hundredths(250),
        price: yuan("45.90"),
        ended_on: Some(day("2024-09-08")),
        signed_on: Some(day("2024-08-30")),
        evidence: String::new(),
    };
    let facts = |exam: &Quantity| Facts {
        quantities: vec![exam.clone()],
        happened: vec![happened(Fact::InvoiceReceived, "EX-M1.fee:2024-1", "2024-09-20")],
        ..Facts::default()
    };
    let account = at(&ex(), &facts(&exam), "2024-10-01");
    let fee = line(&account, "EX-M1.fee:2024-1");
    assert_eq!((fee.amount, fee.due_on), (yuan("137814.75"), Some(day("2024-12-08"))));
    // An invoice behind the three months: due when it comes.
    let mut late = facts(&exam);
    late.happened[0].on = day("2024-12-20");
    assert_eq!(line(&at(&ex(), &late, "2024-12-21"), "EX-M1.fee:2024-1").due_on, Some(day("2024-12-20")));
    exam.price = yuan("46.01");
    let faults = check(&ex(), &facts(&exam));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("46.00") && faults[0].message.contains("第三条"), "{}", faults[0]);
}
