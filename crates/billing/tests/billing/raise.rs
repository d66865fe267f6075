//! Penalties that follow from what happened.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_billing::{
    Facts,
    fold::fold,
    model::{Decided, Entry},
    raise::{Gone, OpenItem, Raising, Seen, Step, horizon, proposals, raisings, risks, steps},
    store::entry::EntryRow,
};
use jianyue_contracts::{Contract, model::Happening};
use jianyue_sla::WorkCalendar;
use uuid::Uuid;

use crate::common::{at, breach, confirmed, day, ex, hc, hs, re, sc, yuan};

/// A duty that was missed.
fn missed(rule: &str, works: &[&str], on: &str) -> Seen {
    Seen {
        key: format!("duty:{rule}:{}:{on}", works.join(",")),
        by: Happening::DutyMissed,
        rule: rule.to_owned(),
        target: None,
        sort: Some("inspection".to_owned()),
        works: works.iter().map(ToString::to_string).collect(),
        about: format!("duty:{rule}:{}:{on}", works.join(",")),
        on: day(on),
        over_on: None,
        label: "每天巡检".to_owned(),
        text: format!("每天巡检（{on} 到期）没有做"),
        clause: "二 (二)3".to_owned(),
        path: String::new(),
        client_path: String::new(),
    }
}

/// A clock of a ticket that was broken.
fn clock(ticket: u32, target: &str, work: &str, on: &str) -> Seen {
    Seen {
        key: format!("clock:{ticket}:{target}"),
        by: Happening::ClockBreached,
        rule: "HC-S2".to_owned(),
        target: Some(target.to_owned()),
        sort: None,
        about: format!("/tickets/{ticket}"),
        label: format!("HC-2024-{ticket:06}"),
        text: format!("工单 HC-2024-{ticket:06} {target}超时"),
        path: format!("/tickets/{ticket}"),
        ..missed("HC-S2", &[work], on)
    }
}

fn groups(contract: &Contract, seen: &[Seen]) -> Vec<(String, usize)> {
    proposals(contract, seen).into_iter().map(|one| (one.group, one.seen.len())).collect()
}

#[test]
fn what_goes_wrong_with_one_service_in_a_month_is_one_breach() {
    let mut seen: Vec<Seen> = (1..=20).map(|n| missed("HC-I1.2.daily", &["2"], &format!("2024-09-{n:02}"))).collect();
    seen.push(clock(7, "response", "2", "2024-09-30"));
    seen.push(missed("HC-I1.2.daily", &["2"], "2024-10-01"));
    seen.push(clock(8, "response", "3", "2024-09-30"));
    let expected = [("HC-M2.service:2:2024-09", 21), ("HC-M2.service:2:2024-10", 1), ("HC-M2.service:3:2024-09", 1)];
    assert_eq!(groups(&hc(), &seen), expected.map(|(group, n)| (group.to_owned(), n)));
    let first = &proposals(&hc(), &seen)[0];
    assert_eq!((first.on, first.rule.as_str()), (day("2024-09-01"), "HC-M2.service"));
    assert!(
        first.text.contains("建筑市场监管子系统 2024 年 9 月") && first.text.ends_with("等 21 项"),
        "{}",
        first.text
    );
    assert!(first.assumed.is_some(), "how it is counted is a reading");
}

#[test]
fn order_and_repetition_do_not_matter() {
    let mut seen: Vec<Seen> = (1..=9).map(|n| missed("HC-I1.2.daily", &["2"], &format!("2024-09-{n:02}"))).collect();
    seen.extend([clock(7, "response", "2", "2024-08-31"), clock(7, "restore", "2", "2024-09-01")]);
    let straight = proposals(&hc(), &seen);
    let again: Vec<Seen> = seen.iter().rev().chain(&seen).cloned().collect();
    assert_eq!(proposals(&hc(), &again), straight);
}

