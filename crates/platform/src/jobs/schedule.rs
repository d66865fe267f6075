//! Due times of a cron expression in Asia/Shanghai.

use chrono::{DateTime, SubsecRound, Utc};
use chrono_tz::{Asia::Shanghai, Tz};
use croner::{
    Cron,
    parser::{CronParser, Seconds},
};

/// A parsed expression: `sec min hour day month weekday`, with `L`, `#` and `W`.
#[derive(Clone, Debug)]
pub struct Schedule(Cron);

/// An expression that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{expression}” is no cron expression with seconds: {why}")]
pub struct BadSchedule {
    expression: String,
    why: String,
}

impl Schedule {
    /// Reads `expression`.
    ///
    /// # Errors
    /// [`BadSchedule`] says what is wrong with it.
    pub fn parse(expression: &str) -> Result<Self, BadSchedule> {
        // The same rules as the scheduler's, so that a caught-up run has the time at which it would have fired.
        let parser = CronParser::builder().seconds(Seconds::Required).dom_and_dow(true).build();
        let cron = parser.parse(expression);
        cron.map(Self).map_err(|error| BadSchedule { expression: expression.to_owned(), why: error.to_string() })
    }

    /// The first due time after `after`.
    #[must_use]
    pub fn next_after(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.find_next_occurrence(&local(after), false).ok().map(|due| due.to_utc())
    }

    /// The last due time in `(after, until]`.
    #[must_use]
    pub fn last_between(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let due = self.0.find_previous_occurrence(&local(until), true).ok()?.to_utc();
        (due > after && due <= until).then_some(due)
    }
}

/// In Shanghai, cut to the second: the search steps by whole seconds and would carry a fraction along.
fn local(at: DateTime<Utc>) -> DateTime<Tz> {
    at.trunc_subsecs(0).with_timezone(&Shanghai)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn due_times_are_those_of_shanghai() {
        let daily = Schedule::parse("0 30 8 * * *").unwrap();
        assert_eq!(daily.next_after(at("2026-03-02T08:30:00+08:00")), Some(at("2026-03-03T08:30:00+08:00")));
        assert_eq!(daily.next_after(at("2026-03-02T08:29:59.5+08:00")), Some(at("2026-03-02T08:30:00+08:00")));
        let last_day = Schedule::parse("0 0 0 L * *").unwrap();
        assert_eq!(last_day.next_after(at("2028-02-01T00:00:00+08:00")), Some(at("2028-02-29T00:00:00+08:00")));
    }

    #[test]
    fn the_last_due_time_of_a_span_excludes_its_start_and_includes_its_end() {
        let sweep = Schedule::parse("*/15 * * * * *").unwrap();
        let last = |from, to| sweep.last_between(at(from), at(to));
        assert_eq!(last("2026-03-02T08:00:00Z", "2026-03-02T08:00:14.9Z"), None);
        assert_eq!(last("2026-03-02T08:00:00Z", "2026-03-02T08:00:15Z"), Some(at("2026-03-02T08:00:15Z")));
        assert_eq!(last("2026-01-02T08:00:00Z", "2026-03-02T08:00:29Z"), Some(at("2026-03-02T08:00:15Z")));
    }

    #[test]
    fn what_is_no_expression_is_named() {
        for text in ["", "* * * * *", "0 0 25 * * *", "每天"] {
            assert!(Schedule::parse(text).unwrap_err().to_string().contains(text), "{text}");
        }
    }
}
