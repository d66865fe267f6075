//! When so many events within so much time are too many.

use chrono::{DateTime, TimeDelta, Utc};

/// The end of the first window that holds at least `count` of `times` (in order) and one of `new` among them, with how many
/// it holds. A window goes from just behind its beginning to its end, which is the time of an event.
#[must_use]
pub fn first_breach(
    times: &[DateTime<Utc>],
    new: &[DateTime<Utc>],
    within: TimeDelta,
    count: usize,
) -> Option<(DateTime<Utc>, usize)> {
    let mut first = 0;
    for (last, end) in times.iter().enumerate() {
        while times[first] <= *end - within {
            first += 1;
        }
        let held = last + 1 - first;
        let has_new = || new.iter().any(|at| *at > *end - within && at <= end);
        if held >= count && has_new() {
            return Some((*end, held));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: &[i64]) -> Vec<DateTime<Utc>> {
        minutes.iter().map(|minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(*minute)).collect()
    }

    #[test]
    fn a_window_is_open_at_its_beginning_and_ends_with_an_event() {
        let ten = TimeDelta::minutes(10);
        let breach = |times: &[i64], new: &[i64], count| first_breach(&at(times), &at(new), ten, count);
        let end = |minute: i64, held| Some((at(&[minute])[0], held));
        assert_eq!(breach(&[0, 5, 10], &[10], 3), None);
        assert_eq!(breach(&[0, 5, 9], &[9], 3), end(9, 3));
        // What comes late completes the window that ends behind it.
        assert_eq!(breach(&[0, 4, 8], &[4], 3), end(8, 3));
        // A window of old events only was judged before.
        assert_eq!(breach(&[0, 1, 2, 30], &[30], 3), None);
        assert_eq!(breach(&[], &[], 1), None);
    }
}
