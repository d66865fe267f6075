//! The days of phases, and where a period stands on a day.

use chrono::{Days, NaiveDate};
use jianyue_sla::{CalendarError, WorkCalendar};

use crate::model::{PeriodState, PhaseKind, Stage};

/// Working days of the phases before and after, where nobody says otherwise.
const AROUND: u32 = 3;

/// First and last day.
pub type Span = (NaiveDate, NaiveDate);

/// The days of a phase where nobody says otherwise: the last three working days before (and up to the eve), the period
/// itself, up to the third working day after.
///
/// # Errors
/// [`CalendarError::NoHolidayData`] in a year without a notice.
pub fn usual(phase: PhaseKind, (from, to): Span, calendar: &WorkCalendar) -> Result<Span, CalendarError> {
    let day = |day: Option<NaiveDate>| day.ok_or(CalendarError::OutOfRange);
    Ok(match phase {
        PhaseKind::Before => (calendar.working_days_before(from, AROUND)?, day(from.pred_opt())?),
        PhaseKind::During => (from, to),
        PhaseKind::After => (day(to.succ_opt())?, calendar.add_working_days(to, AROUND)?),
    })
}

/// Whether `span` may be that of a phase of the period.
#[must_use]
pub fn fits(phase: PhaseKind, span: Span, (from, to): Span) -> bool {
    span.0 <= span.1
        && match phase {
            PhaseKind::Before => span.1 < from && from - span.0 <= chrono::TimeDelta::days(60),
            PhaseKind::During => span == (from, to),
            PhaseKind::After => span.0 > to && span.1 - to <= chrono::TimeDelta::days(60),
        }
}

/// The first day that counts for clocks and releases, of a period that begins on `from` and is confirmed or changed on
/// `today`: nobody is late by a word that was not said yet. `held` is what counted before.
#[must_use]
pub fn holds_from(from: NaiveDate, today: NaiveDate, held: Option<NaiveDate>) -> NaiveDate {
    from.max(held.map_or(today, |held| held.min(today)))
}

/// Where a period stands on `today`.
#[must_use]
pub fn stage(state: PeriodState, (from, to): Span, phases: &[(PhaseKind, Span, bool)], today: NaiveDate) -> Stage {
    let days = |kind: PhaseKind| phases.iter().find(|(one, ..)| *one == kind).map(|(_, span, done)| (*span, *done));
    match state {
        PeriodState::Withdrawn => Stage::Withdrawn,
        PeriodState::Declared => Stage::Declared,
        PeriodState::Confirmed if today < from => match days(PhaseKind::Before) {
            Some(((first, _), _)) if today < first => Stage::Coming,
            Some(_) => Stage::Before,
            None => Stage::Coming,
        },
        PeriodState::Confirmed if today <= to => Stage::During,
        PeriodState::Confirmed => match days(PhaseKind::After) {
            Some((_, false)) => Stage::After,
            _ => Stage::Over,
        },
    }
}

/// Each day of a span.
pub fn each_day((from, to): Span) -> impl Iterator<Item = NaiveDate> {
    std::iter::successors(Some(from), |day| day.checked_add_days(Days::new(1))).take_while(move |day| *day <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn phases_lie_around_the_period_on_working_days() {
        let calendar = WorkCalendar::published();
        let week = (day("2024-10-01"), day("2024-10-07"));
        // Sunday 29 September 2024 was worked.
        let before = usual(PhaseKind::Before, week, &calendar).unwrap();
        assert_eq!(before, (day("2024-09-27"), day("2024-09-30")));
        let after = usual(PhaseKind::After, week, &calendar).unwrap();
        assert_eq!(after, (day("2024-10-08"), day("2024-10-10")));
        assert_eq!(usual(PhaseKind::During, week, &calendar).unwrap(), week);
        for (phase, span) in [(PhaseKind::Before, before), (PhaseKind::During, week), (PhaseKind::After, after)] {
            assert!(fits(phase, span, week), "{phase:?}");
        }
        assert!(!fits(PhaseKind::Before, (day("2024-09-30"), day("2024-10-01")), week));
        assert!(!fits(PhaseKind::After, (day("2024-10-07"), day("2024-10-09")), week));
        let far = (day("2031-10-01"), day("2031-10-07"));
        assert_eq!(usual(PhaseKind::Before, far, &calendar), Err(CalendarError::NoHolidayData { year: 2031 }));
    }

    #[test]
    fn a_word_holds_from_the_day_on_which_it_was_said() {
        let (first, third, fifth) = (day("2024-10-01"), day("2024-10-03"), day("2024-10-05"));
        assert_eq!(holds_from(third, first, None), third, "said before");
        assert_eq!(holds_from(first, third, None), third, "said late");
        assert_eq!(holds_from(first, fifth, Some(third)), third, "what held goes on");
        assert_eq!(holds_from(fifth, third, Some(first)), fifth, "moved back");
        assert_eq!(holds_from(first, third, Some(fifth)), third, "brought forward, but not into the past");
    }

    #[test]
    fn a_period_stands_where_its_days_are() {
        let span = (day("2024-10-01"), day("2024-10-07"));
        let on = |today: &str, done: bool| {
            let phases = [
                (PhaseKind::Before, (day("2024-09-27"), day("2024-09-30")), true),
                (PhaseKind::After, (day("2024-10-08"), day("2024-10-10")), done),
            ];
            stage(PeriodState::Confirmed, span, &phases, day(today))
        };
        let stages =
            ["2024-09-26", "2024-09-27", "2024-10-01", "2024-10-07", "2024-10-08"].map(|today| on(today, false));
        assert_eq!(stages, [Stage::Coming, Stage::Before, Stage::During, Stage::During, Stage::After]);
        assert_eq!((on("2024-10-20", false), on("2024-10-09", true)), (Stage::After, Stage::Over));
        assert_eq!(stage(PeriodState::Declared, span, &[], day("2024-10-02")), Stage::Declared);
    }
}
