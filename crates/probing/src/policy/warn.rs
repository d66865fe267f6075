//! Warnings that last.

use chrono::{DateTime, Utc};

use crate::model::State;

/// So many looks in a row make a warning one that lasts.
const LASTS: i64 = 3;

/// Warnings in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Warned {
    /// How many.
    pub count: i64,
    /// The first of them.
    pub from: Option<DateTime<Utc>>,
}

impl Warned {
    /// Since when a warning was told that is not over.
    #[must_use]
    pub fn told(self) -> Option<DateTime<Utc>> {
        self.from.filter(|_| self.count >= LASTS)
    }
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// Nothing.
    Nothing,
    /// It lasts, since then.
    Lasts(DateTime<Utc>),
    /// It is over; it had begun then.
    Over(DateTime<Utc>),
}

/// Counts a look. `wants` says whether it passed a limit that asks for a ticket. What is down, or what nobody can tell, ends no
/// warning that was told, and one that was not told begins anew behind it.
#[must_use]
pub fn warn(known: Warned, state: State, wants: bool, at: DateTime<Utc>) -> (Warned, Tell) {
    match (state, known.told()) {
        (State::Warning, _) if wants => {
            let (count, from) = (known.count.saturating_add(1), known.from.unwrap_or(at));
            let tell = if count == LASTS { Tell::Lasts(from) } else { Tell::Nothing };
            (Warned { count, from: Some(from) }, tell)
        }
        (State::Down | State::Unknown, Some(_)) => (known, Tell::Nothing),
        (State::Up | State::Warning, Some(from)) => (Warned::default(), Tell::Over(from)),
        (_, None) => (Warned::default(), Tell::Nothing),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// What is told at each look: `!` a warning, `.` good, `d` down, `?` unknown.
    fn told(looks: &str) -> String {
        let mut known = Warned::default();
        let tells = looks.chars().zip(0..).map(|(look, minute)| {
            let state = match look {
                '!' => State::Warning,
                'd' => State::Down,
                '?' => State::Unknown,
                _ => State::Up,
            };
            let (next, tell) = warn(known, state, look == '!', at(minute));
            known = next;
            match tell {
                Tell::Nothing => ' ',
                Tell::Lasts(_) => '+',
                Tell::Over(_) => '-',
            }
        });
        tells.collect()
    }

    #[test]
    fn what_warns_three_times_in_a_row_is_told_once_until_it_is_good() {
        assert_eq!(told("!!!!!!."), "  +   -");
        assert_eq!(told("!!.!!.!!"), "        ");
        assert_eq!(told("!!d!!!"), "     +");
        // Being down ends no warning and tells of none again.
        assert_eq!(told("!!!d?!!!."), "  +     -");
        let told = Warned { count: 3, from: Some(at(0)) };
        assert_eq!(
            warn(told, State::Warning, false, at(9)),
            (Warned::default(), Tell::Over(at(0))),
            "another limit only"
        );
    }
}
