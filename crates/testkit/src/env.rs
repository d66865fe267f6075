//! Time that stands still and ids that are literal.

use std::{ops::Deref, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Env, FixedClock, SequenceIds};

/// An [`Env`] whose clock the test moves.
pub struct TestEnv {
    env: Env,
    clock: Arc<FixedClock>,
}

impl TestEnv {
    /// Monday 2 March 2026, 09:00 in Shanghai: a working day in a working hour.
    #[must_use]
    pub fn new() -> Self {
        Self::at("2026-03-02T09:00:00+08:00")
    }

    /// The moment `at`, written as RFC 3339.
    ///
    /// # Panics
    /// When it is written otherwise.
    #[must_use]
    pub fn at(at: &str) -> Self {
        let clock = Arc::new(FixedClock::at(time(at)));
        Self { env: Env::new(clock.clone(), Arc::new(SequenceIds::default())), clock }
    }

    /// The environment, to give away.
    #[must_use]
    pub fn env(&self) -> Env {
        self.env.clone()
    }

    /// Shows `at` (RFC 3339) from now on.
    ///
    /// # Panics
    /// When it is written otherwise.
    pub fn set(&self, at: &str) {
        self.clock.set(time(at));
    }

    /// Moves the clock on.
    pub fn advance(&self, by: TimeDelta) {
        self.clock.advance(by);
    }
}

impl Default for TestEnv {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for TestEnv {
    type Target = Env;

    fn deref(&self) -> &Env {
        &self.env
    }
}

/// The moment `at`, written as RFC 3339.
///
/// # Panics
/// When it is written otherwise.
#[must_use]
pub fn time(at: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(at).unwrap_or_else(|error| panic!("“{at}” is no RFC 3339 time: {error}")).to_utc()
}
