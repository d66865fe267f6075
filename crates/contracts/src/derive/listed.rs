//! Documents as the ledger lists them: each asked for by the version of the contract that held when its period began.

use chrono::{Days, NaiveDate};
use jianyue_sla::WorkCalendar;

use super::{DocumentDue, PlanProblem, documents_due};
use crate::model::{Contract, Inspection};

/// How far before a day the period of a document that is due on it may have ended.
const BEFORE: Days = Days::new(200);

/// A version of a contract with the days on which it holds.
#[derive(Clone, Copy, Debug)]
pub struct HeldVersion<'a> {
    /// What it says.
    pub contract: &'a Contract,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None`: until its service ends.
    pub until: Option<NaiveDate>,
}

impl HeldVersion<'_> {
    /// Whether it asks for what is owed for a period that begins on `day`.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The documents that are listed under a day of the span: their last day, or that of their period where the contract prints
/// none; and what could not be computed.
#[must_use]
pub fn documents_listed(
    versions: &[HeldVersion<'_>],
    calendar: &WorkCalendar,
    (from, to): (NaiveDate, NaiveDate),
) -> (Vec<DocumentDue>, Vec<PlanProblem>) {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let begin = from.checked_sub_days(BEFORE).unwrap_or(from);
    for version in versions {
        let (due, faults) = documents_due(version.contract, calendar, begin, to);
        let listed = |one: &DocumentDue| {
            let day = one.due.unwrap_or(one.to);
            from <= day && day <= to && version.holds(one.from)
        };
        found.extend(due.into_iter().filter(listed));
        for problem in faults {
            if version.holds(to) && !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    (found, problems)
}

/// The rule of the inspection whose runs leave this document as their sheet: it is handed in by making them.
#[must_use]
pub fn left_by<'a>(contract: &'a Contract, report: &str) -> Option<&'a str> {
    let report = contract.reports.iter().find(|one| one.id == report)?;
    let leaves =
        |one: &&Inspection| one.sheet.as_deref() == Some(report.title.as_str()) && one.frequency == report.frequency;
    contract.inspections.iter().find(leaves).map(|one| one.id.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    const HS: &str = include_str!("../../../../fixtures/contracts/hrss-exam-security-2021.toml");

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_asked_for_once_though_an_amendment_begins_in_it() {
        let contract = parse(HS).unwrap();
        let calendar = WorkCalendar::published();
        let amended = day("2021-11-15");
        let versions = [
            HeldVersion { contract: &contract, from: day("2021-09-30"), until: amended.pred_opt() },
            HeldVersion { contract: &contract, from: amended, until: None },
        ];
        let (found, problems) = documents_listed(&versions, &calendar, (day("2021-11-01"), day("2021-12-31")));
        assert_eq!(problems, []);
        let mut months: Vec<_> =
            found.iter().filter(|one| one.rule.rule == "HS-R1.monthly").map(|one| one.to).collect();
        months.sort();
        months.dedup();
        let all = found.iter().filter(|one| one.rule.rule == "HS-R1.monthly").count();
        assert!(all > 0 && all == months.len(), "{found:?}");
    }

    #[test]
    fn a_sheet_is_left_by_the_inspection_that_names_it() {
        let contract = parse(HS).unwrap();
        assert_eq!(left_by(&contract, "HS-R1.daily"), Some("HS-I1.daily"));
        assert_eq!(left_by(&contract, "HS-R1.weekly"), Some("HS-I1.weekly"));
        assert_eq!(left_by(&contract, "HS-R1.monthly"), None);
    }
}
