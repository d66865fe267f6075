//! Types and states.

mod evaluation;
mod event;
mod pledge;
mod returning;
mod term;
mod vulnerability;
mod year;

pub use evaluation::{Evaluation, EvaluationDetail, EvaluationResult, Finding, FindingState};
pub use event::{SecurityChanged, TicketTold, TicketWanted, VulnerabilityDue, VulnerabilityReceived};
pub use pledge::{Pledge, Pledges};
pub use returning::{DataReturn, ReturnItem, ReturnWay};
pub use term::{SecurityTerm, SecurityTerms, SecurityWork};
pub use vulnerability::{
    Decision, DueState, Report, Severity, Source, State, Step, StepKind, Vulnerability, VulnerabilityCount,
    VulnerabilityDetail,
};
pub use year::{SecurityYear, SeverityYear, StateYear};

use serde::Serialize;
use utoipa::ToSchema;

/// A rule of the contract, as what is owed under it quotes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityRule)]
pub struct Cited {
    /// Its name.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
}

impl Cited {
    /// What a record kept of its rule.
    #[must_use]
    pub fn of(rule: Option<&String>, clause: Option<&String>, assumed: Option<&String>) -> Option<Self> {
        let clause = clause.cloned().unwrap_or_default();
        rule.map(|rule| Self { rule: rule.clone(), clause, assumed: assumed.cloned() })
    }
}
