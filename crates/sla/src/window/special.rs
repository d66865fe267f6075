//! Days on which other hours hold: special periods that a client declared.

use std::fmt;

use chrono::NaiveDate;

use super::ServiceWindow;

/// Other hours, and the days on which they hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SpecialHours {
    window: ServiceWindow,
    /// First and last days, ascending, with a day between any two; never empty.
    days: Vec<(NaiveDate, NaiveDate)>,
}

impl SpecialHours {
    /// `window` on `days`; what overlaps or touches is one. `None` where there are no days.
    pub(super) fn new(window: ServiceWindow, days: impl IntoIterator<Item = (NaiveDate, NaiveDate)>) -> Option<Self> {
        let mut given: Vec<_> = days.into_iter().filter(|(from, to)| from <= to).collect();
        given.sort_unstable();
        let mut days: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for (from, to) in given {
            match days.last_mut() {
                Some((_, last)) if last.succ_opt().is_none_or(|next| from <= next) => *last = to.max(*last),
                _ => days.push((from, to)),
            }
        }
        (!days.is_empty()).then_some(Self { window, days })
    }

    /// The hours that hold on these days.
    #[must_use]
    pub fn window(&self) -> &ServiceWindow {
        &self.window
    }

    /// First and last days, both counted in, ascending, with a day between any two.
    #[must_use]
    pub fn days(&self) -> &[(NaiveDate, NaiveDate)] {
        &self.days
    }

    pub(super) fn holds_on(&self, day: NaiveDate) -> bool {
        let next = self.days.partition_point(|(_, to)| *to < day);
        self.days.get(next).is_some_and(|(from, _)| *from <= day)
    }

    pub(super) fn touching(&self, from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let days = self.days.iter().copied().filter(|(first, last)| *first <= to && from <= *last);
        Self::new(self.window.clone(), days)
    }

    pub(super) fn describe(&self) -> String {
        let said = |(from, to): &(NaiveDate, NaiveDate)| {
            if from == to { format!("{from}") } else { format!("{from} 至 {to}") }
        };
        let days = self.days.iter().map(said);
        format!("特殊时期（{}）{}", days.collect::<Vec<_>>().join("、"), self.window.describe())
    }
}

impl fmt::Display for SpecialHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (from, to)) in self.days.iter().enumerate() {
            write!(f, "{}{from}..{to}", if index == 0 { "" } else { "," })?;
        }
        write!(f, " {}", self.window)
    }
}
