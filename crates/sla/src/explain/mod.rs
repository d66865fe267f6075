//! Why a deadline is what it is: every second of a clock, counted or not, with the reason and the clause.

mod days;
mod summary;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::business::{BusinessTime, Interval};
use crate::calendar::CalendarError;
use crate::clock::{Clock, ClockState, Mode, Stretch};
use crate::zone::whole_second;

/// How a segment bears on the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SegmentKind {
    /// Inside the window: every second is used.
    Counted {
        /// The festival whose make-up day this is (调休上班), if it is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        make_up: Option<String>,
        /// Whether the hours of a special period hold on this day.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        special: bool,
    },
    /// The ticket was held.
    Paused {
        /// Why.
        reason: String,
        /// What shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<String>,
        /// Who of the client agreed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed_by: Option<String>,
    },
    /// An open day, out of hours.
    OffHours,
    /// Saturday or Sunday.
    Weekend,
    /// A public holiday.
    Holiday {
        /// The festival.
        name: String,
    },
    /// A weekday on which the window is closed.
    NotServiceDay,
    /// The case in force had no such target.
    NoTarget,
}

/// A piece of a clock's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its first second.
    pub from: DateTime<Utc>,
    /// The second after its last.
    pub to: DateTime<Utc>,
    /// Its length.
    pub seconds: i64,
    /// Counted, or why not.
    #[serde(flatten)]
    pub kind: SegmentKind,
    /// The same in Chinese: `计入`, `周末`, `节假日（国庆节）`.
    pub why: String,
    /// Clause that makes it so: that of the target, or of the pause.
    pub clause: String,
    /// Whether it lies ahead and shows how the due moment is reached.
    pub planned: bool,
}

/// Everything about one clock that an official may ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Lines in plain Chinese: what is promised, by which clause, how it is counted, how it stands.
    pub summary: Vec<String>,
    /// From the start to the stop, or to the due moment ahead; without gaps.
    pub segments: Vec<Segment>,
}

impl Explanation {
    /// Seconds counted so far; the clock's use.
    #[must_use]
    pub fn counted(&self) -> i64 {
        let counted = |segment: &&Segment| matches!(segment.kind, SegmentKind::Counted { .. }) && !segment.planned;
        self.segments.iter().filter(counted).map(|segment| segment.seconds).sum()
    }
}

/// Explains `clock` as it stood at `now`, the moment it was folded for.
///
/// # Errors
/// [`CalendarError::NoHolidayData`] when a part of the clock's life lies in a year without a notice.
pub fn explain(clock: &Clock, business: &BusinessTime, now: DateTime<Utc>) -> Result<Explanation, CalendarError> {
    let now = whole_second(now).max(clock.timeline.last.from);
    let mut segments = Vec::new();
    for stretch in clock.timeline.stretches() {
        let to = stretch.to.unwrap_or(now);
        segments.extend(pieces(stretch, business, Interval { from: stretch.from, to }, false)?);
    }
    if let ClockState::Running { due, .. } = clock.state {
        let ahead = Interval { from: now, to: due };
        segments.extend(pieces(&clock.timeline.last, business, ahead, true)?);
    }
    let mut explanation = Explanation { summary: Vec::new(), segments };
    explanation.summary = summary::lines(clock, &explanation, business);
    Ok(explanation)
}

fn pieces(
    stretch: &Stretch,
    business: &BusinessTime,
    within: Interval,
    planned: bool,
) -> Result<Vec<Segment>, CalendarError> {
    let whole = |kind| if within.seconds() > 0 { vec![(within, kind)] } else { Vec::new() };
    let parts = match &stretch.mode {
        Mode::Counting => days::split(&stretch.target.window, business.calendar(), within)?,
        Mode::Idle => whole(SegmentKind::NoTarget),
        Mode::Paused { reason, evidence, agreed_by, .. } => whole(SegmentKind::Paused {
            reason: reason.clone(),
            evidence: evidence.clone(),
            agreed_by: agreed_by.clone(),
        }),
    };
    let clause = match &stretch.mode {
        Mode::Paused { clause: Some(clause), .. } => clause,
        _ => &stretch.target.clause,
    };
    let segment = |(interval, kind): (Interval, SegmentKind)| Segment {
        from: interval.from,
        to: interval.to,
        seconds: interval.seconds(),
        why: summary::why(&kind),
        kind,
        clause: clause.clone(),
        planned,
    };
    Ok(parts.into_iter().map(segment).collect())
}
