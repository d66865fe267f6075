//! Clocks as they are kept in the ticket's row, and as they are shown at a moment.

use chrono::{DateTime, Utc};
use jianyue_sla::clock::{Budget, Clock, ClockKind, ClockState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{wire, words::words};

words! {
    /// How a clock stands.
    pub enum ClockStatus, "ticket.clocks" {
        /// Counting; past its due moment it is overdue as well.
        Running = "running", "计时中";
        /// Held.
        Paused = "paused", "已暂停";
        /// Stopped in time.
        Met = "met", "达标";
        /// Stopped too late.
        Breached = "breached", "超时";
        /// Without a target, or ended without a verdict.
        NotApplicable = "not_applicable", "不适用";
    }
}

/// How urgent a ticket's clocks make it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// Nothing is near.
    None = 0,
    /// Four fifths of some budget are used.
    Breaching = 1,
    /// Something is overdue.
    Breached = 2,
}

/// A clock as it is kept: everything that does not depend on the moment of reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockCard {
    /// What it measures.
    pub kind: ClockKind,
    /// Cycle it belongs to, from 1.
    pub cycle: u32,
    /// Level that it bounds, for an escalate clock; 0 for the others.
    #[serde(default)]
    pub level: u8,
    /// How it stands.
    pub state: ClockStatus,
    /// When it started.
    #[serde(with = "chrono::serde::ts_microseconds")]
    pub started_at: DateTime<Utc>,
    /// When it must stop at the latest.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub due_at: Option<DateTime<Utc>>,
    /// When half of the budget is used.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub warn50_at: Option<DateTime<Utc>>,
    /// When four fifths of the budget are used.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub warn80_at: Option<DateTime<Utc>>,
    /// When it stopped.
    #[serde(with = "chrono::serde::ts_microseconds_option")]
    pub stopped_at: Option<DateTime<Utc>>,
    /// Business seconds left while it is held.
    pub held_seconds: Option<i64>,
    /// The promise: `1 小时`.
    pub budget_text: String,
    /// Counted when: `workdays 09:00-18:00`.
    pub window: String,
    /// Clause of the promise.
    pub clause: String,
    /// Why it is a reading, if it is one.
    pub assumed: Option<String>,
    /// Why it is held.
    pub pause_reason: Option<String>,
    /// What else there is to know, for instance why it cannot be told.
    pub note: Option<String>,
    /// Whether a refusal can still take the verdict back.
    #[serde(default)]
    pub provisional: bool,
}

impl ClockCard {
    /// The card of a folded clock.
    #[must_use]
    pub fn of(clock: &Clock) -> Self {
        let (state, held, pause_reason, note) = match &clock.state {
            ClockState::Running { .. } | ClockState::Overdue { .. } => (ClockStatus::Running, None, None, None),
            ClockState::Paused { remaining, reason, .. } => {
                (ClockStatus::Paused, Some(*remaining), Some(reason.clone()), None)
            }
            ClockState::Met { .. } => (ClockStatus::Met, None, None, None),
            ClockState::Breached { .. } => (ClockStatus::Breached, None, None, None),
            ClockState::NotApplicable { why } => (ClockStatus::NotApplicable, None, None, Some(why.clone())),
            ClockState::Undetermined { why, .. } => (ClockStatus::Running, None, None, Some(why.clone())),
        };
        let live = matches!(clock.state, ClockState::Running { .. } | ClockState::Overdue { .. });
        let mark = |at: Option<DateTime<Utc>>| at.filter(|_| live && clock.budget > 0);
        Self {
            kind: clock.key.kind,
            cycle: clock.key.cycle,
            level: clock.key.level,
            state,
            started_at: clock.started_at,
            due_at: clock.due(),
            warn50_at: mark(clock.marks.warn50),
            warn80_at: mark(clock.marks.warn80),
            stopped_at: clock.verdict.as_ref().map(|verdict| verdict.stopped_at),
            held_seconds: held,
            budget_text: clock.target.budget.describe(),
            window: clock.window().to_string(),
            clause: clock.target.clause.clone(),
            assumed: clock.target.assumed.clone(),
            pause_reason,
            note,
            provisional: clock.verdict.as_ref().is_some_and(|verdict| verdict.provisional),
        }
    }

