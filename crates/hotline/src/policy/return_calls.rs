//! When a return call is due, and when nobody can be reached.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::model::{Contract, Quality, QualityMetric, Within};
use jianyue_sla::{WorkCalendar, zone};

use crate::model::AttemptResult;

/// Working days within which a return call is made, where the contract does not say.
const WORKING_DAYS: u32 = 3;
/// Days on which nobody answered, after which somebody counts as out of reach.
const DAYS: usize = 3;
/// The least satisfaction with which somebody is content.
pub const CONTENT: i64 = 4;
/// The satisfaction from which on down somebody is not content at all.
pub const DISCONTENT: i64 = 2;

/// The rule of a contract that asks for return calls: that of the calls themselves, else that of satisfaction.
#[must_use]
pub fn rule(contract: &Contract) -> Option<&Quality> {
    let of = |metric| contract.quality.iter().find(|quality| quality.metric == metric);
    of(QualityMetric::ReturnCall).or_else(|| of(QualityMetric::Satisfaction))
}

/// Whether the rule asks for a call after a ticket of this kind; of an unknown one it does.
#[must_use]
pub fn is_asked_for(rule: &Quality, kind: Option<&str>) -> bool {
    rule.kinds.is_empty() || kind.is_none_or(|kind| rule.kinds.iter().any(|asked| asked.code() == kind))
}

/// Until when somebody whose ticket was closed at `closed` is called, with what of it is assumed. Days are whole: a call
/// is in time until the last one is over.
#[must_use]
pub fn due(rule: &Quality, closed: DateTime<Utc>, calendar: &WorkCalendar) -> (DateTime<Utc>, Option<String>) {
    let day = zone::local_date(closed);
    let end_of = |day: chrono::NaiveDate| zone::start_of_day(day.succ_opt().unwrap_or(day));
    let working = |n: u32, said: Option<String>| {
        if let Ok(last) = calendar.nth_working_day_after(day, n) {
            return (end_of(last), said);
        }
        let days = u64::from(n) + 2 * u64::from(n.div_ceil(5));
        (end_of(day + chrono::Days::new(days)), Some(format!("节假日安排尚未载入，暂按 {days} 个自然日计")))
    };
    match rule.within {
        Some(Within::Seconds(seconds)) => (closed + TimeDelta::seconds(seconds.try_into().unwrap_or(0)), None),
        Some(Within::Days(days)) => (end_of(day + chrono::Days::new(days.into())), None),
        Some(Within::WorkingDays(days)) => working(days, None),
        Some(Within::SameDay | Within::SameSession | Within::AtOnce) => (end_of(day), None),
        Some(Within::Months(months)) => (end_of(day + chrono::Months::new(months)), None),
        None => working(WORKING_DAYS, Some(format!("合同没有写回访期限，按关闭后 {WORKING_DAYS} 个工作日计"))),
    }
}

/// Whether nobody answered on three days of Shanghai.
#[must_use]
pub fn out_of_reach(attempts: impl IntoIterator<Item = (DateTime<Utc>, AttemptResult)>) -> bool {
    let missed = attempts.into_iter().filter(|(_, result)| *result == AttemptResult::NoAnswer);
    let days: BTreeSet<_> = missed.map(|(at, _)| zone::local_date(at)).collect();
    days.len() >= DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
    }

    #[test]
    fn three_days_are_three_days_in_shanghai() {
        let missed = |times: &[&str]| out_of_reach(times.iter().map(|time| (at(time), AttemptResult::NoAnswer)));
        assert!(!missed(&["2026-03-02T09:00:00+08:00", "2026-03-02T15:00:00+08:00", "2026-03-03T09:00:00+08:00"]));
        assert!(missed(&["2026-03-02T09:00:00+08:00", "2026-03-03T23:59:59+08:00", "2026-03-04T00:00:00+08:00"]));
        let wrong = [2, 3, 4].map(|day| (at(&format!("2026-03-0{day}T09:00:00+08:00")), AttemptResult::WrongNumber));
        assert!(!out_of_reach(wrong));
    }
}
