//! Warnings and breaches as events with their right moments, for a sweep that may come late.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Clock, ClockState};

/// What a clock has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockEventKind {
    /// Half of the budget is used.
    Warn50,
    /// Four fifths of the budget are used.
    Warn80,
    /// The due moment has passed.
    Breach,
}

/// An event of a clock. Unique by clock, kind and moment: handling it twice can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEvent {
    /// What.
    pub kind: ClockEventKind,
    /// When it came or comes; for a breach, the due moment.
    pub at: DateTime<Utc>,
}

impl ClockEvent {
    /// Whether it has come at `now`. A breach comes after its moment: a clock that stops at it is in time.
    #[must_use]
    pub fn has_come(self, now: DateTime<Utc>) -> bool {
        match self.kind {
            ClockEventKind::Breach => self.at.timestamp() < now.timestamp(),
            ClockEventKind::Warn50 | ClockEventKind::Warn80 => self.at <= now,
        }
    }
}

impl Clock {
    /// The moment at which `percent` of the budget are used, 50 or 80; `None` for others, and when it cannot be told.
    #[must_use]
    pub fn warn_at(&self, percent: u8) -> Option<DateTime<Utc>> {
        match percent {
            50 => self.marks.warn50,
            80 => self.marks.warn80,
            _ => None,
        }
    }

    /// Every event of this clock, past and to come, in order. A clock with no time at all gives no warnings.
    pub fn events(&self) -> impl Iterator<Item = ClockEvent> {
        let warn = |at: Option<DateTime<Utc>>| at.filter(|_| self.budget > 0);
        [
            (ClockEventKind::Warn50, warn(self.marks.warn50)),
            (ClockEventKind::Warn80, warn(self.marks.warn80)),
            (ClockEventKind::Breach, self.marks.breach),
        ]
        .into_iter()
        .filter_map(|(kind, at)| Some(ClockEvent { kind, at: at? }))
    }

    /// The first event that has not come at `now`; a sweep is due at its moment. `None` when the clock is held or stopped.
    #[must_use]
    pub fn next_event(&self, now: DateTime<Utc>) -> Option<ClockEvent> {
        match self.state {
            ClockState::Running { .. } | ClockState::Overdue { .. } | ClockState::Undetermined { .. } => {
                self.events().find(|event| !event.has_come(now))
            }
            _ => None,
        }
    }

    /// Events that came after a sweep at `last` and have come at `now`, with the moments at which they came.
    ///
    /// Sweeps that hand their own `now` on as the next `last` see every event once, however late they are.
    pub fn events_since(&self, last: DateTime<Utc>, now: DateTime<Utc>) -> impl Iterator<Item = ClockEvent> {
        self.events().filter(move |event| event.has_come(now) && !event.has_come(last))
    }
}
