//! Clock facts replayed without a server: verdicts and explanations from a contract's matrix and a file of facts.
//!
//! The file is a JSON array in order of time:
//!
//! ```json
//! [
//!   { "at": "2024-05-06T09:00:00+08:00", "fact": "opened" },
//!   { "at": "2024-05-06T09:20:00+08:00", "fact": "responded", "by": "工程师甲" },
//!   { "at": "2024-05-06T09:30:00+08:00", "fact": "escalated", "to_level": 2 },
//!   { "at": "2024-05-06T14:00:00+08:00", "fact": "arrived" },
//!   { "at": "2024-05-06T15:00:00+08:00", "fact": "paused", "reason": "等甲方开放机房", "evidence": "通话记录",
//!     "agreed_by": "甲方值班", "clause": "附件一 四.2" },
//!   { "at": "2024-05-06T16:00:00+08:00", "fact": "resumed" },
//!   { "at": "2024-05-06T16:10:00+08:00", "fact": "severity_changed", "from": "S2", "to": "S1", "reason": "影响扩大" },
//!   { "at": "2024-05-06T16:20:00+08:00", "fact": "budget_moved", "clock": "restore", "budget": {"seconds": 7200},
//!     "reason": "甲方同意延期", "agreed_by": "甲方负责人" },
//!   { "at": "2024-05-06T17:00:00+08:00", "fact": "worked_around" },
//!   { "at": "2024-05-06T18:00:00+08:00", "fact": "restored" },
//!   { "at": "2024-05-06T18:00:00+08:00", "fact": "resolved" }
//! ]
//! ```
//!
//! and `refused` (with `reason`), `accepted`, `reopened` (with `reason`), `closed`, `cancelled` (with `reason`) and
//! `merged` (with `into`). `opened` may name its `severity`; unsaid, it is the one given to [`replay`]. `by` may stand on
//! every fact. Unknown facts, unknown keys and times out of order are errors that name the fact.

mod facts;
mod render;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::clock::{Clock, ClockEvent, ClockKey, ClockState, FactError, PastBreach, Terms, Verdict, fold};
use crate::explain::{Segment, explain};

pub use facts::{FactsError, parse_facts};

/// Why facts could not be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The file is not a list of facts.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// A fact does not fit those before it.
    #[error(transparent)]
    Misfit(#[from] FactError),
    /// The present moment lies before the last fact.
    #[error("第 {} 条事实（index {index}）晚于当前时间 {}：请核对事实的时间，或用更晚的时间重放", .index + 1, crate::zone::display(*.now))]
    InFuture {
        /// Index of the first such fact, from 0.
        index: usize,
        /// The present moment.
        now: DateTime<Utc>,
    },
}

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayReport {
    /// Id of the case the ticket was opened with, as asked for.
    pub severity: String,
    /// Its name.
    pub severity_name: String,
    /// The moment up to which time was counted.
    pub now: DateTime<Utc>,
    /// The calendar it was counted by.
    pub calendar: String,
    /// The contract version, as the host names it.
    pub contract: String,
    /// Every clock, in order of cycle and start.
    pub clocks: Vec<ReplayedClock>,
}

/// One clock of a replay. Seconds are business seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayedClock {
    /// Which clock.
    #[serde(flatten)]
    pub key: ClockKey,
    /// Id of the case in force.
    pub case: String,
    /// Clause of the target in force.
    pub clause: String,
    /// Contract text of the target in force.
    pub source: String,
    /// Why it is a reading, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// The target's window.
    pub window: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Due moment, unless held, out of play or unknown.
    pub due: Option<DateTime<Utc>>,
    /// Seconds given.
    pub budget: i64,
    /// Seconds used.
    pub used: i64,
    /// How it stands, in a word: `running`, `overdue`, `paused`, `met`, `breached`, `not_applicable`, `undetermined`.
    pub state: String,
    /// How it stands, in full.
    pub standing: ClockState,
    /// The judgement, once stopped.
    pub verdict: Option<Verdict>,
    /// Breaches of former targets.
    pub past_breaches: Vec<PastBreach>,
    /// Warnings and breach, past and to come.
    pub events: Vec<ClockEvent>,
    /// Lines in plain Chinese.
    pub summary: Vec<String>,
    /// Every counted and skipped piece of time.
    pub segments: Vec<Segment>,
}

/// Folds the facts in `facts_json` for a ticket opened as `severity`, up to `now`.
///
/// # Errors
/// [`ReplayError`] names the fact that cannot be read or does not fit.
pub fn replay(
    terms: Terms<'_>,
    severity: &str,
    facts_json: &str,
    now: DateTime<Utc>,
) -> Result<ReplayReport, ReplayError> {
    let facts = parse_facts(facts_json, severity)?;
    let clocks = fold(terms, &facts, &[], now)?;
    if let Some(index) = facts.iter().position(|fact| fact.at > now) {
        return Err(ReplayError::InFuture { index, now });
    }
    let name = terms.matrix.case(severity).map(|case| case.name.clone()).unwrap_or_default();
    Ok(ReplayReport {
        severity: severity.to_owned(),
        severity_name: name,
        now,
        calendar: terms.business.version().to_owned(),
        contract: terms.contract_version.to_owned(),
        clocks: clocks.into_iter().map(|clock| replayed(terms, clock, now)).collect(),
    })
}

fn replayed(terms: Terms<'_>, clock: Clock, now: DateTime<Utc>) -> ReplayedClock {
    let (summary, segments) = match explain(&clock, terms.business, now) {
        Ok(explanation) => (explanation.summary, explanation.segments),
        Err(error) => (vec![format!("无法说明：{error}")], Vec::new()),
    };
    ReplayedClock {
        key: clock.key,
        due: clock.due(),
        events: clock.events().collect(),
        case: clock.case,
        clause: clock.target.clause,
        source: clock.target.source,
        assumed: clock.target.assumed,
        window: clock.target.window.to_string(),
        started_at: clock.started_at,
        budget: clock.budget,
        used: clock.used,
        state: clock.state.as_str().to_owned(),
        standing: clock.state,
        verdict: clock.verdict,
        past_breaches: clock.past_breaches,
        summary,
        segments,
    }
}
