//! Each kind of duty that the five contracts have is seen in the ledger of the demo: done, and where it has a term or comes
//! round, late and missed too.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Contract, Desk,
    model::{Duty as Rule, Frequency, Silence},
};
use jianyue_kernel::Actor;
use jianyue_obligations::service::{DutyWish, ledger, ledger_summary};
use jianyue_platform::{
    config::Settings,
    duties::{Duty, DutyState},
};
use jianyue_server::{demo, host::Host};
use jianyue_sla::zone;
use jianyue_testkit::TestEnv;

use crate::stage::CHEAP;

/// The day on which the demo year ends.
const END: &str = "2026-11-20T10:00:00+08:00";

/// What the ledger has of a kind.
#[derive(Default)]
struct Seen {
    /// How often its duties stand in each state.
    states: BTreeMap<&'static str, usize>,
    /// Whether a rule of it gives a time, so that something can be behind it.
    has_term: bool,
    /// Whether what is late can still be done: silence does it for them where it accepts.
    can_be_late: bool,
    /// Contracts that have it.
    contracts: BTreeSet<String>,
}

fn state(state: DutyState) -> &'static str {
    match state {
        DutyState::Done => "done",
        DutyState::DoneLate => "late",
        DutyState::Missed => "missed",
        DutyState::Coming | DutyState::Open | DutyState::Announced | DutyState::Waived => "open",
    }
}

/// A name of the format, as it is written there.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Whether the contract gives the duty a time: a term, or periods of its own.
fn has_term(rule: &Rule) -> bool {
    rule.within.is_some() || rule.frequency.is_some()
}

/// The kinds that contracts ask for, with nothing seen of them yet.
fn asked(prefix: &str, contract: &Contract, kinds: &mut BTreeMap<String, Seen>) {
    let mut ask = |kind: String, has_term: bool, can_be_late: bool| {
        let seen = kinds.entry(kind).or_default();
        seen.has_term |= has_term;
        seen.can_be_late |= has_term && can_be_late;
        seen.contracts.insert(prefix.to_owned());
    };
    for rule in &contract.duties {
        ask(word(rule.kind), has_term(rule), rule.silence != Some(Silence::Accepted));
    }
    let comes_round = |frequency: &Frequency| !matches!(frequency, Frequency::Continuous | Frequency::OnEvent);
    for inspection in contract.inspections.iter().filter(|one| one.is_visit() || comes_round(&one.frequency)) {
        ask(if inspection.is_visit() { "visit" } else { "inspection" }.to_owned(), true, true);
    }
    for backup in &contract.backups {
        if comes_round(&backup.frequency) {
            ask("backup".to_owned(), true, true);
        }
        if backup.checked.is_some() {
            ask("backup_check".to_owned(), true, true);
        }
    }
    if contract.asset_rules.iter().any(|rule| rule.stock_count.is_some()) {
        ask("stock_count".to_owned(), true, true);
    }
    for report in &contract.reports {
        ask("document".to_owned(), report.due_after.is_some(), true);
    }
}

/// The kind that a duty of the ledger is an example of.
fn kind_of(contract: &Contract, duty: &Duty) -> String {
    let of_rule = contract.duties.iter().find(|rule| rule.id == duty.rule).map(|rule| word(rule.kind));
    let of_report = || contract.reports.iter().any(|report| report.id == duty.rule).then(|| "document".to_owned());
    of_rule.or_else(of_report).unwrap_or_else(|| duty.kind.to_owned())
}

fn table(kinds: &BTreeMap<String, Seen>) -> String {
    let mut text = String::from("kind                  term  done  late  missed  open  contracts\n");
    for (kind, seen) in kinds {
        let n = |state: &str| seen.states.get(state).copied().unwrap_or(0);
        let term = if seen.has_term { "yes" } else { "no" };
        let contracts: Vec<_> = seen.contracts.iter().map(String::as_str).collect();
        let counts = (n("done"), n("late"), n("missed"), n("open"));
        writeln!(
            text,
            "{kind:<22}{term:<4}{:>6}{:>6}{:>8}{:>6}  {}",
            counts.0,
            counts.1,
            counts.2,
            counts.3,
            contracts.join(" ")
        )
        .unwrap();
    }
    text
}

/// The demo year of a contract in spans that the ledger lists.
fn spans(end: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let first = end - Days::new(366);
    (0..4_u64)
        .map(|n| first + Days::new(n * 100))
        .map(|from| (from, (from + Days::new(99)).min(end + Days::new(33))))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_duty_is_seen_in_the_ledger_of_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let env = TestEnv::at(END);
    let settings = Settings { data: folder.path().to_owned(), database_connections: 4, ..Settings::default() };
    let host = Host::with(settings, env.env(), CHEAP).await.unwrap();
    demo::load(&host, 40, env.now()).await.unwrap();

    let by = Actor::system("台账");
    let desk = Desk::of(&host.app, &by);
    let today = zone::local_date(env.now());
    let mut kinds: BTreeMap<String, Seen> = BTreeMap::new();
    let labels = host.registry().labels(&mut host.app.db().peek().await.unwrap()).await.unwrap();
    for label in labels.iter() {
        let mut tx = host.app.db().read().await.unwrap();
        let compiled = host.registry().shown(&mut tx, label.id, env.now()).await.unwrap().unwrap();
        asked(&label.prefix, &compiled.model, &mut kinds);
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for days in spans(today) {
            let listed = ledger(&mut tx, desk, label.id, days, DutyWish::default()).await.unwrap();
            for duty in listed.items.into_iter().filter(|duty| seen.insert(duty.key.clone())) {
                let kind = kinds.entry(kind_of(&compiled.model, &duty)).or_default();
                *kind.states.entry(state(duty.state)).or_default() += 1;
            }
        }
        let first = today - Days::new(366);
        let summary = ledger_summary(&mut tx, desk, label.id, (first, today + Days::new(33))).await.unwrap();
        let counted: usize = summary.rules.iter().map(|rule| rule.owed + rule.waived).sum();
        assert_eq!(counted, seen.len(), "{}: the summary counts what the list shows", label.prefix);
    }

    let mut missing = Vec::new();
    for (kind, seen) in &kinds {
        let mut need = |state: &str| {
            if seen.states.get(state).copied().unwrap_or(0) == 0 {
                missing.push(format!("{kind}: no {state} example"));
            }
        };
        need("done");
        // Without a term nothing is ever late or missed: done is all that can be seen of it.
        if seen.has_term {
            need("missed");
            // Where silence accepts, an answer behind the last day is none.
            if seen.can_be_late {
                need("late");
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "\n{}", table(&kinds));
}
