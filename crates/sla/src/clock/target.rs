//! Targets: what is promised, within what time, counted when, by which clause.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::business::CompiledWindow;
use crate::calendar::CalendarError;
use crate::text::duration;
use crate::window::ServiceWindow;
use crate::zone::{local_date, start_of_day};

/// The highest escalation level; nobody is above it, so it has no escalate clock.
pub const LAST_LEVEL: u8 = 3;

/// What a clock measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Until a person of the vendor answers the reporter.
    Response,
    /// How long one level may hold the ticket before it goes one level up.
    Escalate,
    /// Until check-in on site.
    Arrive,
    /// Until service is back.
    Restore,
    /// Until the solution that the reporter accepts.
    Resolve,
}

impl ClockKind {
    /// Every kind, in the order they are shown.
    pub const ALL: [Self; 5] = [Self::Response, Self::Escalate, Self::Arrive, Self::Restore, Self::Resolve];

    /// The word of contracts: 响应, 升级, 到场, 恢复, 解决.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Response => "响应",
            Self::Escalate => "升级",
            Self::Arrive => "到场",
            Self::Restore => "恢复",
            Self::Resolve => "解决",
        }
    }

    /// The spelling in JSON and databases.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Escalate => "escalate",
            Self::Arrive => "arrive",
            Self::Restore => "restore",
            Self::Resolve => "resolve",
        }
    }
}

impl fmt::Display for ClockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much time is given. In JSON: `{"seconds":3600}`, `"at_once"`, `{"working_days":1}`, `"same_day"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    /// Open seconds of the target's window.
    Seconds(i64),
    /// None: due when the clock starts.
    AtOnce,
    /// So many full days of the target's window: one working day in `workdays 09:00-18:00` is nine open hours, so that a
    /// fault of 15:00 on Monday is due at 15:00 on Tuesday, and one of Saturday at 18:00 on Monday. A day on which other
    /// hours hold is one full day as well, however long it is.
    WorkingDays(u32),
    /// Until the window closes on the day the clock starts; when it has closed by then, on its next open day.
    SameDay,
}

impl Budget {
    /// Open seconds this means for a clock in `window` that started at `started_at`.
    ///
    /// # Errors
    /// [`CalendarError`] when the end of a day cannot be told; only [`Budget::SameDay`] asks the calendar, and
    /// [`Budget::WorkingDays`] where days differ in length.
    pub fn seconds(
        self,
        window: &CompiledWindow,
        started_at: chrono::DateTime<chrono::Utc>,
    ) -> Result<i64, CalendarError> {
        match self {
            Self::Seconds(seconds) => Ok(seconds.max(0)),
            Self::AtOnce => Ok(0),
            Self::WorkingDays(days) => window.full_days(started_at, days),
            Self::SameDay => {
                let open = window.next_open(started_at)?;
                let tomorrow = local_date(open).succ_opt().ok_or(CalendarError::OutOfRange)?;
                window.elapsed(open, start_of_day(tomorrow))
            }
        }
    }

    /// In Chinese: `1 小时`, `立即`, `1 个工作日`, `当日`.
    #[must_use]
    pub fn describe(self) -> String {
        match self {
            Self::Seconds(seconds) => duration(seconds),
            Self::AtOnce => "立即".to_owned(),
            Self::WorkingDays(days) => format!("{days} 个工作日"),
            Self::SameDay => "当日".to_owned(),
        }
    }
}

/// One promise of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// What is measured.
    pub kind: ClockKind,
    /// Within what time.
    pub budget: Budget,
    /// Counted when.
    pub window: ServiceWindow,
    /// As printed, for instance `附件一 四.2(1)`.
    pub clause: String,
    /// File name of the contract's text.
    pub source: String,
    /// Why it is a reading and not the letter, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
    /// Whether a pause holds it; unsaid, everything but a response is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pausable: Option<bool>,
}

impl Target {
    /// A target to the letter, pausable as its kind usually is.
    #[must_use]
    pub fn new(
        kind: ClockKind,
        budget: Budget,
        window: ServiceWindow,
        clause: impl Into<String>,
        source: impl Into<String>,
    ) -> Self {
        Self { kind, budget, window, clause: clause.into(), source: source.into(), assumed: None, pausable: None }
    }

    /// The same as a reading, with the reason for it.
    #[must_use]
    pub fn assumed(self, why: impl Into<String>) -> Self {
        Self { assumed: Some(why.into()), ..self }
    }

    /// Whether a pause holds this clock.
    #[must_use]
    pub fn is_pausable(&self) -> bool {
        self.pausable.unwrap_or(self.kind != ClockKind::Response)
    }

    /// Whether both demand the same time counted in the same window.
    #[must_use]
    pub fn same_terms(&self, other: &Self) -> bool {
        self.budget == other.budget && self.window == other.window
    }
}
