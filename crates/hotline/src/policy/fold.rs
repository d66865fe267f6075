//! What a call is, out of what was told of it: the same whatever the order, and however often it was told.

use chrono::{DateTime, Utc};

use crate::model::{Facts, Outcome, Told};

impl Facts {
    /// Of a call of which only this was told.
    #[must_use]
    pub fn first(told: Told, at: DateTime<Utc>) -> Self {
        let blank = Self { arrived_at: at, arrived: false, answered_at: None, abandoned_at: None, ended_at: None };
        blank.and(told, at)
    }

    /// With one thing more. Of things told twice the first arrival, the first answer and the last end count.
    #[must_use]
    pub fn and(mut self, told: Told, at: DateTime<Utc>) -> Self {
        let earliest = |kept: Option<DateTime<Utc>>| Some(kept.map_or(at, |kept| kept.min(at)));
        match told {
            Told::Arrived => {
                self.arrived_at = if self.arrived { self.arrived_at.min(at) } else { at };
                self.arrived = true;
                return self;
            }
            Told::Answered => self.answered_at = earliest(self.answered_at),
            Told::Abandoned => self.abandoned_at = earliest(self.abandoned_at),
            Told::Ended => self.ended_at = Some(self.ended_at.map_or(at, |kept| kept.max(at))),
            Told::Transferred => {}
        }
        if !self.arrived {
            self.arrived_at = self.arrived_at.min(at);
        }
        self
    }

    /// What became of it. A call that ended and that nobody picked up was given up.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.answered_at.is_some() {
            Outcome::Answered
        } else if self.abandoned_at.or(self.ended_at).is_some() {
            Outcome::Abandoned
        } else {
            Outcome::Ringing
        }
    }

    /// Whole seconds from its arrival until it was picked up or given up, begun ones not counted; `None` while one of
    /// the two is not known.
    #[must_use]
    pub fn wait(&self) -> Option<i64> {
        let until = self.answered_at.or(self.abandoned_at).or(self.ended_at).filter(|_| self.arrived)?;
        Some((until - self.arrived_at).num_seconds().max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn told(all: &[(Told, i64)]) -> Facts {
        let (first, at_first) = all[0];
        all[1..].iter().fold(Facts::first(first, at(at_first)), |facts, (what, second)| facts.and(*what, at(*second)))
    }

    #[test]
    fn the_order_and_repetitions_make_no_difference() {
        let all = [
            (Told::Arrived, 0),
            (Told::Answered, 59),
            (Told::Transferred, 90),
            (Told::Answered, 95),
            (Told::Ended, 300),
            (Told::Ended, 200),
        ];
        let expected = told(&all);
        assert_eq!((expected.outcome(), expected.wait()), (Outcome::Answered, Some(59)));
        assert_eq!(expected.ended_at, Some(at(300)));
        for turn in 0..all.len() {
            let mut turned = all;
            turned.rotate_left(turn);
            assert_eq!(told(&turned), expected, "from {turn}");
            turned.reverse();
            assert_eq!(told(&turned), expected, "back from {turn}");
            assert_eq!(told(&[turned, turned].concat()), expected, "twice from {turn}");
        }
    }

    #[test]
    fn an_end_without_an_answer_is_given_up_until_the_answer_is_told() {
        let over = told(&[(Told::Arrived, 0), (Told::Ended, 70)]);
        assert_eq!((over.outcome(), over.wait()), (Outcome::Abandoned, Some(70)));
        let later = over.and(Told::Answered, at(20));
        assert_eq!((later.outcome(), later.wait()), (Outcome::Answered, Some(20)));
        let gone = told(&[(Told::Abandoned, 30), (Told::Ended, 31), (Told::Arrived, 0)]);
        assert_eq!((gone.outcome(), gone.wait()), (Outcome::Abandoned, Some(30)));
    }

    #[test]
    fn without_its_arrival_nothing_is_measured() {
        let half = told(&[(Told::Answered, 20)]);
        assert_eq!((half.outcome(), half.wait(), half.arrived_at), (Outcome::Answered, None, at(20)));
        assert_eq!(told(&[(Told::Arrived, 0)]).outcome(), Outcome::Ringing);
    }
}
