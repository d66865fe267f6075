//! Time and identifiers as parameters, so that tests, replays and the demo year hold literal values.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

/// A source of the present moment.
pub trait Clock: Send + Sync {
    /// Now, truncated to microseconds: the precision that every database here keeps.
    fn now(&self) -> DateTime<Utc>;
}

/// A source of new identifiers.
pub trait IdSource: Send + Sync {
    /// An id never given before; ids of the system source sort by the time they were given.
    fn next(&self) -> Uuid;
}

/// The time of the machine.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one source of the machine's time")]
    fn now(&self) -> DateTime<Utc> {
        microseconds(Utc::now())
    }
}

/// Version 7 ids: random, and sorted by time, so that indexes grow at their end.
#[derive(Debug, Default)]
pub struct SystemIds;

impl IdSource for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "this is the one source of ids")]
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// A time that stands still until it is moved.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that shows `at`.
    #[must_use]
    pub fn at(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(microseconds(at)))
    }

    /// Shows `at` from now on.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = microseconds(at);
    }

    /// Moves on by `by`.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ids 00000000-0000-7000-8000-000000000001 and on, for tests that compare whole documents.
#[derive(Debug, Default)]
pub struct SequenceIds(AtomicU64);

impl IdSource for SequenceIds {
    fn next(&self) -> Uuid {
        let n = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        Uuid::from_u128(0x7000_8000_0000_0000_0000 | u128::from(n))
    }
}

/// What a use case needs from outside that is not the database: the time and new ids.
#[derive(Clone)]
pub struct Env {
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Env {
    /// The machine's time and random ids.
    #[must_use]
    pub fn system() -> Self {
        Self::new(Arc::new(SystemClock), Arc::new(SystemIds))
    }

    /// The given sources.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        Self { clock, ids }
    }

    /// The same ids with another clock, as the demo year needs while it plays the past.
    #[must_use]
    pub fn with_clock(&self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ids: self.ids.clone() }
    }

    /// Now, to the microsecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new id.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.ids.next()
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Env").field("now", &self.now()).finish_non_exhaustive()
    }
}

fn microseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_cut_to_the_microsecond_that_databases_keep() {
        let at = DateTime::parse_from_rfc3339("2026-01-01T00:00:00.123456789Z").unwrap().to_utc();
        assert_eq!(FixedClock::at(at).now().to_rfc3339(), "2026-01-01T00:00:00.123456+00:00");
    }

    #[test]
    fn sequence_ids_are_literal_and_valid_version_7() {
        let ids = SequenceIds::default();
        let id = ids.next();
        assert_eq!(id.to_string(), "00000000-0000-7000-8000-000000000001");
        assert_eq!(id.get_version_num(), 7);
        assert!(ids.next() > id);
    }
}
