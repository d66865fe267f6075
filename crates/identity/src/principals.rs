//! Who is behind a session or a token, remembered for a few seconds, so that most requests ask no database.
//!
//! Ending a session here takes effect at once: it is forgotten after the commit, and what was being read meanwhile is
//! not remembered (the generation has moved on). Other replicas see it when their memory is over.

use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::{Actor, PersonId};
use uuid::Uuid;

/// How long a principal is believed without asking the database again.
pub const MEMORY: TimeDelta = TimeDelta::seconds(5);

/// From so many principals on, those that are over are thrown out when one is added.
const CROWD: usize = 4096;

/// Somebody who was let in.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Who acts.
    pub actor: Actor,
    /// Whether they may do nothing but change their password.
    pub must_change: bool,
    /// When the session or token ends.
    pub ends_at: DateTime<Utc>,
}

struct Known {
    principal: Principal,
    read_at: DateTime<Utc>,
}

/// The principals of this process, by session or token.
#[derive(Default)]
pub struct Principals {
    known: RwLock<HashMap<Uuid, Known>>,
    generation: AtomicU64,
}

impl Principals {
    /// The principal behind `key`, if it was read less than [`MEMORY`] ago.
    #[must_use]
    pub fn get(&self, key: Uuid, now: DateTime<Utc>) -> Option<Principal> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).filter(|known| is_fresh(known, now)).map(|known| known.principal.clone())
    }

    /// Taken before a principal is read, and shown when it is put here.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Remembers what was read, unless something was forgotten since `generation`.
    pub fn put(&self, key: Uuid, principal: Principal, now: DateTime<Utc>, generation: u64) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if self.generation() != generation {
            return;
        }
        if known.len() >= CROWD {
            known.retain(|_, known| is_fresh(known, now));
        }
        known.insert(key, Known { principal, read_at: now });
    }

    /// Forgets a session or token that was ended.
    pub fn forget(&self, key: Uuid) {
        self.forget_where(|id, _| id == key);
    }

    /// Forgets everything of a person whose roles, state or sessions changed.
    pub fn forget_person(&self, person: PersonId) {
        self.forget_where(|_, principal| principal.actor.person == person);
    }

    fn forget_where(&self, goes: impl Fn(Uuid, &Principal) -> bool) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        self.generation.fetch_add(1, Ordering::AcqRel);
        known.retain(|id, known| !goes(*id, &known.principal));
    }
}

fn is_fresh(known: &Known, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..MEMORY).contains(&(now - known.read_at))
}

#[cfg(test)]
mod tests {
    use jianyue_testkit::{actor, env::time};

    use super::*;

    const KEY: Uuid = Uuid::from_u128(1);

    fn now() -> DateTime<Utc> {
        time("2026-03-02T09:00:00+08:00")
    }

    fn principal() -> Principal {
        Principal { actor: actor(1).done(), must_change: false, ends_at: now() + TimeDelta::hours(1) }
    }

    #[test]
    fn a_principal_is_believed_for_five_seconds() {
        let principals = Principals::default();
        principals.put(KEY, principal(), now(), principals.generation());
        assert!(principals.get(KEY, now() + TimeDelta::milliseconds(4999)).is_some());
        assert!(principals.get(KEY, now() + TimeDelta::seconds(5)).is_none());
        assert!(
            principals.get(KEY, now() - TimeDelta::seconds(1)).is_none(),
            "a clock that was set back proves nothing"
        );
    }

    #[test]
    fn the_forgotten_are_gone_at_once() {
        let principals = Principals::default();
        for forget in [|p: &Principals| p.forget(KEY), |p: &Principals| p.forget_person(actor(1).done().person)] {
            principals.put(KEY, principal(), now(), principals.generation());
            forget(&principals);
            assert!(principals.get(KEY, now()).is_none());
        }
    }

    #[test]
    fn what_was_read_before_a_revocation_is_not_remembered_after_it() {
        let principals = Principals::default();
        let generation = principals.generation();
        principals.forget(KEY);
        principals.put(KEY, principal(), now(), generation);
        assert!(principals.get(KEY, now()).is_none());
    }
}
