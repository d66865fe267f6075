//! Compiling: which days are open, numbered so that both directions are a look-up.

use chrono::NaiveDate;

use super::plain::{Plain, Span};
use crate::calendar::{CalendarError, WorkCalendar};
use crate::window::{OpenDays, ServiceWindow};
use crate::zone::{date_of, day_number, weekday_of};

/// The open days of a window.
#[derive(Debug, Clone)]
pub(super) enum Days {
    /// Every day; no notice needed.
    Every,
    /// Unbroken runs of known years, ascending.
    Known(Vec<Known>),
}

/// Open days of consecutive known years.
#[derive(Debug, Clone)]
pub(super) struct Known {
    first_day: i64,
    end_day: i64,
    end_year: i32,
    /// `rank[d]` is the number of open days before day `first_day + d`; one more entry than days.
    rank: Vec<i64>,
    /// Day numbers of open days, ascending.
    open: Vec<i64>,
}

/// The days a computation may use.
#[derive(Debug, Clone, Copy)]
pub(super) enum Run<'a> {
    Every,
    Known(&'a Known),
}

impl Days {
    /// The run that holds `day`.
    pub(super) fn run_of(&self, day: i64) -> Result<Run<'_>, CalendarError> {
        match self {
            Self::Every => Ok(Run::Every),
            Self::Known(runs) => runs
                .iter()
                .find(|run| run.first_day <= day && day < run.end_day)
                .map(Run::Known)
                .ok_or_else(|| missing(day)),
        }
    }
}

impl Run<'_> {
    pub(super) fn is_open(self, day: i64) -> bool {
        match self {
            Self::Every => true,
            Self::Known(run) => day < run.end_day && run.at(day + 1) > run.at(day),
        }
    }

    /// Open days of the run before `day`; at most one day past the run may be asked for.
    pub(super) fn rank(self, day: i64) -> i64 {
        match self {
            Self::Every => day,
            Self::Known(run) => run.at(day),
        }
    }

    /// The day number of open day `index`.
    pub(super) fn open_day(self, index: i64) -> Result<i64, CalendarError> {
        match self {
            Self::Every => Ok(index),
            Self::Known(run) => {
                usize::try_from(index).ok().and_then(|index| run.open.get(index)).copied().ok_or_else(|| self.beyond())
            }
        }
    }

    /// Whether an interval may end at this second of this day.
    pub(super) fn reaches(self, day: i64, second: i64) -> bool {
        match self {
            Self::Every => true,
            Self::Known(run) => day < run.end_day || (day == run.end_day && second == 0),
        }
    }

    /// What to say of the time after the run.
    pub(super) fn beyond(self) -> CalendarError {
        match self {
            Self::Every => CalendarError::OutOfRange,
            Self::Known(run) => CalendarError::NoHolidayData { year: run.end_year },
        }
    }
}

impl Known {
    fn at(&self, day: i64) -> i64 {
        usize::try_from(day - self.first_day).ok().and_then(|index| self.rank.get(index)).copied().unwrap_or(0)
    }

    fn of_years(days: OpenDays, calendar: &WorkCalendar, first: i32, last: i32) -> Option<Self> {
        let first_day = day_number(NaiveDate::from_ymd_opt(first, 1, 1)?);
        let end_day = day_number(NaiveDate::from_ymd_opt(last + 1, 1, 1)?);
        let (mut rank, mut open) = (vec![0], Vec::new());
        let mut count = 0;
        for day in first_day..end_day {
            if is_open(days, calendar, day)? {
                open.push(day);
                count += 1;
            }
            rank.push(count);
        }
        Some(Self { first_day, end_day, end_year: last + 1, rank, open })
    }
}

fn is_open(days: OpenDays, calendar: &WorkCalendar, day: i64) -> Option<bool> {
    let date = date_of(day)?;
    let kind = calendar.day_type(date).ok()?;
    Some(match days {
        OpenDays::Daily => true,
        OpenDays::Workdays => kind.is_working(),
        OpenDays::Weekdays(set) => set.contains(weekday_of(day)) && calendar.special(date).is_none(),
    })
}

fn missing(day: i64) -> CalendarError {
    use chrono::Datelike as _;
    date_of(day).map_or(CalendarError::OutOfRange, |date| CalendarError::NoHolidayData { year: date.year() })
}

impl Plain {
    /// Makes the ordinary hours of `window` ready under `calendar`, for every year the calendar knows.
    pub(super) fn new(window: &ServiceWindow, calendar: &WorkCalendar) -> Self {
        let mut before = 0;
        let hours = window
            .hours()
            .iter()
            .map(|hours| {
                let span = Span { start: hours.start_second(), end: hours.end_second(), before };
                before += span.end - span.start;
                span
            })
            .collect();
        let days = match window.days() {
            OpenDays::Daily => Days::Every,
            other => Days::Known(
                unbroken(calendar)
                    .into_iter()
                    .filter_map(|(first, last)| Known::of_years(other, calendar, first, last))
                    .collect(),
            ),
        };
        Self { hours, seconds_a_day: before, days }
    }
}

/// First and last years of the unbroken runs of known years.
fn unbroken(calendar: &WorkCalendar) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for year in calendar.years() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    runs
}