    /// Whether it counts.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state == ClockStatus::Running
    }

    /// Whether it counts and is past its due moment at `now`. A clock that stops in the second it is due is in time.
    #[must_use]
    pub fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        self.is_running() && self.due_at.is_some_and(|due| due.timestamp() < now.timestamp())
    }

    /// How urgent it is at `now`.
    #[must_use]
    pub fn alarm(&self, now: DateTime<Utc>) -> Alarm {
        if self.is_overdue(now) {
            Alarm::Breached
        } else if self.is_running() && self.warn80_at.is_some_and(|at| at <= now) {
            Alarm::Breaching
        } else {
            Alarm::None
        }
    }

    /// As it is shown at `now`.
    #[must_use]
    pub fn view(self, now: DateTime<Utc>) -> ClockView {
        let (overdue, card) = (self.is_overdue(now), self);
        let remaining_seconds = match card.state {
            ClockStatus::Running => card.due_at.map(|due| (due - now).num_seconds()),
            _ => card.held_seconds,
        };
        ClockView {
            overdue,
            kind: card.kind.as_str(),
            cycle: card.cycle,
            level: card.level,
            state: card.state,
            started_at: card.started_at,
            due_at: card.due_at,
            warn50_at: card.warn50_at,
            warn80_at: card.warn80_at,
            stopped_at: card.stopped_at,
            remaining_seconds,
            budget_text: card.budget_text,
            window: card.window,
            clause: card.clause,
            assumed: card.assumed,
            pause_reason: card.pause_reason,
            note: card.note,
            provisional: card.provisional,
        }
    }
}

/// Whether a hand-up clock of this shape bounds a level above the first although nothing was said about that level: “at
/// once” hands a ticket up from the first line and says nothing about the second.
#[must_use]
pub(crate) fn is_beyond_the_letter(clock: &Clock) -> bool {
    clock.key.kind == ClockKind::Escalate && clock.key.level > 1 && clock.target.budget == Budget::AtOnce
}

/// A clock as it is shown at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClockView {
    /// response, escalate, arrive, restore or resolve.
    pub kind: &'static str,
    /// Cycle it belongs to, from 1.
    pub cycle: u32,
    /// Level that it bounds, for an escalate clock; 0 for the others.
    pub level: u8,
    /// How it stands.
    pub state: ClockStatus,
    /// Whether it counts and is past its due moment.
    pub overdue: bool,
    /// When it started.
    #[serde(serialize_with = "wire::serialize")]
    pub started_at: DateTime<Utc>,
    /// When it must stop at the latest.
    #[serde(serialize_with = "wire::option::serialize")]
    pub due_at: Option<DateTime<Utc>>,
    /// When half of the budget is used.
    #[serde(serialize_with = "wire::option::serialize")]
    pub warn50_at: Option<DateTime<Utc>>,
    /// When four fifths of the budget are used.
    #[serde(serialize_with = "wire::option::serialize")]
    pub warn80_at: Option<DateTime<Utc>>,
    /// When it stopped.
    #[serde(serialize_with = "wire::option::serialize")]
    pub stopped_at: Option<DateTime<Utc>>,
    /// Seconds from now to the due moment of a running clock, negative when it is past; business seconds left of a held one.
    pub remaining_seconds: Option<i64>,
    /// The promise: `1 小时`.
    pub budget_text: String,
    /// Counted when: `workdays 09:00-18:00`.
    pub window: String,
    /// Clause of the promise.
    pub clause: String,
    /// Why it is a reading, if it is one.
    pub assumed: Option<String>,
    /// Why it is held.
    pub pause_reason: Option<String>,
    /// What else there is to know, for instance why it cannot be told.
    pub note: Option<String>,
    /// Whether a refusal can still take the verdict back.
    pub provisional: bool,
}
