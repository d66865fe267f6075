//! Whether a position had its people in a month.

use chrono::{Days, NaiveDate};
use jianyue_platform::duties::DutyState;

/// The days of somebody in a position; open without a last day.
pub type Span = (NaiveDate, Option<NaiveDate>);

/// How a position stood in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strength {
    /// Where the month stands.
    pub state: DutyState,
    /// Days up to today on which people were missing.
    pub short: u32,
    /// The most that were missing on a day.
    pub missing: u32,
}

/// Whether `day` lies in the span.
#[must_use]
pub fn covers(span: Span, day: NaiveDate) -> bool {
    span.0 <= day && span.1.is_none_or(|to| day <= to)
}

/// How a position of `heads` stood from `from` to `to`, looked at on `today`: a day with too few misses the month.
#[must_use]
pub fn strength(spans: &[Span], heads: u32, (from, to): (NaiveDate, NaiveDate), today: NaiveDate) -> Strength {
    let (mut short, mut missing) = (0, 0);
    let mut day = from;
    while day <= to.min(today) {
        let there = spans.iter().filter(|span| covers(**span, day)).count();
        let lack = heads.saturating_sub(u32::try_from(there).unwrap_or(u32::MAX));
        short += u32::from(lack > 0);
        missing = missing.max(lack);
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        day = next;
    }
    let state = match (from > today, to < today, short) {
        (true, ..) => DutyState::Coming,
        (_, false, _) => DutyState::Open,
        (_, true, 0) => DutyState::Done,
        (_, true, _) => DutyState::Missed,
    };
    Strength { state, short, missing }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    #[test]
    fn a_month_with_a_day_of_too_few_is_missed() {
        let march = (day(1), day(31));
        let after = day(31).succ_opt().unwrap();
        let full = [(day(1), None), (day(1), Some(day(10))), (day(11), None)];
        assert_eq!(strength(&full, 2, march, after), Strength { state: DutyState::Done, short: 0, missing: 0 });
        let gap = [(day(1), None), (day(1), Some(day(10))), (day(14), None)];
        assert_eq!(strength(&gap, 2, march, after), Strength { state: DutyState::Missed, short: 3, missing: 1 });
    }

    #[test]
    fn a_month_that_runs_is_open_and_counts_up_to_today() {
        let told = strength(&[], 2, (day(1), day(31)), day(5));
        assert_eq!(told, Strength { state: DutyState::Open, short: 5, missing: 2 });
        assert_eq!(strength(&[], 2, (day(6), day(31)), day(5)).state, DutyState::Coming);
    }
}
