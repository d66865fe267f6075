//! What is owed when, from the versions of a contract, and what that changes of what was planned before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, Days, NaiveDate};
use jianyue_contracts::{Contract, derive::derive, model::Rule};
use jianyue_sla::WorkCalendar;
use uuid::Uuid;

use crate::model::{Kind, Phase, State, Unplanned};

/// How far ahead is planned.
pub const AHEAD: Days = Days::new(60);
/// How far before an unknown year the plan cannot be trusted: what comes before a festival needs the notice of its year.
const UNSURE: Days = Days::new(15);

/// A version of a contract and the first day on which it holds.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// Its id.
    pub id: Uuid,
    /// The first day on which it holds.
    pub effective_on: NaiveDate,
    /// What it says.
    pub contract: &'a Contract,
}

/// An occurrence that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Names it in its contract.
    pub key: String,
    /// The version that asks for it.
    pub version: Uuid,
    /// What it is.
    pub kind: Kind,
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The day it is planned for.
    pub planned: NaiveDate,
    /// Around a festival: which part.
    pub phase: Option<Phase>,
    /// The festival.
    pub festival: Option<String>,
    /// Keys of the works concerned.
    pub works: Vec<String>,
}

/// Everything that is owed in a span of days, and what cannot be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order of first days.
    pub wanted: Vec<Wanted>,
    /// What cannot be planned.
    pub problems: Vec<Unplanned>,
    /// The last day up to which nothing is missing.
    pub sure_to: NaiveDate,
}

/// What is owed from `from` to `to`: each version asks for what begins while it holds. Visits are left to the hotline.
#[must_use]
pub fn plan(versions: &[Version<'_>], calendar: &WorkCalendar, from: NaiveDate, to: NaiveDate) -> Plan {
    let mut plan = Plan { sure_to: to, ..Plan::default() };
    let mut taken = BTreeSet::new();
    for (n, version) in versions.iter().enumerate() {
        let until = versions.get(n + 1).and_then(|next| next.effective_on.pred_opt()).unwrap_or(to).min(to);
        if until < version.effective_on {
            continue;
        }
        let visits: BTreeSet<&str> =
            version.contract.inspections.iter().filter(|rule| rule.is_visit()).map(Rule::id).collect();
        // What a version that holds no more had begun may reach into the span.
        let begin = from.max(version.effective_on).min(until);
        let derived = derive(version.contract, calendar, Some(begin), Some(until));
        if let Some(unsure) = unsure_from(calendar, begin, until).filter(|_| until >= from) {
            for problem in derived.problems.iter().filter(|problem| is_occurrence(version, &problem.rule.rule)) {
                plan.sure_to = plan.sure_to.min(unsure);
                let unplanned = Unplanned {
                    rule: problem.rule.rule.clone(),
                    clause: problem.rule.clause.clone(),
                    message: problem.message.clone(),
                };
                if !plan.problems.contains(&unplanned) {
                    plan.problems.push(unplanned);
                }
            }
        }
        let earlier = plan.wanted.len();
        for one in derived.occurrences {
            let begins_before = n > 0 && one.from < version.effective_on;
            let outside = one.from > until || one.to < from;
            if begins_before || outside || visits.contains(one.rule.rule.as_str()) {
                continue;
            }
            let (kind, phase) = (Kind::from(one.kind), one.phase.map(Phase::from));
            // A period that the version before had begun is not owed a second time for its rest, where its service begins anew.
            let rest = |other: &Wanted| {
                (&other.rule, other.kind, other.phase, other.to) == (&one.rule.rule, kind, phase, one.to)
                    && one.from == version.contract.service_period().from
            };
            if plan.wanted[..earlier].iter().any(rest) {
                continue;
            }
            let phase_code = phase.map_or("-", Phase::code);
            let key = format!("{}|{}|{}|{phase_code}", one.rule.rule, kind.code(), one.from);
            if !taken.insert(key.clone()) {
                continue;
            }
            plan.wanted.push(Wanted {
                key,
                version: version.id,
                kind,
                rule: one.rule.rule,
                clause: one.rule.clause,
                assumed: one.rule.assumed,
                title: one.title,
                from: one.from,
                to: one.to,
                planned: one.planned,
                phase,
                festival: one.festival,
                works: one.works,
            });
        }
    }
    plan
}

/// Whether a rule is one that occurrences come from.
fn is_occurrence(version: &Version<'_>, rule: &str) -> bool {
    let contract = version.contract;
    contract.inspections.iter().any(|one| one.id == rule && !one.is_visit())
        || contract.backups.iter().any(|one| one.id == rule)
        || contract.asset_rules.iter().any(|one| one.id == rule)
        || contract.duties.iter().any(|one| one.id == rule)
}

/// The last day that can be trusted where a year that matters for the span has no notice; `None` when all of them have one.
fn unsure_from(calendar: &WorkCalendar, from: NaiveDate, to: NaiveDate) -> Option<NaiveDate> {
    // What is planned around New Year needs the year behind `to` as well.
    let near = to.checked_add_days(UNSURE).unwrap_or(to);
    let unknown = (from.year()..=near.year()).find(|year| !calendar.knows(*year))?;
    NaiveDate::from_ymd_opt(unknown, 1, 1)?.checked_sub_days(UNSURE)
}

/// What is known of an occurrence that was planned before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// It as it was wanted.
    pub wanted: Wanted,
    /// Where it stands.
    pub state: State,
    /// Whether somebody has laid hands on it.
    pub touched: bool,
}

