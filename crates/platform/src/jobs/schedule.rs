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

/// `expression` in plain Chinese, as `每天 03:40`; the expression itself where there is no short way to say it.
#[must_use]
pub fn in_chinese(expression: &str) -> String {
    said(expression).unwrap_or_else(|| format!("按 cron 表达式 {expression}（北京时间）"))
}

fn said(expression: &str) -> Option<String> {
    let fields: Vec<&str> = expression.split_whitespace().collect();
    let [second, minute, hour, day, month, weekday] = fields[..] else { return None };
    let number = |field: &str| field.parse::<u32>().ok();
    let step = |field: &str| field.strip_prefix("*/")?.parse::<u32>().ok();
    if [minute, hour, day, month, weekday] == ["*"; 5] {
        return match (step(second), number(second)) {
            (Some(step), _) => Some(format!("每 {step} 秒")),
            (None, Some(0)) => Some("每分钟".to_owned()),
            (None, Some(at)) => Some(format!("每分钟的第 {at} 秒")),
            (None, None) => None,
        };
    }
    number(second)?;
    if [hour, day, month, weekday] == ["*"; 4] {
        return match (step(minute), number(minute)) {
            (Some(step), _) => Some(format!("每 {step} 分钟")),
            (None, Some(0)) => Some("每小时整点".to_owned()),
            (None, Some(at)) => Some(format!("每小时的第 {at} 分钟")),
            (None, None) => None,
        };
    }
    let minute = number(minute)?;
    if let (Some(step), ["*", "*", "*"]) = (step(hour), [day, month, weekday]) {
        return Some(format!("每 {step} 小时（第 {minute} 分钟）"));
    }
    let time = format!("{:02}:{minute:02}", number(hour)?);
    match [day, month, weekday] {
        ["*", "*", "*"] => Some(format!("每天 {time}")),
        ["*", "*", weekday] => Some(format!("每周{} {time}", weekday_name(weekday)?)),
        ["L", "*", "*"] => Some(format!("每月最后一天 {time}")),
        [day, "*", "*"] => Some(format!("每月 {} 日 {time}", number(day)?)),
        _ => None,
    }
}

fn weekday_name(field: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 7] =
        [("SUN", "日"), ("MON", "一"), ("TUE", "二"), ("WED", "三"), ("THU", "四"), ("FRI", "五"), ("SAT", "六")];
    let by_number = field.parse::<usize>().ok().and_then(|day| NAMES.get(day % 7));
    let by_name = NAMES.iter().find(|(name, _)| field.eq_ignore_ascii_case(name));
    by_number.filter(|_| field.len() == 1).or(by_name).map(|(_, name)| *name)
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
    fn a_schedule_is_said_in_chinese() {
        for (expression, said) in [
            ("*/15 * * * * *", "每 15 秒"),
            ("0 * * * * *", "每分钟"),
            ("30 * * * * *", "每分钟的第 30 秒"),
            ("0 */5 * * * *", "每 5 分钟"),
            ("0 0 * * * *", "每小时整点"),
            ("0 23 * * * *", "每小时的第 23 分钟"),
            ("0 10 */6 * * *", "每 6 小时（第 10 分钟）"),
            ("0 40 3 * * *", "每天 03:40"),
            ("0 0 9 * * 1", "每周一 09:00"),
            ("0 0 9 * * SUN", "每周日 09:00"),
            ("0 5 0 1 * *", "每月 1 日 00:05"),
            ("0 0 0 L * *", "每月最后一天 00:00"),
            ("0 0 9 * * MON-FRI", "按 cron 表达式 0 0 9 * * MON-FRI（北京时间）"),
        ] {
            assert_eq!(in_chinese(expression), said, "{expression}");
            assert!(Schedule::parse(expression).is_ok(), "{expression}");
        }
    }

    #[test]
    fn what_is_no_expression_is_named() {
        for text in ["", "* * * * *", "0 0 25 * * *", "每天"] {
            assert!(Schedule::parse(text).unwrap_err().to_string().contains(text), "{text}");
        }
    }
}
