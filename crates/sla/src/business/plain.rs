//! Hours that every open day has alike, made ready for arithmetic.
//!
//! Because every open day has the same hours, the n-th open second of a year is found by a division and two look-ups,
//! whatever the budget.

use chrono::{DateTime, Utc};

use super::compile::{Days, Run};
use crate::calendar::CalendarError;
use crate::zone::{SECONDS_A_DAY, from_local_seconds, local_seconds, whole_second};

/// Hours and open days under one calendar.
#[derive(Debug, Clone)]
pub(super) struct Plain {
    pub(super) hours: Box<[Span]>,
    pub(super) seconds_a_day: i64,
    pub(super) days: Days,
}

/// Hours of an open day: seconds of the day, and the open seconds before them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) before: i64,
}

impl Plain {
    /// The moment at which `budget` open seconds after `start` have passed; `start` itself when `budget` is 0 or less.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the search begins in or runs into a year without a notice.
    pub(super) fn due_at(&self, start: DateTime<Utc>, budget: i64) -> Result<DateTime<Utc>, CalendarError> {
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
    pub(super) fn elapsed(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> Result<i64, CalendarError> {
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
    pub(super) fn is_open(&self, at: DateTime<Utc>) -> Result<bool, CalendarError> {
        let from = local_seconds(at);
        let (day, second) = (from.div_euclid(SECONDS_A_DAY), from.rem_euclid(SECONDS_A_DAY));
        let open_day = self.days.run_of(day)?.is_open(day);
        Ok(open_day && self.hours.iter().any(|span| span.start <= second && second < span.end))
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
