//! What the ledger shows.

use chrono::NaiveDate;
use jianyue_platform::duties::{Duty, DutyState};
use serde::Serialize;
use utoipa::ToSchema;

/// The duties of a contract in a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DutyLedger)]
pub struct Ledger {
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// In order of the day under which they are listed.
    pub items: Vec<Duty>,
    /// What could not be derived.
    pub problems: Vec<DutyProblem>,
}

/// How the rules of a contract were kept in a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DutyLedgerSummary)]
pub struct LedgerSummary {
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// By rule, in the order of the text.
    pub rules: Vec<DutyRule>,
    /// What could not be derived.
    pub problems: Vec<DutyProblem>,
}

/// How a rule was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DutyRule {
    /// The rule.
    pub rule: String,
    /// What its duties are: see `kind` of a duty.
    pub kind: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// What an event makes due, in our words; none for what comes round by itself.
    pub opens: Option<OpenRule>,
    /// All of them, without those that were let go.
    pub owed: usize,
    /// Their time has not begun.
    pub coming: usize,
    /// Their time runs.
    pub open: usize,
    /// Told beforehand that they cannot be done as planned.
    pub announced: usize,
    /// Done in time.
    pub done: usize,
    /// Done behind their last day.
    pub done_late: usize,
    /// Not done, and their last day is over.
    pub missed: usize,
    /// Let go by the client.
    pub waived: usize,
    /// At least so many are wanted in the term.
    pub at_least: Option<u32>,
}

impl DutyRule {
    /// Counts a duty that stands in `state`.
    pub fn count(&mut self, state: DutyState) {
        let kind = match state {
            DutyState::Coming => &mut self.coming,
            DutyState::Open => &mut self.open,
            DutyState::Announced => &mut self.announced,
            DutyState::Done => &mut self.done,
            DutyState::DoneLate => &mut self.done_late,
            DutyState::Missed => &mut self.missed,
            DutyState::Waived => &mut self.waived,
        };
        *kind += 1;
        self.owed += usize::from(state != DutyState::Waived);
    }
}

/// A duty that an event makes due.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DutyOpenRule)]
pub struct OpenRule {
    /// Who owes it: `甲方`, `乙方`, `双方`.
    pub owed_by: &'static str,
    /// What must be done, in our words.
    pub text: String,
    /// What makes it due.
    pub trigger: Option<String>,
    /// How long there is from then.
    pub within: Option<String>,
    /// At most so much.
    pub at_most: Option<String>,
    /// The form that it needs.
    pub form: Option<String>,
    /// Whose consent it needs.
    pub consent: Option<&'static str>,
    /// Points to prove.
    pub items: Vec<String>,
}

/// What could not be derived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DutyProblem {
    /// The rule.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Why.
    pub message: String,
}
