//! What follows from a contract: windows, clocks, what comes round and when, documents, payments, people, duties.
//!
//! Pure: the same contract, calendar and range give the same plan.

mod documents;
mod listed;
mod occurrences;
mod payments;
mod periods;
mod render;
mod standing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jianyue_sla::{CalendarError, WorkCalendar};
use serde::{Deserialize, Serialize};

pub use self::{
    documents::{DocumentDue, day_after, day_before, documents_due},
    listed::{HeldVersion, documents_listed, left_by},
    occurrences::{Occurrence, OccurrenceKind},
    payments::{Condition, DueDay, PlannedPayment, PlannedSplit, fixed_day},
    periods::Period,
    standing::{PlannedPosition, PlannedWindow, Standing, StandingKind},
};
use crate::{
    catalogue::CatalogueCase,
    model::{Contract, Rule},
};

/// The rule that something follows from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// The rule's name.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

impl Mark {
    fn of(rule: &impl Rule) -> Self {
        Self {
            rule: rule.id().to_owned(),
            clause: rule.clause().to_owned(),
            assumed: rule.assumed().map(str::to_owned),
        }
    }
}

/// Something that could not be computed, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// The rule.
    pub rule: Mark,
    /// Why, in plain Chinese.
    pub message: String,
}

/// What follows from a contract in a range of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Slug of the contract.
    pub contract: String,
    /// Title of the contract.
    pub title: String,
    /// First day looked at.
    pub from: NaiveDate,
    /// Last day looked at, counted in.
    pub to: NaiveDate,
    /// Why there are no clocks and nothing comes round, when the range lies outside the service period.
    pub not_in_force: Option<String>,
    /// Hours.
    pub windows: Vec<PlannedWindow>,
    /// Clocks by severity; empty outside the service period.
    pub clocks: Vec<CatalogueCase>,
    /// What comes round, in order of its first day.
    pub occurrences: Vec<Occurrence>,
    /// Documents due, in order of the end of their period.
    pub documents: Vec<DocumentDue>,
    /// Payments, in their order; the whole schedule, whatever the range.
    pub payments: Vec<PlannedPayment>,
    /// Positions to be staffed.
    pub staffing: Vec<PlannedPosition>,
    /// Everything that holds all the time or waits for an event.
    pub standing: Vec<Standing>,
    /// What could not be computed.
    pub problems: Vec<PlanProblem>,
}

impl Plan {
    /// Names of all rules that something in the plan follows from.
    #[must_use]
    pub fn rules(&self) -> BTreeSet<&str> {
        let marks = (self.windows.iter().map(|w| &w.rule))
            .chain(self.clocks.iter().map(|c| &c.rule))
            .chain(self.occurrences.iter().map(|o| &o.rule))
            .chain(self.documents.iter().map(|d| &d.rule))
            .chain(self.payments.iter().map(|p| &p.rule))
            .chain(self.staffing.iter().map(|p| &p.rule))
            .chain(self.standing.iter().map(|s| &s.rule))
            .chain(self.problems.iter().map(|p| &p.rule));
        marks.map(|mark| mark.rule.as_str()).collect()
    }

    fn problem(&mut self, rule: &impl Rule, fault: CalendarError) {
        let problem = PlanProblem { rule: Mark::of(rule), message: fault.to_string() };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
}

/// The first and last day looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
}

impl Range {
    /// Whether a period has a day in it.
    #[must_use]
    pub fn touches(self, period: Period) -> bool {
        period.from <= self.to && self.from <= period.to
    }
}

impl Contract {
    /// The days on which this vendor serves.
    #[must_use]
    pub fn service_period(&self) -> Period {
        Period { from: self.term.effective.unwrap_or(self.term.start).0, to: self.term.end.0 }
    }
}

/// What follows from `contract` between two days; the whole service period where a day is not given.
#[must_use]
pub fn derive(contract: &Contract, calendar: &WorkCalendar, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Plan {
    let service = contract.service_period();
    let range = Range { from: from.unwrap_or(service.from), to: to.unwrap_or(service.to) };
    let outside = (!range.touches(service)).then(|| crate::force::outside(contract, range.from));
    let mut plan = Plan {
        contract: contract.contract.slug.clone(),
        title: contract.contract.title.clone(),
        from: range.from,
        to: range.to,
        not_in_force: outside.map(|reason| reason.to_string()),
        windows: standing::windows(contract),
        clocks: Vec::new(),
        occurrences: Vec::new(),
        documents: Vec::new(),
        payments: Vec::new(),
        staffing: standing::staffing(contract),
        standing: standing::standing(contract),
        problems: Vec::new(),
    };
    payments::payments(&mut plan, contract, calendar);
    if plan.not_in_force.is_none() {
        plan.clocks = contract.catalogue().cases;
        occurrences::occurrences(&mut plan, contract, calendar, range);
        let (due, faults) = documents::documents(contract, calendar, range);
        plan.documents = due;
        for (report, fault) in faults {
            plan.problem(report, fault);
        }
    }
    plan
}