#[test]
fn one_ticket_is_one_cause() {
    // Over the end of a month.
    let over = [clock(7, "response", "2", "2024-08-31"), clock(7, "restore", "2", "2024-09-01")];
    assert_eq!(groups(&hc(), &over), [("HC-M2.service:2:2024-08".to_owned(), 2)]);
    // A clock and a duty of another rule that the same ticket shows.
    let notice = Seen { about: "/tickets/7".to_owned(), ..missed("HC-O2.events", &[], "2024-08-31") };
    assert_eq!(groups(&hc(), &[over[0].clone(), notice.clone()]).len(), 1);
    assert_eq!(groups(&hc(), &[notice]), [("HC-M2.other:HC-O2.events:2024-08".to_owned(), 1)]);
}

#[test]
fn what_no_rule_names_raises_nothing() {
    let late = Seen { by: Happening::DutyLate, ..missed("HC-I1.2.daily", &["2"], "2024-09-02") };
    assert_eq!(proposals(&hc(), &[late]), [], "what was done late is not missed");
    assert_eq!(proposals(&hs(), &[clock(1, "response", "apps", "2021-09-02")]), [], "HS prints no price of a clock");
    let other = missed("HC-M1.2", &[], "2024-09-02");
    assert_eq!(proposals(&hc(), &[other]), [], "the client's own duty costs the vendor nothing");
}

#[test]
fn each_contract_counts_by_its_own_words() {
    let item = |rule: &str, on: &str| missed(rule, &["platform"], on);
    let seen = [item("EX-B1", "2024-09-02"), item("EX-B1", "2024-09-20"), item("EX-I1", "2024-09-30")];
    let expected = [("EX-M2.duty:EX-B1:2024-09", 2), ("EX-M2.duty:EX-I1:2024-09", 1)];
    assert_eq!(groups(&ex(), &seen), expected.map(|(group, n)| (group.to_owned(), n)));
    let person =
        Seen { by: Happening::KeyPersonChanged, about: "person:1".to_owned(), ..missed("HC-T1", &[], "2024-09-03") };
    assert_eq!(groups(&hc(), &[person]), [("HC-M2.other:person:1".to_owned(), 1)]);
    let claim = Seen {
        by: Happening::ClaimAccepted,
        about: "letter:1".to_owned(),
        ..missed("SC-O3.claims", &[], "2024-09-03")
    };
    assert_eq!(groups(&sc(), &[claim]), [("SC-M2.claim:letter:1".to_owned(), 1)]);
    let questioned = |rule: &str| Seen { by: Happening::ReportQuestioned, ..missed(rule, &[], "2022-07-03") };
    assert_eq!(
        groups(&hs(), &[questioned("HS-R1.yearly"), questioned("HS-R1.monthly")]),
        [("HS-M2.quality".to_owned(), 1)]
    );
}

#[test]
fn the_longest_delay_of_a_month_is_counted() {
    let late = |due: &str, done: &str| Seen {
        by: Happening::DutyLate,
        over_on: Some(day(done)),
        ..missed("SC-O1.replacement", &["cards", "delivery"], due)
    };
    let two = [late("2024-09-10", "2024-09-12"), late("2024-09-03", "2024-09-11")];
    let found = proposals(&sc(), &two);
    assert_eq!((found.len(), found[0].on, found[0].over_on), (1, day("2024-09-03"), Some(day("2024-09-11"))));
    let open = Seen { by: Happening::DutyMissed, over_on: None, ..late("2024-09-20", "2024-09-20") };
    let found_open = proposals(&sc(), &[two[0].clone(), two[1].clone(), open]);
    assert_eq!((found_open[0].on, found_open[0].over_on), (day("2024-09-20"), None), "what goes on is the longest");
    // Eight days are two weeks of 0.5 %.
    let mut one = breach("WY-001", "SC-M2.late", "2024-09-03");
    one.until = found[0].over_on;
    let facts = Facts { breaches: vec![one], ..Facts::default() };
    assert_eq!(at(&sc(), &facts, "2024-10-01").penalties[0].proposed, yuan("36507.12"));
}

