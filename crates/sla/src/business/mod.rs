//! Business time: adding a budget within a window, and measuring what passed within it.
//!
//! A window is compiled once against a calendar. Every open day of a window has the same hours, so that the n-th open
//! second of a year is found by a division and two look-ups, whatever the budget.
//!
//! Conventions: seconds are whole; a budget is due at the *end* of its last open second, so that one that ends at closing
//! time is due at closing time and not at the next opening; a budget of 0 is due at once, even out of hours; elapsed time
//! is what is open in `[start, end)`.

mod compile;
mod intervals;
mod registry;

use chrono::{DateTime, Utc};

use crate::calendar::CalendarError;
use crate::window::ServiceWindow;
use crate::zone::{SECONDS_A_DAY, from_local_seconds, local_seconds, whole_second};
use compile::{Days, Run};

pub use intervals::Interval;
pub use registry::BusinessTime;

/// A window made ready for arithmetic under one calendar.
#[derive(Debug, Clone)]
pub struct CompiledWindow {
    window: ServiceWindow,
    hours: Box<[Span]>,
    seconds_a_day: i64,
    days: Days,
}

/// Hours of an open day: seconds of the day, and the open seconds before them.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: i64,
    end: i64,
    before: i64,
}

impl CompiledWindow {
    /// The window that was compiled.
    #[must_use]
    pub fn window(&self) -> &ServiceWindow {
        &self.window
    }

    /// Open seconds of an open day.
    #[must_use]
    pub fn seconds_a_day(&self) -> i64 {
        self.seconds_a_day
    }

    /// The moment at which `budget` open seconds after `start` have passed; `start` itself when `budget` is 0 or less.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the search begins in or runs into a year without a notice.
    pub fn due_at(&self, start: DateTime<Utc>, budget: i64) -> Result<DateTime<Utc>, CalendarError> {
        if budget <= 0 {
            return Ok(whole_second(start));
        }
        let from = local_seconds(start);
        let (day, second) = (from.div_euclid(SECONDS_A_DAY), from.rem_euclid(SECONDS_A_DAY));
        let run = self.days.run_of(day)?;
        let last = self.position(run, day, second).checked_add(budget).ok_or(CalendarError::OutOfRange)? - 1;
        let due_day = run.open_day(last.div_euclid(self.seconds_a_day))?;
        let due_second = self.second_of(last.rem_euclid(self.seconds_a_day)) + 1;
        due_day
            .checked_mul(SECONDS_A_DAY)
            .and_then(|midnight| from_local_seconds(midnight.checked_add(due_second)?))
            .ok_or(CalendarError::OutOfRange)
    }

    /// Open seconds in `[start, end)`; 0 when `end` is not after `start`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when a part of the interval lies in a year without a notice.
    pub fn elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<i64, CalendarError> {
        let (from, to) = (local_seconds(start), local_seconds(end));
        if to <= from {
            return Ok(0);
        }
        let run = self.days.run_of(from.div_euclid(SECONDS_A_DAY))?;
        let day = to.div_euclid(SECONDS_A_DAY);
        let second = to.rem_euclid(SECONDS_A_DAY);
        if !run.reaches(day, second) {
            return Err(run.beyond());
        }
        Ok(self.position(run, day, second)
            - self.position(run, from.div_euclid(SECONDS_A_DAY), from.rem_euclid(SECONDS_A_DAY)))
    }

    /// Whether the window is open in the second that begins at `at`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the year of `at` has no notice.
    pub fn is_open(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        let from = local_seconds(at);
        let (day, second) = (from.div_euclid(SECONDS_A_DAY), from.rem_euclid(SECONDS_A_DAY));
        let open_day = self.days.run_of(day)?.is_open(day);
        Ok(open_day && self.hours.iter().any(|span| span.start <= second && second < span.end))
    }

    /// `at` when the window is open then, otherwise its next opening: the moment for a message that must not come at night.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the search runs into a year without a notice.
    pub fn next_open(&self, at: DateTime<Utc>) -> Result<DateTime<Utc>, CalendarError> {
        Ok(self.due_at(at, 1)? - chrono::TimeDelta::seconds(1))
    }

    /// Open seconds from the beginning of the run to this second of this day.
    fn position(&self, run: Run<'_>, day: i64, second: i64) -> i64 {
        let today = if run.is_open(day) { self.open_before(second) } else { 0 };
        run.rank(day) * self.seconds_a_day + today
    }

    /// Open seconds of an open day before `second`.
    fn open_before(&self, second: i64) -> i64 {
        self.hours.iter().map(|span| (second.min(span.end) - span.start).max(0)).sum()
    }

    /// The second of the day at which the open second number `index` (from 0) begins.
    fn second_of(&self, index: i64) -> i64 {
        self.hours.iter().rev().find(|span| span.before <= index).map_or(index, |span| span.start + index - span.before)
    }
}
