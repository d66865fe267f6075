//! Service windows: the hours in which a clock counts, as a contract prints them.
//!
//! | written | open |
//! |---|---|
//! | `daily 00:00-24:00` | always; holidays are ignored |
//! | `workdays 08:00-12:00,13:00-17:00` | Monday to Friday except holidays, and on make-up days |
//! | `tue,thu 09:00-17:30` | on these weekdays except holidays, never on make-up days |
//! | `workdays 09:00-18:00; 2026-10-01..2026-10-07 daily 00:00-24:00` | other hours on the days named, and only on them |

mod parse;
mod special;

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub use parse::WindowError;
pub use special::SpecialHours;

/// Every weekday in the order and the spelling of windows.
pub(crate) const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Mon, "mon", "周一"),
    (Weekday::Tue, "tue", "周二"),
    (Weekday::Wed, "wed", "周三"),
    (Weekday::Thu, "thu", "周四"),
    (Weekday::Fri, "fri", "周五"),
    (Weekday::Sat, "sat", "周六"),
    (Weekday::Sun, "sun", "周日"),
];

/// A set of weekdays, never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeekdaySet(u8);

impl WeekdaySet {
    /// Whether `day` is in the set.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.num_days_from_monday()) != 0
    }

    fn names(self, name: fn(&(Weekday, &'static str, &'static str)) -> &'static str) -> Vec<&'static str> {
        WEEKDAYS.iter().filter(|entry| self.contains(entry.0)).map(name).collect()
    }
}

/// On which days a window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OpenDays {
    /// Every day of the year.
    Daily,
    /// Working days of the calendar.
    Workdays,
    /// These weekdays, except holidays.
    Weekdays(WeekdaySet),
}

/// Hours of a day, in minutes from midnight: open from `start`, closed again at `end` (at most 1440).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hours {
    start: u16,
    end: u16,
}

impl Hours {
    /// Second of the day at which they begin.
    #[must_use]
    pub fn start_second(self) -> i64 {
        i64::from(self.start) * 60
    }

    /// Second of the day at which they end.
    #[must_use]
    pub fn end_second(self) -> i64 {
        i64::from(self.end) * 60
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { start, end } = self;
        write!(f, "{:02}:{:02}-{:02}:{:02}", start / 60, start % 60, end / 60, end % 60)
    }
}

/// When service is given: days and hours. Serialised as text, for instance `workdays 09:00-18:00`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceWindow {
    days: OpenDays,
    hours: Vec<Hours>,
    special: Option<Box<SpecialHours>>,
}

impl ServiceWindow {
    /// Round the clock, every day (7×24).
    #[must_use]
    pub fn always() -> Self {
        Self { days: OpenDays::Daily, hours: vec![Hours { start: 0, end: 24 * 60 }], special: None }
    }

    /// On which days it is open.
    #[must_use]
    pub fn days(&self) -> OpenDays {
        self.days
    }

    /// Hours of an open day, in order, not overlapping, at least one.
    #[must_use]
    pub fn hours(&self) -> &[Hours] {
        &self.hours
    }

    /// Open seconds of an open day.
    #[must_use]
    pub fn seconds_a_day(&self) -> i64 {
        self.hours.iter().map(|hours| hours.end_second() - hours.start_second()).sum()
    }

    /// The hours that hold on some days instead, if any do.
    #[must_use]
    pub fn special(&self) -> Option<&SpecialHours> {
        self.special.as_deref()
    }

    /// The same with the hours of `special` on `days` (first and last, counted in), in any order; the same as before where
    /// there are no days, or where both have the same hours.
    #[must_use]
    pub fn with_special(self, special: &Self, days: impl IntoIterator<Item = (NaiveDate, NaiveDate)>) -> Self {
        let plain = Self { special: None, ..self };
        let other = Self { special: None, ..special.clone() };
        let special = SpecialHours::new(other, days).filter(|special| *special.window() != plain).map(Box::new);
        Self { special, ..plain }
    }

    /// The same with those special days only that share a day with `[from, to]`: all that matters to a clock of these days.
    #[must_use]
    pub fn touching(&self, from: NaiveDate, to: NaiveDate) -> Self {
        let special = self.special.as_ref().and_then(|special| special.touching(from, to)).map(Box::new);
        Self { days: self.days, hours: self.hours.clone(), special }
    }

    /// The hours that hold on `day`, and whether they are the special ones.
    pub(crate) fn on(&self, day: NaiveDate) -> (&Self, bool) {
        match &self.special {
            Some(special) if special.holds_on(day) => (special.window(), true),
            _ => (self, false),
        }
    }

    /// Whether it needs holiday notices at all; `daily` windows do not.
    #[must_use]
    pub fn needs_calendar(&self) -> bool {
        self.days != OpenDays::Daily
    }

    /// In plain Chinese: `工作日 09:00–18:00`, `每天 24 小时`.
    #[must_use]
    pub fn describe(&self) -> String {
        let ordinary = self.describe_ordinary();
        match &self.special {
            Some(special) => format!("{ordinary}；{}", special.describe()),
            None => ordinary,
        }
    }

    fn describe_ordinary(&self) -> String {
        let days = match self.days {
            OpenDays::Daily if self.hours == Self::always().hours => return "每天 24 小时".to_owned(),
            OpenDays::Daily => "每天".to_owned(),
            OpenDays::Workdays => "工作日".to_owned(),
            OpenDays::Weekdays(set) => format!("{}（节假日除外）", set.names(|entry| entry.2).join("、")),
        };
        let hours: Vec<_> = self.hours.iter().map(|hours| hours.to_string().replace('-', "–")).collect();
        format!("{days} {}", hours.join("、"))
    }
}

impl fmt::Display for ServiceWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.days {
            OpenDays::Daily => f.write_str("daily")?,
            OpenDays::Workdays => f.write_str("workdays")?,
            OpenDays::Weekdays(set) => f.write_str(&set.names(|entry| entry.1).join(","))?,
        }
        for (index, hours) in self.hours.iter().enumerate() {
            write!(f, "{}{hours}", if index == 0 { ' ' } else { ',' })?;
        }
        match &self.special {
            Some(special) => write!(f, "; {special}"),
            None => Ok(()),
        }
    }
}

impl FromStr for ServiceWindow {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        parse::window(text)
    }
}

impl TryFrom<String> for ServiceWindow {
    type Error = WindowError;

    fn try_from(text: String) -> Result<Self, WindowError> {
        text.parse()
    }
}

impl From<ServiceWindow> for String {
    fn from(window: ServiceWindow) -> Self {
        window.to_string()
    }
}
