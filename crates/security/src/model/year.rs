//! What the yearly report about network security says.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Evaluation, Severity, State};

/// The vulnerabilities of a severity that came in within a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecuritySeverityYear)]
pub struct SeverityYear {
    /// How grave.
    pub severity: Severity,
    /// How many came in.
    pub received: usize,
    /// How many stand where today, in the order of the states.
    pub states: Vec<StateYear>,
    /// How many were mended.
    pub fixed: usize,
    /// Mean days from coming in to being mended, to one digit behind the point; absent where nothing was.
    pub mean_days: Option<String>,
    /// How many were fed back late, or are late.
    pub late: usize,
}

/// A year of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SecurityYear {
    /// The year.
    pub year: i32,
    /// By severity, the gravest first.
    pub severities: Vec<SeverityYear>,
    /// All that came in.
    pub received: usize,
    /// How many were mended.
    pub fixed: usize,
    /// Mean days over all.
    pub mean_days: Option<String>,
    /// How many were or are late.
    pub late: usize,
    /// Evaluations that were asked for or concluded in the year.
    pub evaluations: Vec<Evaluation>,
    /// Pledges signed in the year.
    pub pledges_signed: usize,
    /// How many were on the project at its end, or are today.
    pub team: usize,
    /// How many of them have no pledge that holds.
    pub pledges_wanting: usize,
}

/// How many stand somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SecurityStateYear)]
pub struct StateYear {
    /// Where.
    pub state: State,
    /// How many.
    pub count: usize,
}