/// What becomes of a contract's occurrences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// To be added.
    pub add: Vec<Wanted>,
    /// To be replaced by what the plan says now.
    pub replace: Vec<(Uuid, Wanted)>,
    /// No longer owed, and nobody has laid hands on them.
    pub remove: Vec<Uuid>,
    /// The contract ends before them, though somebody has laid hands on them.
    pub cancel: Vec<Uuid>,
}

/// What the plan of now changes. `planned_to` is the last day that was planned before; `ends_on` the last day of service.
///
/// What is over, and what somebody has laid hands on, stays as it is. What was planned before and is not over follows the
/// plan. What lies between `planned_to` and now is added though it is over: nobody was there to plan it, and it is owed.
#[must_use]
pub fn reconcile(
    kept: &[Kept],
    plan: &Plan,
    today: NaiveDate,
    planned_to: Option<NaiveDate>,
    ends_on: Option<NaiveDate>,
) -> Changes {
    let mut changes = Changes::default();
    let there: BTreeMap<&str, &Kept> = kept.iter().map(|one| (one.wanted.key.as_str(), one)).collect();
    let wanted: BTreeSet<&str> = plan.wanted.iter().map(|one| one.key.as_str()).collect();
    for one in &plan.wanted {
        match there.get(one.key.as_str()) {
            None => {
                let never_planned = planned_to.is_none_or(|planned_to| one.from > planned_to);
                if one.to >= today || never_planned {
                    changes.add.push(one.clone());
                }
            }
            Some(old) if follows(old, today) && old.wanted != *one => changes.replace.push((old.id, one.clone())),
            Some(_) => {}
        }
    }
    for old in kept.iter().filter(|old| !wanted.contains(old.wanted.key.as_str())) {
        let behind = ends_on.is_some_and(|end| old.wanted.from > end);
        if follows(old, today) && old.wanted.from <= plan.sure_to {
            changes.remove.push(old.id);
        } else if behind && matches!(old.state, State::Planned | State::Announced) && old.wanted.to >= today {
            changes.cancel.push(old.id);
        }
    }
    changes
}

/// Whether it follows the plan still.
fn follows(old: &Kept, today: NaiveDate) -> bool {
    old.state == State::Planned && !old.touched && old.wanted.to >= today
}

/// The day from which on a contract is planned, today included.
#[must_use]
pub fn window(today: NaiveDate, planned_to: Option<NaiveDate>) -> (NaiveDate, NaiveDate) {
    let from = planned_to.and_then(|day| day.succ_opt()).map_or(today, |next| next.min(today));
    (from, today.checked_add_days(AHEAD).unwrap_or(today))
}
