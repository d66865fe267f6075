//! Documents due, and by when the client answers.

use chrono::{Days, Months, NaiveDate};
use jianyue_sla::{CalendarError, WorkCalendar};
use serde::{Deserialize, Serialize};

use super::{Mark, PlanProblem, Range, periods::periods};
use crate::model::{Contract, Report, Silence, Within};

/// One document for one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentDue {
    /// First day of the period that it is about.
    pub from: NaiveDate,
    /// Last day of the period that it is about.
    pub to: NaiveDate,
    /// The rule that it follows from.
    pub rule: Mark,
    /// What it is called.
    pub title: String,
    /// Last day on which it is in time; `None` when the contract prints no term.
    pub due: Option<NaiveDate>,
    /// Last day of the client's review, if the document is handed in on its due day, or on the day after its period when
    /// no term is printed. A document handed in on another day moves it.
    pub review_by: Option<NaiveDate>,
    /// What silence means after that day.
    pub silence: Option<Silence>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}

/// The last day of a span that begins with `day` (the next day is the first of the span); spans shorter than a day end
/// on the same day.
///
/// # Errors
/// [`CalendarError`] when working days run into a year without a notice.
pub fn day_after(day: NaiveDate, span: Within, calendar: &WorkCalendar) -> Result<NaiveDate, CalendarError> {
    let end = match span {
        Within::Days(days) => day.checked_add_days(Days::new(u64::from(days))),
        Within::Months(months) => day.checked_add_months(Months::new(months)),
        Within::WorkingDays(days) => return calendar.add_working_days(day, days),
        Within::Seconds(seconds) => day.checked_add_days(Days::new(seconds / 86_400)),
        Within::AtOnce | Within::SameDay | Within::SameSession => Some(day),
    };
    end.ok_or(CalendarError::OutOfRange)
}

/// The last day on which something is told in time that must be told so long before `day`.
///
/// # Errors
/// [`CalendarError`] when working days run into a year without a notice.
pub fn day_before(day: NaiveDate, span: Within, calendar: &WorkCalendar) -> Result<NaiveDate, CalendarError> {
    let last = match span {
        Within::Days(days) => day.checked_sub_days(Days::new(u64::from(days))),
        Within::Months(months) => day.checked_sub_months(Months::new(months)),
        Within::WorkingDays(days) => return calendar.working_days_before(day, days),
        Within::Seconds(seconds) => day.checked_sub_days(Days::new(seconds.div_ceil(86_400))),
        Within::AtOnce | Within::SameDay | Within::SameSession => Some(day),
    };
    last.ok_or(CalendarError::OutOfRange)
}

/// What could not be computed, with the rule that it was wanted for.
pub(super) type Faults<'a> = Vec<(&'a Report, CalendarError)>;

/// All documents whose period touches the range, in order of the end of their period.
pub(super) fn documents<'a>(
    contract: &'a Contract,
    calendar: &WorkCalendar,
    range: Range,
) -> (Vec<DocumentDue>, Faults<'a>) {
    let service = contract.service_period();
    let (mut due, mut faults) = (Vec::new(), Vec::new());
    for report in &contract.reports {
        for period in periods(&report.frequency, service).into_iter().filter(|period| range.touches(*period)) {
            match dates(report, period.to, calendar) {
                Ok((last, review_by)) => due.push(DocumentDue {
                    from: period.from,
                    to: period.to,
                    rule: Mark::of(report),
                    title: report.title.clone(),
                    due: last,
                    review_by,
                    silence: report.review.as_ref().map(|review| review.silence),
                    works: report.works.clone(),
                }),
                Err(fault) => faults.push((report, fault)),
            }
        }
    }
    due.sort_by(|a, b| (a.to, a.from, &a.rule).cmp(&(b.to, b.from, &b.rule)));
    (due, faults)
}

/// The documents of a plan without the rest of it, and what could not be computed of them.
#[must_use]
pub fn documents_due(
    contract: &Contract,
    calendar: &WorkCalendar,
    from: NaiveDate,
    to: NaiveDate,
) -> (Vec<DocumentDue>, Vec<PlanProblem>) {
    let (due, faults) = documents(contract, calendar, Range { from, to });
    let mut problems = Vec::new();
    for (report, fault) in faults {
        let problem = PlanProblem { rule: Mark::of(report), message: fault.to_string() };
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    (due, problems)
}

type Dates = (Option<NaiveDate>, Option<NaiveDate>);

fn dates(report: &Report, period_end: NaiveDate, calendar: &WorkCalendar) -> Result<Dates, CalendarError> {
    let due = report.due_after.map(|span| day_after(period_end, span, calendar)).transpose()?;
    let handed_in = due.or_else(|| period_end.succ_opt()).ok_or(CalendarError::OutOfRange)?;
    let review = report.review.as_ref().map(|review| day_after(handed_in, review.within, calendar)).transpose()?;
    Ok((due, review))
}
