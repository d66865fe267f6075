//! When a payment falls due.

use chrono::{Datelike as _, Days, NaiveDate};
use jianyue_contracts::{
    derive::day_after,
    model::{DueRule, Fact},
};
use jianyue_sla::WorkCalendar;

use crate::facts::FiscalDelay;

/// A day on which something falls due, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DueOn {
    /// The last day that is in time.
    pub day: Option<NaiveDate>,
    /// How it comes about, line by line.
    pub steps: Vec<String>,
    /// Days by which funds that could not be paid out postponed it.
    pub postponed: u64,
    /// Whether they still cannot be paid out.
    pub waiting: bool,
}

/// The rule in words.
pub(super) fn says(rule: &DueRule) -> String {
    match rule {
        DueRule::By(day) => format!("{day} 前"),
        DueRule::WithinYear(year) => format!("{year} 年内"),
        DueRule::After(span, fact) => format!("{}后 {}内", fact.name(), span.in_chinese()),
        DueRule::InYearOf(fact) => format!("{}的当年内", fact.name()),
    }
}

/// When a payment is due whose last condition was met on `ready`. A term of the invoice counts from the last condition, so
/// that the client always has it whole; any other term counts from its own fact, but nothing is due before it may be paid. Of
/// several rules the earliest day holds; a printed day that was over before the conditions were met gives way to a term.
pub(super) fn due_on(
    rules: &[DueRule],
    ready: NaiveDate,
    of: impl Fn(Fact) -> Option<NaiveDate>,
    calendar: &WorkCalendar,
    problems: &mut Vec<String>,
) -> DueOn {
    let mut due = DueOn::default();
    let mut days = Vec::new();
    for rule in rules {
        let day = match rule {
            DueRule::By(day) => Some(*day),
            DueRule::WithinYear(year) => NaiveDate::from_ymd_opt(*year, 12, 31),
            DueRule::InYearOf(fact) => of(*fact).and_then(|day| NaiveDate::from_ymd_opt(day.year(), 12, 31)),
            DueRule::After(span, fact) => match day_after(counts_from(*fact, ready, &of), *span, calendar) {
                Ok(day) => Some(day.max(ready)),
                Err(fault) => {
                    problems.push(format!("{}算不出到期日：{fault}", says(rule)));
                    None
                }
            },
        };
        let Some(day) = day else { continue };
        if day < ready {
            due.steps.push(format!("{}：{day}，早于条件满足的 {ready}，不再适用", says(rule)));
        } else {
            due.steps.push(format!("{}：{day}", says(rule)));
            days.push(day);
        }
    }
    due.day = days.iter().min().copied();
    if days.len() > 1 {
        due.steps.extend(due.day.map(|day| format!("取最早的一天：{day}")));
    } else if days.is_empty() {
        due.day = Some(ready);
        due.steps.push(format!("没有可用的期限，按条件满足之日 {ready} 到期"));
    }
    due
}

/// The day from which a term counts.
fn counts_from(fact: Fact, ready: NaiveDate, of: impl Fn(Fact) -> Option<NaiveDate>) -> NaiveDate {
    of(fact).filter(|_| fact != Fact::InvoiceReceived).unwrap_or(ready)
}

/// Puts off what falls due while public funds could not be paid out: by the days of each such time that lie between the
/// last condition and its end.
pub(super) fn postpone(due: &mut DueOn, ready: NaiveDate, delays: &[&FiscalDelay]) {
    for delay in delays {
        let Some(day) = due.day else { return };
        if delay.from > day {
            continue;
        }
        let Some(until) = delay.until else {
            due.waiting = true;
            due.day = None;
            due.steps.push(format!("{} 起财政资金支付受限，期限顺延，不计违约", delay.from));
            return;
        };
        let from = delay.from.max(ready);
        if until < from {
            continue;
        }
        let days = (until - from).num_days().unsigned_abs() + 1;
        let Some(later) = day.checked_add_days(Days::new(days)) else { return };
        due.postponed += days;
        due.steps.push(format!("财政资金支付受限 {from} 至 {until}，顺延 {days} 天：{later}"));
        due.day = Some(later);
    }
}
