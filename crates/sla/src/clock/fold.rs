//! Facts in, clocks out.

use chrono::{DateTime, Utc};

use super::judge::{judge, late_due, stopped_state};
use super::trace::{FactError, trace};
use super::{Clock, Fact, Marks, SeverityMatrix, Verdict};
use crate::business::BusinessTime;
use crate::zone::whole_second;

/// What facts are judged by.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The contract's severities, as of the version the ticket was opened under.
    pub matrix: &'a SeverityMatrix,
    /// The calendar of today.
    pub business: &'a BusinessTime,
    /// The contract version, as the host names it; verdicts keep it.
    pub contract_version: &'a str,
}

/// Every clock of a ticket as it stands at `now`, in order of cycle and start.
///
/// `now` is taken as no earlier than the last fact. A clock whose verdict is among `frozen` keeps it, whatever today's
/// terms would say; provisional verdicts are not kept. A clock that needs a year without a notice is
/// [`super::ClockState::Undetermined`]; the others are not touched by that.
///
/// # Errors
/// [`FactError`] names the first fact that does not fit.
pub fn fold(terms: Terms<'_>, facts: &[Fact], frozen: &[Verdict], now: DateTime<Utc>) -> Result<Vec<Clock>, FactError> {
    let now = facts.last().map_or(now, |fact| now.max(fact.at));
    let timelines = trace(terms.matrix, facts)?;
    Ok(timelines
        .iter()
        .map(|timeline| {
            let clock = judge(timeline, terms.business, terms.contract_version, whole_second(now));
            match frozen.iter().find(|verdict| verdict.key == clock.key && !verdict.provisional) {
                Some(verdict) => keep(clock, verdict),
                None => clock,
            }
        })
        .collect())
}

/// The clock as it was when its verdict was frozen. Warnings of a stopped clock concern nobody any more.
fn keep(mut clock: Clock, verdict: &Verdict) -> Clock {
    clock.case.clone_from(&verdict.case);
    clock.budget = verdict.budget;
    clock.used = verdict.used;
    clock.state = stopped_state(verdict.outcome, verdict.stopped_at, verdict.due);
    clock.marks = Marks { breach: late_due(Some(verdict)), ..Marks::default() };
    clock.verdict = Some(verdict.clone());
    clock
}
