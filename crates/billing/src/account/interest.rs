//! What the client owes for paying late.

use chrono::{Days, NaiveDate};
use jianyue_contracts::{
    Contract,
    model::{LatePayment, Rule as _},
};
use jianyue_kernel::Money;
use jianyue_sla::WorkCalendar;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Cited, Line, mark};
use crate::facts::Facts;

/// A span of days in which the same sum was late.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LateInterestPart)]
pub struct InterestPart {
    /// The first day that counts.
    pub from: NaiveDate,
    /// The last, counted in.
    pub to: NaiveDate,
    /// Days.
    pub days: i64,
    /// What was late on them.
    #[schema(value_type = String)]
    pub late: Money,
    /// What they cost, rounded once.
    #[schema(value_type = String)]
    pub sum: Money,
}

/// Interest on a payment.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = LateInterest)]
pub struct Interest {
    /// The rule.
    pub rule: Cited,
    /// The payment.
    pub line: String,
    /// The first day that counts.
    pub from: NaiveDate,
    /// Its parts.
    pub parts: Vec<InterestPart>,
    /// How it comes about.
    pub arithmetic: Vec<String>,
    /// How much.
    #[schema(value_type = String)]
    pub sum: Money,
    /// Whether it has reached its cap.
    pub capped: bool,
}

/// A right of the vendor to pause the work.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = PauseRight)]
pub struct PauseRight {
    /// The rule.
    pub rule: Cited,
    /// The payment.
    pub line: String,
    /// The first day of the right; absent while a written demand is missing.
    pub from: Option<NaiveDate>,
    /// In words.
    pub text: String,
}

/// Interest and rights to pause, for each payment that is or was late.
pub(super) fn interest(
    contract: &Contract,
    calendar: &WorkCalendar,
    facts: &Facts,
    lines: &[Line],
    at: NaiveDate,
    problems: &mut Vec<String>,
) -> (Vec<Interest>, Vec<PauseRight>) {
    let (mut found, mut pauses) = (Vec::new(), Vec::new());
    let Some(rule) = &contract.late_payment else { return (found, pauses) };
    for line in lines {
        let Some(due) = line.due_on.filter(|due| *due < at) else { continue };
        let first = match first_day(rule, due, calendar) {
            Ok(first) => first,
            Err(fault) => {
                problems.push(format!("“{}”的逾期起算日算不出来：{fault}", line.title));
                continue;
            }
        };
        match rule.rate_per_day {
            Some(_) => found.extend(of_line(rule, line, (due, first), at)),
            None => pauses.extend(pause(rule, line, first, facts, at)),
        }
    }
    (found, pauses)
}

/// The first day that counts: the so-manieth behind the last day in time.
fn first_day(
    rule: &LatePayment,
    due: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<NaiveDate, jianyue_sla::CalendarError> {
    let nth = rule.from_day.unwrap_or(1);
    if rule.working_days {
        return calendar.nth_working_day_after(due, nth);
    }
    due.checked_add_days(Days::new(u64::from(nth))).ok_or(jianyue_sla::CalendarError::OutOfRange)
}

/// Each day counts on whose beginning something was late; the day of payment counts too.
fn of_line(rule: &LatePayment, line: &Line, (due, first): (NaiveDate, NaiveDate), at: NaiveDate) -> Option<Interest> {
    let rate = rule.rate_per_day?;
    let owed = line.amount - line.deducted;
    let base = owed - line.paid_until(due);
    let mut parts = Vec::new();
    let mut from = first;
    while from <= at {
        let before = from.pred_opt()?;
        let late = owed - line.paid_until(before);
        if late <= Money::ZERO {
            break;
        }
        let next = line.payments.iter().map(|paid| paid.on).find(|on| *on >= from);
        let to = next.unwrap_or(at).min(at);
        let days = (to - from).num_days() + 1;
        parts.push(InterestPart { from, to, days, late, sum: late.percent(rate.times(days)) });
        from = to.succ_opt()?;
    }
    if parts.is_empty() {
        return None;
    }
    let mut arithmetic: Vec<String> = parts
        .iter()
        .map(|part| format!("{} × {rate} × {} 天（{} 至 {}）= {}", part.late, part.days, part.from, part.to, part.sum))
        .collect();
    let mut sum: Money = parts.iter().map(|part| part.sum).sum();
    let mut capped = false;
    if let Some(share) = rule.cap {
        let most = base.percent(share);
        capped = sum >= most;
        if sum > most {
            arithmetic.push(format!("上限 {base} × {share} = {most}"));
            sum = most;
        }
    }
    Some(Interest { rule: mark(rule), line: line.key.clone(), from: first, parts, arithmetic, sum, capped })
}

fn pause(rule: &LatePayment, line: &Line, first: NaiveDate, facts: &Facts, at: NaiveDate) -> Option<PauseRight> {
    if line.open <= Money::ZERO || first > at {
        return None;
    }
    let demanded = facts.demands.iter().find(|demand| demand.of == line.key).map(|demand| demand.on);
    let from = demanded.map(|on| on.max(first));
    let text = match from {
        Some(day) => format!("已书面催告，自 {day} 起可以暂停工作（{}）", rule.clause()),
        None => format!("逾期已满，书面催告后可以暂停工作（{}）", rule.clause()),
    };
    Some(PauseRight { rule: mark(rule), line: line.key.clone(), from, text })
}
