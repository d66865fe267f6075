//! The rules, as pure functions over the model.

pub mod change;
pub mod posts;
pub mod strength;
pub mod training;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::model::QualificationStanding;

/// From so many days before its end a qualification ends soon.
pub const SOON: i64 = 60;
/// Days before the end of a qualification at which people are told.
pub const STAGES: [i64; 3] = [60, 30, 7];

/// Where a qualification stands on `today`, and the days that are left.
#[must_use]
pub fn qualification(valid_until: Option<NaiveDate>, today: NaiveDate) -> (QualificationStanding, Option<i64>) {
    let Some(until) = valid_until else { return (QualificationStanding::Valid, None) };
    let left = (until - today).num_days();
    let standing = match left {
        ..0 => QualificationStanding::Over,
        0..=SOON => QualificationStanding::Soon,
        _ => QualificationStanding::Valid,
    };
    (standing, Some(left))
}

/// The stage of reminders that `days` before the end belong to.
#[must_use]
pub fn stage(days: i64) -> Option<i64> {
    STAGES.into_iter().rev().find(|stage| (0..=*stage).contains(&days))
}

/// The first and last day of the month of `day`.
#[must_use]
pub fn month(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = day.with_day(1).unwrap_or(day);
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day);
    (first, last)
}

/// The months whose last day lies between two days.
pub fn months_ending(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let next = |(_, last): &(NaiveDate, NaiveDate)| Some(month(last.checked_add_days(Days::new(1))?));
    std::iter::successors(Some(month(from)), next).take_while(move |(_, last)| *last <= to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_qualification_ends_soon_from_sixty_days_before_and_is_over_behind_its_last_day() {
        let at = |until: &str| qualification(Some(day(until)), day("2026-03-02"));
        assert_eq!(at("2026-03-01"), (QualificationStanding::Over, Some(-1)));
        assert_eq!(at("2026-03-02"), (QualificationStanding::Soon, Some(0)));
        assert_eq!(at("2026-05-01"), (QualificationStanding::Soon, Some(60)));
        assert_eq!(at("2026-05-02"), (QualificationStanding::Valid, Some(61)));
        assert_eq!(qualification(None, day("2026-03-02")), (QualificationStanding::Valid, None));
    }

    #[test]
    fn each_stage_of_reminders_has_its_days() {
        assert_eq!(
            [61, 60, 31, 30, 8, 7, 0, -1].map(stage),
            [None, Some(60), Some(60), Some(30), Some(30), Some(7), Some(7), None]
        );
    }

    #[test]
    fn months_are_listed_under_their_last_day() {
        let found: Vec<_> = months_ending(day("2026-01-31"), day("2026-03-30")).collect();
        assert_eq!(found, [(day("2026-01-01"), day("2026-01-31")), (day("2026-02-01"), day("2026-02-28"))]);
    }
}
