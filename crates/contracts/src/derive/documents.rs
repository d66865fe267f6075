//! Documents due, and by when the client answers.

use chrono::{Days, Months, NaiveDate};
use jianyue_sla::{CalendarError, WorkCalendar};
use serde::{Deserialize, Serialize};

use super::{Mark, Plan, Range, periods::periods};
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

/// All documents whose period touches the range.
pub fn documents(plan: &mut Plan, contract: &Contract, calendar: &WorkCalendar, range: Range) {
    let service = contract.service_period();
    for report in &contract.reports {
        for period in periods(&report.frequency, service).into_iter().filter(|period| range.touches(*period)) {
            match dates(report, period.to, calendar) {
                Ok((due, review_by)) => plan.documents.push(DocumentDue {
                    from: period.from,
                    to: period.to,
                    rule: Mark::of(report),
                    title: report.title.clone(),
                    due,
                    review_by,
                    silence: report.review.as_ref().map(|review| review.silence),
                    works: report.works.clone(),
                }),
                Err(fault) => plan.problem(report, fault),
            }
        }
    }
    plan.documents.sort_by(|a, b| (a.to, a.from, &a.rule).cmp(&(b.to, b.from, &b.rule)));
}

type Dates = (Option<NaiveDate>, Option<NaiveDate>);

fn dates(report: &Report, period_end: NaiveDate, calendar: &WorkCalendar) -> Result<Dates, CalendarError> {
    let due = report.due_after.map(|span| day_after(period_end, span, calendar)).transpose()?;
    let handed_in = due.or_else(|| period_end.succ_opt()).ok_or(CalendarError::OutOfRange)?;
    let review = report.review.as_ref().map(|review| day_after(handed_in, review.within, calendar)).transpose()?;
    Ok((due, review))
}
