//! What the waits of a day were, out of how many calls waited how many seconds.

use std::collections::BTreeMap;

/// How many calls waited so many whole seconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram(BTreeMap<i64, i64>);

impl Histogram {
    /// With `n` calls more of `seconds`.
    pub fn add(&mut self, seconds: i64, n: i64) {
        *self.0.entry(seconds).or_default() += n;
    }

    /// With everything of `other`.
    pub fn merge(&mut self, other: &Self) {
        for (seconds, n) in &other.0 {
            self.add(*seconds, *n);
        }
    }

    /// How many calls there are.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// The shortest wait that at least `percent` of the calls did not exceed (nearest rank: always one that was waited);
    /// `None` when there are no calls.
    #[must_use]
    pub fn percentile(&self, percent: i64) -> Option<i64> {
        let rank = (self.count() * percent + 99) / 100;
        let mut so_far = 0;
        self.0
            .iter()
            .filter(|(_, n)| **n > 0)
            .find(|(_, n)| {
                so_far += **n;
                so_far >= rank.max(1)
            })
            .map(|(seconds, _)| *seconds)
    }

    /// How many calls waited less than `target` seconds.
    #[must_use]
    pub fn below(&self, target: i64) -> i64 {
        self.0.range(..target).map(|(_, n)| n).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(waits: &[i64]) -> Histogram {
        let mut histogram = Histogram::default();
        for wait in waits {
            histogram.add(*wait, 1);
        }
        histogram
    }

    #[test]
    fn percentiles_are_waits_that_were_waited() {
        let hundred: Vec<i64> = (1..=100).collect();
        let hundred = of(&hundred);
        assert_eq!([50, 90, 95, 100].map(|p| hundred.percentile(p).unwrap()), [50, 90, 95, 100]);
        let four = of(&[3, 5, 8, 60]);
        assert_eq!([50, 90, 95].map(|p| four.percentile(p).unwrap()), [5, 60, 60]);
        assert_eq!(of(&[7]).percentile(50), Some(7));
        assert_eq!(of(&[]).percentile(50), None);
    }

    #[test]
    fn less_than_a_minute_is_less_than_a_minute() {
        let edge = of(&[59, 60, 61]);
        assert_eq!((edge.below(60), edge.below(61), edge.below(62)), (1, 2, 3));
    }

    #[test]
    fn what_was_moved_away_counts_no_more() {
        let mut moved = of(&[10, 20]);
        moved.add(10, -1);
        assert_eq!((moved.count(), moved.percentile(50), moved.below(15)), (1, Some(20), 0));
    }
}