#[test]
fn it_falls_on_the_member_that_does_the_work() {
    let asked = |works: &[&str]| proposals(&re(), &[missed("RE-O1.1.training", works, "2024-09-03")])[0].party.clone();
    let doing =
        |work: &str| re().parties.iter().find(|one| one.works.contains(&work.to_owned())).map(|one| one.key.clone());
    assert!(doing("3").is_some());
    assert_eq!(asked(&["3"]), doing("3"));
    assert_eq!(asked(&[]), None, "what names no work falls on all");
    assert_eq!(proposals(&hc(), &[clock(1, "response", "2", "2024-09-03")])[0].party, None);
}

/// A ledger that follows, as the module keeps it.
#[derive(Default)]
struct Ledger {
    rows: Vec<EntryRow>,
}

impl Ledger {
    fn tell(&mut self, entry: Entry, by: u128) {
        let seq = i64::try_from(self.rows.len()).unwrap() + 1;
        self.rows.push(EntryRow {
            id: Uuid::from_u128(u128::try_from(seq).unwrap()),
            contract_id: Uuid::nil(),
            seq,
            kind: entry.kind().to_owned(),
            body: sqlx::types::Json(entry),
            by_id: Uuid::from_u128(by),
            by_name: String::new(),
            at: DateTime::<Utc>::UNIX_EPOCH,
        });
    }

    fn standing(&self) -> Vec<Raising> {
        raisings(&self.rows, &fold(&self.rows))
    }

    /// Follows what is seen; the kinds of what is told.
    fn follow(&mut self, today: &str, seen: &[Seen], gone: &[(&str, &str)]) -> Vec<&'static str> {
        let gone: BTreeMap<String, String> = gone.iter().map(|(key, why)| (key.to_string(), why.to_string())).collect();
        let mut kinds = Vec::new();
        loop {
            let told: Vec<Step> = steps(&hc(), day(today), seen, &gone, &self.standing());
            if told.is_empty() {
                return kinds;
            }
            for step in told {
                kinds.push(step.entry.kind());
                self.tell(step.entry, 0);
            }
        }
    }

    fn decide(&mut self, breach: &str, on: &str) {
        let decision = confirmed(on);
        let (outcome, amount, reason) = (decision.outcome, decision.amount, decision.reason);
        self.tell(Entry::Decision(Decided { breach: breach.to_owned(), outcome, amount, reason, on: decision.on }), 6);
    }
}

#[test]
fn a_proposal_is_told_once_grows_and_is_taken_back_with_its_reason() {
    let (first, second) =
        (missed("HC-I1.2.daily", &["2"], "2024-09-02"), missed("HC-I1.2.daily", &["2"], "2024-09-05"));
    let mut ledger = Ledger::default();
    assert_eq!(ledger.follow("2024-09-06", std::slice::from_ref(&second), &[]), ["breach"]);
    assert_eq!(ledger.follow("2024-09-06", std::slice::from_ref(&second), &[]), [""; 0]);
    assert_eq!(ledger.follow("2024-09-07", &[second.clone(), first.clone()], &[]), ["breach_updated"]);
    let told = fold(&ledger.rows).facts.breaches;
    assert_eq!((told.len(), told[0].on, told[0].count), (1, day("2024-09-02"), 1), "one breach, from its first day");
    let gone = [
        (first.key.as_str(), "“每天巡检”已于 2024-09-08 补做"),
        (second.key.as_str(), "“每天巡检”已于 2024-09-08 补做"),
    ];
    assert_eq!(ledger.follow("2024-09-09", &[], &gone), ["withdrawal"]);
    assert!(matches!(&ledger.rows[2].body.0, Entry::Withdrawal { reason, .. } if reason == gone[0].1));
    assert_eq!(ledger.standing()[0].gone, Some(Gone::Software));
    assert_eq!(ledger.follow("2024-09-10", std::slice::from_ref(&first), &[]), ["breach"], "it may come again");
}

#[test]
fn what_was_decided_is_never_touched() {
    let seen = missed("HC-I1.2.daily", &["2"], "2024-09-02");
    let mut ledger = Ledger::default();
    ledger.follow("2024-09-06", std::slice::from_ref(&seen), &[]);
    ledger.decide("WY-001", "2024-09-06");
    let more = missed("HC-I1.2.daily", &["2"], "2024-09-20");
    assert_eq!(ledger.follow("2024-09-21", &[seen, more], &[]), [""; 0], "the month was decided");
    assert_eq!(ledger.follow("2024-09-21", &[], &[]), [""; 0]);
}

