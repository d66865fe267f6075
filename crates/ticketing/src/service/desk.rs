//! What every use case needs besides the transaction.

use chrono::{DateTime, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::{Actor, Env};

/// The one who acts, with the contracts, the time and new ids at hand.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    /// Contracts.
    pub registry: &'a Registry,
    /// Time and ids.
    pub env: &'a Env,
    /// Who acts.
    pub by: &'a Actor,
}

impl<'a> Desk<'a> {
    /// The desk of `by`.
    #[must_use]
    pub fn new(registry: &'a Registry, env: &'a Env, by: &'a Actor) -> Self {
        Self { registry, env, by }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.env.now()
    }
}
