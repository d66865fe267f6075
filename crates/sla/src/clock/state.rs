//! How clocks stand, and the verdicts they end in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ClockKey, StopCause, Target, Timeline};
use crate::window::ServiceWindow;
use crate::zone::local_date;

/// How a clock stands at a moment. Seconds are business seconds of the target's window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// Counting, within its budget.
    Running {
        /// The moment at which the budget ends.
        due: DateTime<Utc>,
        /// Seconds left.
        remaining: i64,
    },
    /// Counting, past its due moment: breached, and not yet stopped.
    Overdue {
        /// The moment at which it was breached.
        due: DateTime<Utc>,
        /// Open seconds since then; 0 while nothing was open since.
        overdue: i64,
    },
    /// Held. No breach fires while it is.
    Paused {
        /// Since when.
        since: DateTime<Utc>,
        /// Seconds left; negative when the budget was cut below what had been used.
        remaining: i64,
        /// Why.
        reason: String,
    },
    /// Stopped in time.
    Met {
        /// When it stopped.
        at: DateTime<Utc>,
    },
    /// Stopped too late.
    Breached {
        /// When it stopped.
        at: DateTime<Utc>,
        /// When it should have.
        due: Option<DateTime<Utc>>,
    },
    /// Without a target, or ended without a verdict.
    NotApplicable {
        /// Why, in Chinese.
        why: String,
    },
    /// The due moment cannot be told before the holiday notice of a year is loaded; other clocks of the ticket go on.
    Undetermined {
        /// The year that is missing; 0 when the date lies beyond what can be computed.
        year: i32,
        /// Why, in Chinese.
        why: String,
    },
}

impl ClockState {
    /// Whether the clock is neither stopped nor out of play.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Running { .. } | Self::Overdue { .. } | Self::Paused { .. } | Self::Undetermined { .. })
    }

    /// The tag in JSON and databases.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Running { .. } => "running",
            Self::Overdue { .. } => "overdue",
            Self::Paused { .. } => "paused",
            Self::Met { .. } => "met",
            Self::Breached { .. } => "breached",
            Self::NotApplicable { .. } => "not_applicable",
            Self::Undetermined { .. } => "undetermined",
        }
    }

    /// In Chinese.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Running { .. } => "计时中",
            Self::Overdue { .. } => "已超时，仍在计时",
            Self::Paused { .. } => "已暂停",
            Self::Met { .. } => "达标",
            Self::Breached { .. } => "超时",
            Self::NotApplicable { .. } => "不适用",
            Self::Undetermined { .. } => "无法确定",
        }
    }
}

/// Met or breached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Stopped no later than due.
    Met,
    /// Stopped later, or with more used than the budget.
    Breached,
}

/// Under what a verdict was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenUnder {
    /// [`crate::WorkCalendar::version`].
    pub calendar: String,
    /// The contract version, as the host names it.
    pub contract: String,
}

/// The judgement of a stopped clock. Once frozen, no later edit of a calendar or a contract changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Which clock.
    pub key: ClockKey,
    /// Id of the case in force at the stop.
    pub case: String,
    /// Met or breached.
    pub outcome: Outcome,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it should have stopped at the latest; `None` when that lies in a year without a notice.
    pub due: Option<DateTime<Utc>>,
    /// When it stopped.
    pub stopped_at: DateTime<Utc>,
    /// What stopped it.
    pub stopped_by: StopCause,
    /// When the reporter accepted, for a stop by a solution.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Business seconds used.
    pub used: i64,
    /// Business seconds given.
    pub budget: i64,
    /// The clause of the target.
    pub clause: String,
    /// Whether a refusal can still take it back; such a verdict is not to be frozen.
    pub provisional: bool,
    /// Under what it was given.
    pub frozen_under: FrozenUnder,
}

/// A breach of a target that was in force earlier, before the severity or the budget changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastBreach {
    /// When that target was breached.
    pub at: DateTime<Utc>,
    /// The case then in force.
    pub case: String,
    /// The clause of that target.
    pub clause: String,
}

/// The moments at which parts of the budget of the target in force are used up. Those of a live clock may lie ahead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// 50 %.
    pub warn50: Option<DateTime<Utc>>,
    /// 80 %.
    pub warn80: Option<DateTime<Utc>>,
    /// All of it: a breach when the clock has not stopped by then.
    pub breach: Option<DateTime<Utc>>,
}

/// A clock as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Which clock.
    pub key: ClockKey,
    /// Id of the case in force.
    pub case: String,
    /// The target in force.
    pub target: Target,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Business seconds given; 0 when nothing can be measured.
    pub budget: i64,
    /// Business seconds used; 0 when nothing can be measured.
    pub used: i64,
    /// How it stands.
    pub state: ClockState,
    /// Warnings and breach.
    pub marks: Marks,
    /// Breaches of former targets.
    pub past_breaches: Vec<PastBreach>,
    /// The judgement, once it has stopped.
    pub verdict: Option<Verdict>,
    /// The stretches it was judged from.
    pub timeline: Timeline,
}

impl Clock {
    /// The due moment of a running, overdue or stopped clock.
    #[must_use]
    pub fn due(&self) -> Option<DateTime<Utc>> {
        match &self.state {
            ClockState::Running { due, .. } | ClockState::Overdue { due, .. } => Some(*due),
            _ => self.verdict.as_ref().and_then(|verdict| verdict.due),
        }
    }

    /// The hours in which it counts, with those special days only that lie in its life.
    #[must_use]
    pub fn window(&self) -> ServiceWindow {
        let ends = [self.due(), self.verdict.as_ref().map(|verdict| verdict.stopped_at)];
        let until = ends.into_iter().flatten().max().map_or(NaiveDate::MAX, local_date);
        self.target.window.touching(local_date(self.started_at), until)
    }
}
