//! The open intervals themselves, for explanations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CompiledWindow, Plain};
use crate::calendar::CalendarError;
use crate::zone::{SECONDS_A_DAY, from_local_seconds, local_seconds};

/// Time from `from` (in it) to `to` (no longer in it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// First second.
    pub from: DateTime<Utc>,
    /// The second after the last.
    pub to: DateTime<Utc>,
}

impl Interval {
    /// Its length in seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.to.timestamp() - self.from.timestamp()
    }
}

impl CompiledWindow {
    /// The open intervals within `[start, end)`, in order; those that touch (midnight of a 7×24 window) are one.
    ///
    /// Their lengths sum to [`Self::elapsed`].
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when a part of the interval lies in a year without a notice.
    pub fn intervals_between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<Vec<Interval>, CalendarError> {
        let mut found = Vec::new();
        for part in self.parts(start).take_while(|part| part.from < end) {
            part.hours.open_between(part.from, part.to.map_or(end, |to| to.min(end)), &mut found)?;
        }
        found
            .into_iter()
            .map(|(open, close)| Some(Interval { from: from_local_seconds(open)?, to: from_local_seconds(close)? }))
            .collect::<Option<_>>()
            .ok_or(CalendarError::OutOfRange)
    }
}

impl Plain {
    /// Adds what is open within `[start, end)`, in local seconds.
    fn open_between(
        &self,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
        found: &mut Vec<(i64, i64)>,
    ) -> Result<(), CalendarError> {
        let (from, to) = (local_seconds(start), local_seconds(end));
        if to <= from {
            return Ok(());
        }
        for day in from.div_euclid(SECONDS_A_DAY)..=(to - 1).div_euclid(SECONDS_A_DAY) {
            if !self.days.run_of(day)?.is_open(day) {
                continue;
            }
            for span in &self.hours {
                let open = (day * SECONDS_A_DAY + span.start).max(from);
                let close = (day * SECONDS_A_DAY + span.end).min(to);
                match found.last_mut() {
                    _ if open >= close => {}
                    Some((_, last)) if *last == open => *last = close,
                    _ => found.push((open, close)),
                }
            }
        }
        Ok(())
    }
}
