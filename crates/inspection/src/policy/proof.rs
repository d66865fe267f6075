//! Which occurrence something that was proved on a day belongs to.

use chrono::NaiveDate;

use crate::model::State;

/// An occurrence as far as this matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// The last day on which it is in time.
    pub due: NaiveDate,
    /// Where it stands.
    pub state: State,
}

/// What becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Becomes {
    /// Made in time.
    Done,
    /// Made late.
    DoneLate,
    /// It was made already; this is evidence beside it.
    Confirmed,
}

/// The one of `spans` that is proved by what was so on `day`, and what becomes of it. The open one whose days cover it; where
/// none covers it, the last one before, if that is still owed.
#[must_use]
pub fn proven(spans: &[Span], day: NaiveDate) -> Option<(usize, Becomes)> {
    let begun = || spans.iter().enumerate().filter(|(_, span)| span.from <= day && span.state != State::Cancelled);
    let owed = |state: State| state.is_open() || state == State::Missed;
    let covering = || begun().filter(|(_, span)| day <= span.due);
    if let Some((n, _)) = covering().filter(|(_, span)| owed(span.state)).min_by_key(|(_, span)| span.due) {
        return Some((n, Becomes::Done));
    }
    if let Some((n, _)) = covering().max_by_key(|(_, span)| span.from) {
        return Some((n, Becomes::Confirmed));
    }
    let (n, last) = begun().max_by_key(|(_, span)| span.due)?;
    owed(last.state).then_some((n, Becomes::DoneLate))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
    }

    fn span(from: u32, due: u32, state: State) -> Span {
        Span { from: day(from), due: day(due), state }
    }

    #[test]
    fn what_covers_the_day_is_made_and_what_was_missed_is_made_late_where_nothing_covers_it() {
        let week = [span(2, 8, State::Missed), span(9, 15, State::Planned)];
        assert_eq!(proven(&week, day(10)), Some((1, Becomes::Done)));
        // It was so in time, whenever it is told.
        assert_eq!(proven(&week, day(8)), Some((0, Becomes::Done)));
        assert_eq!(proven(&week, day(1)), None);
        let tuesdays = [span(3, 3, State::Missed), span(10, 10, State::Planned)];
        assert_eq!(proven(&tuesdays, day(4)), Some((0, Becomes::DoneLate)));
        let made = [span(3, 3, State::Done), span(10, 10, State::Planned)];
        assert_eq!((proven(&made, day(3)), proven(&made, day(4))), (Some((0, Becomes::Confirmed)), None));
        assert_eq!(proven(&[span(2, 8, State::Cancelled)], day(4)), None);
    }

    #[test]
    fn what_was_put_off_is_owed_before_what_comes_next() {
        let put_off = [span(2, 10, State::Announced), span(9, 15, State::Planned)];
        assert_eq!(proven(&put_off, day(9)), Some((0, Becomes::Done)));
        let both = [span(2, 10, State::Done), span(9, 15, State::Planned)];
        assert_eq!(proven(&both, day(9)), Some((1, Becomes::Done)));
    }
}