#[test]
fn what_people_took_back_stays_away_and_what_is_long_ago_is_not_told() {
    let seen = missed("HC-I1.2.daily", &["2"], "2024-09-02");
    let mut ledger = Ledger::default();
    ledger.follow("2024-09-06", std::slice::from_ref(&seen), &[]);
    let entry = ledger.rows[0].id;
    ledger.tell(Entry::Withdrawal { entry, reason: "机房停电".to_owned() }, 6);
    assert_eq!(ledger.follow("2024-09-07", std::slice::from_ref(&seen), &[]), [""; 0]);
    assert_eq!(horizon(day("2024-12-31")), day("2024-09-01"));
    assert_eq!(Ledger::default().follow("2024-12-31", std::slice::from_ref(&seen), &[]), ["breach"]);
    assert_eq!(Ledger::default().follow("2025-01-05", &[seen], &[]), [""; 0]);
}

#[test]
fn what_is_over_is_told_to_be_over() {
    let late = Seen { over_on: Some(day("2024-09-04")), ..clock(7, "restore", "2", "2024-09-03") };
    let mut ledger = Ledger::default();
    assert_eq!(ledger.follow("2024-09-06", &[Seen { over_on: None, ..late.clone() }], &[]), ["breach"]);
    assert_eq!(ledger.follow("2024-09-06", &[late], &[]), ["breach_ended"]);
    assert_eq!(fold(&ledger.rows).facts.breaches[0].remedied_on, Some(day("2024-09-04")));
    // Something more of the same month stands open.
    let more = [
        Seen { over_on: Some(day("2024-09-04")), ..clock(7, "restore", "2", "2024-09-03") },
        clock(8, "response", "2", "2024-09-10"),
    ];
    assert_eq!(ledger.follow("2024-09-11", &more, &[]), ["breach_updated"]);
    let known = fold(&ledger.rows).facts.breaches;
    assert_eq!((known[0].remedied_on, known[0].until), (None, None));
}

fn open(seen: Seen) -> OpenItem {
    OpenItem { seen, due_at: None }
}

#[test]
fn money_at_risk_is_what_the_account_would_say() {
    let items = [
        open(clock(7, "response", "2", "2024-09-10")),
        open(missed("HC-I1.2.daily", &["2"], "2024-09-10")),
        open(clock(8, "response", "3", "2024-09-09")),
        open(missed("ALL-O2.force-majeure", &[], "2024-09-10")),
    ];
    let mut facts = Facts::default();
    for n in 1..=2 {
        let mut one = breach(&format!("WY-{n:03}"), "HC-M2.service", &format!("2024-08-0{n}"));
        one.decision = Some(confirmed("2024-08-20"));
        facts.breaches.push(one);
    }
    let calendar = WorkCalendar::published();
    let found = risks(&hc(), &calendar, &facts, day("2024-09-08"), &items, &BTreeMap::new());
    assert_eq!((found.len(), found[0].count, found[0].breaches, found[0].times), (1, 3, 2, 2), "{found:#?}");
    // The third costs 5 %, the fourth 5 % and the 20 % of “more than three times”.
    assert_eq!(found[0].sum, yuan("90150.00") + yuan("90150.00") + yuan("360600.00"));
    assert!(found[0].near[0].contains("达到第 4 次"), "{:?}", found[0].near);
    assert_eq!(found[0].items[0].label, "HC-2024-000008", "the first due comes first");
    let standing = BTreeMap::from([("HC-M2.service:2:2024-09".to_owned(), "WY-002".to_owned())]);
    let less = risks(&hc(), &calendar, &facts, day("2024-09-08"), &items, &standing);
    assert_eq!((less[0].breaches, less[0].sum), (1, yuan("90150.00")));
    assert_eq!(less[0].items[1].counted_with.as_deref(), Some("WY-002"));
}
