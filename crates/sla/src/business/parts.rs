//! The spans of days in which other hours hold, and the walk from one to the next.

use chrono::{DateTime, Utc};

use super::{CompiledWindow, Plain};
use crate::calendar::WorkCalendar;
use crate::window::{ServiceWindow, SpecialHours};
use crate::zone::start_of_day;

/// Other hours, ready for arithmetic, with the spans in which they hold.
#[derive(Debug, Clone)]
pub(super) struct Special {
    hours: Plain,
    /// First second, and the second after the last; ascending, with time between any two.
    spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Special {
    fn new(special: &SpecialHours, calendar: &WorkCalendar) -> Self {
        let end = |day: chrono::NaiveDate| start_of_day(day.succ_opt().unwrap_or(day));
        Self {
            hours: Plain::new(special.window(), calendar),
            spans: special.days().iter().map(|(from, to)| (start_of_day(*from), end(*to))).collect(),
        }
    }
}

/// Time in which the same hours hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) hours: &'a Plain,
    /// Its first moment.
    pub(super) from: DateTime<Utc>,
    /// The second after its last; `None` for ever.
    pub(super) to: Option<DateTime<Utc>>,
}

impl CompiledWindow {
    /// Makes `window` ready under `calendar`, for every year the calendar knows.
    #[must_use]
    pub fn new(window: &ServiceWindow, calendar: &WorkCalendar) -> Self {
        Self {
            ordinary: Plain::new(window, calendar),
            special: window.special().map(|special| Special::new(special, calendar)),
            window: window.clone(),
        }
    }

    /// The parts of all time from `start` on; those that are over are not walked.
    pub(super) fn parts(&self, start: DateTime<Utc>) -> impl Iterator<Item = Part<'_>> {
        let special = self.special.as_ref();
        let spans = special.map_or(&[][..], |special| &special.spans);
        let mut next = spans.partition_point(|(_, to)| *to <= start);
        let mut from = Some(start);
        std::iter::from_fn(move || {
            let begins = from?;
            let (hours, to) = match (spans.get(next), special) {
                (Some((first, end)), Some(special)) if *first <= begins => {
                    next += 1;
                    (&special.hours, Some(*end))
                }
                (Some((first, _)), _) => (&self.ordinary, Some(*first)),
                (None, _) => (&self.ordinary, None),
            };
            from = to;
            Some(Part { hours, from: begins, to })
        })
    }
}
