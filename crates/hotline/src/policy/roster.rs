//! What of the times that must be staffed nobody is down for.

use chrono::{DateTime, Utc};

/// From when until when, the end not counted in.
pub type Span = (DateTime<Utc>, DateTime<Utc>);

/// The parts of `wanted` that are in none of `covered`, in order.
#[must_use]
pub fn uncovered(wanted: &[Span], covered: &[Span]) -> Vec<Span> {
    let mut covered = covered.to_vec();
    covered.sort_unstable();
    let mut gaps = Vec::new();
    for (from, to) in wanted {
        let mut at = *from;
        for (start, end) in covered.iter().filter(|(start, end)| end > from && start < to) {
            if *start > at {
                gaps.push((at, *start));
            }
            at = at.max(*end);
        }
        if at < *to {
            gaps.push((at, *to));
        }
    }
    gaps
}

/// The times that at least `heads` of `shifts` have a part in, in order and without touching one another.
#[must_use]
pub fn covered_by(shifts: &[Span], heads: u32) -> Vec<Span> {
    // An end comes before a beginning at the same moment; what only touches is joined below.
    let mut turns: Vec<(DateTime<Utc>, i64)> = shifts.iter().flat_map(|(from, to)| [(*from, 1), (*to, -1)]).collect();
    turns.sort_unstable();
    let (mut there, mut since): (i64, Option<DateTime<Utc>>) = (0, None);
    let mut covered: Vec<Span> = Vec::new();
    for (at, change) in turns {
        there += change;
        match since {
            None if there >= i64::from(heads.max(1)) => since = Some(at),
            Some(from) if there < i64::from(heads.max(1)) => {
                since = None;
                match covered.last_mut() {
                    Some(last) if last.1 >= from => last.1 = at,
                    _ if at > from => covered.push((from, at)),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    covered
}

/// How many of `shifts` run at the same time in `span` where they are fewest.
#[must_use]
pub fn fewest(span: Span, shifts: &[Span]) -> u32 {
    let running = |at: DateTime<Utc>| shifts.iter().filter(|(from, to)| *from <= at && at < *to).count();
    let turns = shifts.iter().map(|(_, to)| *to).filter(|at| span.0 < *at && *at < span.1);
    let least = turns.chain([span.0]).map(running).min().unwrap_or_default();
    u32::try_from(least).unwrap_or(u32::MAX)
}

/// The gaps of a day whose window is `wanted` and of which `hours` must be staffed: none when that many are, wherever they
/// lie in the window.
#[must_use]
pub fn gaps(wanted: &[Span], covered: &[Span], hours: u32) -> Vec<Span> {
    let length = |spans: &[Span]| -> i64 { spans.iter().map(|(from, to)| (*to - *from).num_seconds()).sum() };
    let open = uncovered(wanted, covered);
    let staffed = length(wanted) - length(&open);
    if staffed >= (i64::from(hours) * 3600).min(length(wanted)) { Vec::new() } else { open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64) -> Span {
        let at = |hour: i64| DateTime::from_timestamp(1_800_000_000 + hour * 3600, 0).unwrap();
        (at(from), at(to))
    }

    #[test]
    fn gaps_are_what_no_shift_covers() {
        let day = [span(8, 20)];
        assert_eq!(uncovered(&day, &[]), [span(8, 20)]);
        assert_eq!(uncovered(&day, &[span(12, 16), span(8, 12)]), [span(16, 20)]);
        assert_eq!(
            uncovered(&day, &[span(6, 9), span(10, 11), span(10, 14), span(19, 23)]),
            [span(9, 10), span(14, 19)]
        );
        assert_eq!(uncovered(&day, &[span(0, 24)]), []);
        // Shifts that only touch cover nothing.
        assert_eq!(uncovered(&day, &[span(0, 8), span(20, 24)]), [span(8, 20)]);
    }

    #[test]
    fn several_at_a_time_are_counted() {
        let shifts = [span(8, 14), span(14, 20), span(9, 12), span(12, 18)];
        assert_eq!(covered_by(&shifts, 1), [span(8, 20)]);
        assert_eq!(covered_by(&shifts, 2), [span(9, 18)]);
        assert_eq!(covered_by(&shifts, 3), []);
        assert_eq!(covered_by(&[span(8, 12), span(8, 12), span(11, 13)], 2), [span(8, 12)]);
        let counted: Vec<u32> = [span(9, 18), span(8, 20), span(20, 22)].map(|one| fewest(one, &shifts)).to_vec();
        assert_eq!(counted, [2, 1, 0]);
    }

    #[test]
    fn some_hours_of_a_longer_window_are_enough() {
        let day = [span(8, 20)];
        assert_eq!(gaps(&day, &[span(8, 16)], 8), []);
        assert_eq!(gaps(&day, &[span(8, 15)], 8), [span(15, 20)]);
        assert_eq!(gaps(&day, &[span(8, 20)], 24), []);
    }
}
