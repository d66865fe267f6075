//! From facts to timelines. Knows what facts do to clocks and nothing of calendars.

mod apply;
mod clocks;
mod problem;

use chrono::{DateTime, Utc};

use super::timeline::{Mode, Timeline};
use super::{Case, Fact, SeverityMatrix};
use crate::zone::whole_second;

pub use problem::{FactError, FactProblem};

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Unopened,
    Open,
    /// A solution was given and awaits the reporter.
    Solved,
    /// The reporter accepted.
    Accepted,
    /// Closed, cancelled or merged.
    Ended,
}

/// Everything that must be remembered between facts.
struct Tracer<'m> {
    matrix: &'m SeverityMatrix,
    phase: Phase,
    case: Option<&'m Case>,
    cycle: u32,
    level: u8,
    /// Service is back in this cycle.
    restored: bool,
    paused: Option<Mode>,
    timelines: Vec<Timeline>,
}

/// Lays out `facts`, given in order of time, as one timeline for each clock, in order of cycle and start.
///
/// # Errors
/// [`FactError`] names the first fact that does not fit, by its index from 0, and why.
pub fn trace(matrix: &SeverityMatrix, facts: &[Fact]) -> Result<Vec<Timeline>, FactError> {
    let mut tracer = Tracer {
        matrix,
        phase: Phase::Unopened,
        case: None,
        cycle: 0,
        level: 1,
        restored: false,
        paused: None,
        timelines: Vec::new(),
    };
    let mut last = DateTime::<Utc>::MIN_UTC;
    for (index, fact) in facts.iter().enumerate() {
        let at = whole_second(fact.at);
        let problem = |problem| FactError { index, fact: fact.kind.name(), problem };
        if at < last {
            return Err(problem(FactProblem::OutOfOrder));
        }
        last = at;
        tracer.apply(at, &fact.kind).map_err(problem)?;
    }
    Ok(tracer.timelines)
}
