//! Business time: adding a budget within a window, and measuring what passed within it.
//!
//! A window is compiled once against a calendar. Where it has other hours on some days (a special period), time is walked
//! from one such span of days to the next, each by the arithmetic of the hours that hold in it: outside of the spans the
//! window is its ordinary self to the second, inside it is the special one.
//!
//! Conventions: seconds are whole; a budget is due at the *end* of its last open second, so that one that ends at closing
//! time is due at closing time and not at the next opening; a budget of 0 is due at once, even out of hours; elapsed time
//! is what is open in `[start, end)`.

mod compile;
mod intervals;
mod parts;
mod plain;
mod registry;

use chrono::{DateTime, Utc};

use crate::calendar::CalendarError;
use crate::window::ServiceWindow;
use crate::zone::{local_date, start_of_day, whole_second};
use parts::Special;
use plain::Plain;

pub use intervals::Interval;
pub use registry::BusinessTime;

/// A window made ready for arithmetic under one calendar.
#[derive(Debug, Clone)]
pub struct CompiledWindow {
    window: ServiceWindow,
    ordinary: Plain,
    special: Option<Special>,
}

impl CompiledWindow {
    /// The window that was compiled.
    #[must_use]
    pub fn window(&self) -> &ServiceWindow {
        &self.window
    }

    /// Open seconds of an ordinary open day.
    #[must_use]
    pub fn seconds_a_day(&self) -> i64 {
        self.ordinary.seconds_a_day
    }

    /// The moment at which `budget` open seconds after `start` have passed; `start` itself when `budget` is 0 or less.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the search begins in or runs into a year without a notice.
    pub fn due_at(&self, start: DateTime<Utc>, budget: i64) -> Result<DateTime<Utc>, CalendarError> {
        if budget <= 0 {
            return Ok(whole_second(start));
        }
        let mut left = budget;
        for part in self.parts(start) {
            let found = part.hours.due_at(part.from, left);
            let Some(to) = part.to else { return found };
            if let Ok(due) = found
                && due <= to
            {
                return Ok(due);
            }
            left -= part.hours.elapsed(part.from, to)?;
        }
        Err(CalendarError::OutOfRange)
    }

    /// Open seconds in `[start, end)`; 0 when `end` is not after `start`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when a part of the interval lies in a year without a notice.
    pub fn elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<i64, CalendarError> {
        let parts = self.parts(start).take_while(|part| part.from < end);
        parts.map(|part| part.hours.elapsed(part.from, part.to.map_or(end, |to| to.min(end)))).sum()
    }

    /// Whether the window is open in the second that begins at `at`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the year of `at` has no notice.
    pub fn is_open(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        self.parts(at).next().map_or(Ok(false), |part| part.hours.is_open(at))
    }

    /// `at` when the window is open then, otherwise its next opening: the moment for a message that must not come at night.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the search runs into a year without a notice.
    pub fn next_open(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        Ok(self.due_at(at, 1)? - chrono::TimeDelta::seconds(1))
    }

    /// Open seconds of `days` full days from `start` on: what is left of the first, the days between, and of the last the
    /// share that the first had gone. Where every open day is alike, `days` times such a day.
    ///
    /// # Errors
    /// [`CalendarError`] when days of different length must be looked for in a year without a notice.
    pub fn full_days(&self, start: DateTime<Utc>, days: u32) -> Result<i64, CalendarError> {
        if self.special.is_none() || days == 0 {
            return Ok(i64::from(days).saturating_mul(self.seconds_a_day()));
        }
        let first = self.next_open(start)?;
        let (mut day, mut end) = day_of(first)?;
        let length = self.elapsed(day, end)?;
        let gone = self.elapsed(day, first)?;
        let mut budget = length - gone;
        for _ in 1..days {
            (day, end) = day_of(self.next_open(end)?)?;
            budget += self.elapsed(day, end)?;
        }
        if gone > 0 {
            (day, end) = day_of(self.next_open(end)?)?;
            budget += gone * self.elapsed(day, end)? / length;
        }
        Ok(budget)
    }
}

/// The midnights before and after `at`.
fn day_of(at: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), CalendarError> {
    let day = local_date(at);
    Ok((start_of_day(day), start_of_day(day.succ_opt().ok_or(CalendarError::OutOfRange)?)))
}
