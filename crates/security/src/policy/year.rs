//! A year in figures.

use chrono::NaiveDate;

use super::term::standing;
use crate::model::{DueState, Severity, SeverityYear, State, StateYear};

/// What the figures are made of.
#[derive(Clone, Copy, Debug)]
pub struct One {
    /// How grave.
    pub severity: Severity,
    /// Where it stands.
    pub state: State,
    /// When it came in.
    pub received: NaiveDate,
    /// Its last day.
    pub due: NaiveDate,
    /// When it was mended.
    pub fixed: Option<NaiveDate>,
    /// When the client was told.
    pub fed_back: Option<NaiveDate>,
}

impl One {
    fn late(&self, today: NaiveDate) -> bool {
        matches!(standing(today, self.due, self.fed_back), DueState::Late | DueState::DoneLate)
    }

    fn days(&self) -> Option<i64> {
        self.fixed.map(|fixed| (fixed - self.received).num_days().max(0))
    }
}

/// By severity, the gravest first.
#[must_use]
pub fn by_severity(all: &[One], today: NaiveDate) -> Vec<SeverityYear> {
    let rows = Severity::ALL.into_iter().map(|severity| {
        let of: Vec<One> = all.iter().copied().filter(|one| one.severity == severity).collect();
        let count = |state| StateYear { state, count: of.iter().filter(|one| one.state == state).count() };
        SeverityYear {
            severity,
            received: of.len(),
            states: State::ALL.into_iter().map(count).collect(),
            fixed: of.iter().filter(|one| one.fixed.is_some()).count(),
            mean_days: mean_days(&of),
            late: late(&of, today),
        }
    });
    rows.collect()
}

/// How many were or are late.
#[must_use]
pub fn late(all: &[One], today: NaiveDate) -> usize {
    all.iter().filter(|one| one.late(today)).count()
}

/// Mean days from coming in to being mended, to one digit; `None` where nothing was.
#[must_use]
pub fn mean_days(all: &[One]) -> Option<String> {
    let days: Vec<i64> = all.iter().filter_map(One::days).collect();
    let n = i64::try_from(days.len()).ok().filter(|n| *n > 0)?;
    let tenths = (days.iter().sum::<i64>() * 20 / n + 1) / 2;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    fn one(fixed: Option<u32>, fed_back: Option<u32>) -> One {
        let state = if fed_back.is_some() { State::FedBack } else { State::New };
        One {
            severity: Severity::High,
            state,
            received: day(1),
            due: day(8),
            fixed: fixed.map(day),
            fed_back: fed_back.map(day),
        }
    }

    #[test]
    fn means_are_rounded_to_a_tenth() {
        assert_eq!(mean_days(&[one(None, None)]), None);
        assert_eq!(mean_days(&[one(Some(2), None), one(Some(3), None), one(Some(3), None)]).as_deref(), Some("1.7"));
        assert_eq!(mean_days(&[one(Some(1), None)]).as_deref(), Some("0.0"));
    }

    #[test]
    fn a_year_counts_by_severity_and_state() {
        let all = [one(Some(3), Some(8)), one(Some(4), Some(9)), one(None, None)];
        let rows = by_severity(&all, day(20));
        let high = &rows[1];
        assert_eq!((high.received, high.fixed, high.late, high.mean_days.as_deref()), (3, 2, 2, Some("2.5")));
        assert_eq!(high.states.iter().map(|one| one.count).collect::<Vec<_>>(), [1, 0, 0, 0, 2, 0]);
        assert_eq!((rows[0].received, rows.len()), (0, 4));
    }
}
