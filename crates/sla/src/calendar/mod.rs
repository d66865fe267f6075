//! The working-day calendar: which days are holidays and which weekends are worked, by the State Council's yearly notices.
//!
//! A year without a notice is unknown. A question about it is an error, never a guess: the notice decides about days
//! that no rule foretells.

mod parse;
mod terms;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use parse::{BadRow, CalendarLoadError};

/// The published notices that ship with the program.
const PUBLISHED: &str = include_str!("../../data/holidays.csv");

/// Why a question about time has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The answer depends on a year whose notice has not been loaded.
    #[error(
        "没有 {year} 年的放假通知（no holiday notice loaded for {year}）：请先载入国务院办公厅公布的 {year} 年节假日安排"
    )]
    NoHolidayData {
        /// The civil year that is missing.
        year: i32,
    },
    /// The answer lies beyond the dates that can be written.
    #[error("时间超出可计算的范围：请检查起始时间和时限")]
    OutOfRange,
}

/// What a notice says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecialKind {
    /// Closed, whatever the weekday.
    Holiday,
    /// A weekend day that is worked (调休上班).
    MakeUp,
}

/// One day named by a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The civil date in Beijing.
    pub date: NaiveDate,
    /// Closed or worked.
    pub kind: SpecialKind,
    /// The festival, as printed.
    pub name: String,
}

impl SpecialDay {
    /// The year whose notice names this day: New Year's days in December belong to the notice of the year that follows.
    #[must_use]
    pub fn notice_year(&self) -> i32 {
        let year = self.date.year();
        if self.date.month() == 12 && self.name.contains("元旦") { year + 1 } else { year }
    }
}

/// What kind of day a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayType<'a> {
    /// Monday to Friday, nothing said of it.
    Working,
    /// A weekend day worked for this festival.
    MakeUp(&'a str),
    /// Saturday or Sunday.
    Weekend,
    /// Closed for this festival.
    Holiday(&'a str),
}

impl DayType<'_> {
    /// Whether offices are open.
    #[must_use]
    pub fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::MakeUp(_))
    }
}

/// Holidays and make-up days of the years whose notices are loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkCalendar {
    days: BTreeMap<NaiveDate, SpecialDay>,
    years: BTreeSet<i32>,
}

impl WorkCalendar {
    /// The notices that ship with the program, 2021 to 2026.
    #[must_use]
    pub fn published() -> Self {
        let (rows, _bad) = parse::rows(PUBLISHED);
        Self::empty().merged(rows)
    }

    /// A calendar that knows no year; only `daily` windows can be used with it.
    #[must_use]
    pub fn empty() -> Self {
        Self { days: BTreeMap::new(), years: BTreeSet::new() }
    }

    /// This calendar with the notices in `csv` (`date,kind,name`; kind `holiday` or `workday`) in place of those it had.
    ///
    /// A notice of a year replaces the whole former notice of that year.
    ///
    /// # Errors
    /// [`CalendarLoadError`] lists every bad row with its line; nothing is loaded then.
    pub fn with_notices(&self, csv: &str) -> Result<Self, CalendarLoadError> {
        let (rows, bad) = parse::rows(csv);
        if bad.is_empty() { Ok(self.clone().merged(rows)) } else { Err(CalendarLoadError { rows: bad }) }
    }

    /// This calendar with the notice of one year; days of another year's notice are refused.
    ///
    /// The notice may name days in the December before (元旦).
    ///
    /// # Errors
    /// [`CalendarLoadError`] lists every bad row with its line; nothing is loaded then.
    pub fn with_year(&self, year: i32, csv: &str) -> Result<Self, CalendarLoadError> {
        let (rows, mut bad) = parse::rows(csv);
        bad.extend(
            rows.iter()
                .filter(|(_, day)| day.notice_year() != year)
                .map(|(line, day)| BadRow {
                    line: *line, reason: format!("{} 不属于 {year} 年的放假通知", day.date)
                }),
        );
        if bad.is_empty() && rows.is_empty() {
            bad.push(BadRow { line: 1, reason: format!("没有任何 {year} 年的日期") });
        }
        bad.sort_by_key(|row| row.line);
        if bad.is_empty() { Ok(self.clone().merged(rows)) } else { Err(CalendarLoadError { rows: bad }) }
    }

    fn merged(mut self, rows: Vec<(u64, SpecialDay)>) -> Self {
        let notices: BTreeSet<i32> = rows.iter().map(|(_, day)| day.notice_year()).collect();
        self.days.retain(|_, day| !notices.contains(&day.notice_year()));
        self.days.extend(rows.into_iter().map(|(_, day)| (day.date, day)));
        self.years.extend(notices);
        self
    }

    /// Years whose notice is loaded, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.years.iter().copied()
    }

    /// Whether the notice of `year` is loaded.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Every day named by a notice, in order of date.
    pub fn special_days(&self) -> impl Iterator<Item = &SpecialDay> {
        self.days.values()
    }

    /// What a notice says of `date`, if it names it.
    #[must_use]
    pub fn special(&self, date: NaiveDate) -> Option<&SpecialDay> {
        self.days.get(&date)
    }

    /// What kind of day `date` is.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the year of `date` has no notice.
    pub fn day_type(&self, date: NaiveDate) -> Result<DayType<'_>, CalendarError> {
        if !self.knows(date.year()) {
            return Err(CalendarError::NoHolidayData { year: date.year() });
        }
        Ok(match (self.days.get(&date), date.weekday()) {
            (Some(SpecialDay { kind: SpecialKind::Holiday, name, .. }), _) => DayType::Holiday(name),
            (Some(SpecialDay { kind: SpecialKind::MakeUp, name, .. }), _) => DayType::MakeUp(name),
            (None, Weekday::Sat | Weekday::Sun) => DayType::Weekend,
            (None, _) => DayType::Working,
        })
    }

    /// Whether offices are open on `date`.
    ///
    /// # Errors
    /// [`CalendarError::NoHolidayData`] when the year of `date` has no notice.
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, CalendarError> {
        self.day_type(date).map(DayType::is_working)
    }

    /// A name of exactly this set of days: the years and a fingerprint, `2021-2026/1f2e3d4c5b6a7988`.
    ///
    /// Verdicts keep it, so that it can be told a year later under which calendar they were given.
    #[must_use]
    pub fn version(&self) -> String {
        let first = self.years.first().copied().unwrap_or_default();
        let last = self.years.last().copied().unwrap_or_default();
        format!("{first}-{last}/{:016x}", self.fingerprint())
    }

    /// FNV-1a over years and days; stable across builds and machines.
    fn fingerprint(&self) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut feed = |text: &str| {
            for byte in text.bytes().chain([b'\n']) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        };
        self.years.iter().for_each(|year| feed(&year.to_string()));
        self.days.values().for_each(|day| feed(&format!("{},{:?},{}", day.date, day.kind, day.name)));
        hash
    }
}

impl Default for WorkCalendar {
    fn default() -> Self {
        Self::published()
    }
}
