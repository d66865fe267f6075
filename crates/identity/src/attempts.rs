//! How often somebody may try to get in from one address.
//!
//! A bucket for each address, in the memory of this process: so many attempts at once, then one every two seconds. An
//! attempt that lets somebody in is given back, so an office behind one address never notices. Addresses of loopback are
//! not limited: behind a proxy on the same machine that is not among the trusted ones everybody would be one of them.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::network::Network;

/// Attempts that can be made at once.
pub const BURST: i32 = 30;
/// The time after which a further one can be made.
pub const EVERY: TimeDelta = TimeDelta::seconds(2);
/// From so many addresses on, those whose bucket is full are forgotten; if they are too many even so, all are.
const CROWD: usize = 20_000;

/// The buckets of this process.
#[derive(Default)]
pub struct Attempts {
    /// When each bucket is full again.
    full_at: Mutex<HashMap<IpAddr, DateTime<Utc>>>,
}

/// Too many attempts were made from an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("来自这个网络地址的登录尝试过于频繁。请 {} 秒后再试。", .wait.num_seconds() + 1)]
pub struct TooManyAttempts {
    /// How long to wait.
    pub wait: TimeDelta,
}

impl Attempts {
    /// Takes an attempt of `address` at `now`. An address that is unknown is not limited.
    ///
    /// # Errors
    /// [`TooManyAttempts`] says how long to wait.
    pub fn take(&self, address: &str, now: DateTime<Utc>) -> Result<(), TooManyAttempts> {
        let Some(client) = client(address) else { return Ok(()) };
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= CROWD && !buckets.contains_key(&client) {
            buckets.retain(|_, full_at| now < *full_at);
            if buckets.len() >= CROWD {
                buckets.clear();
            }
        }
        let full_at = buckets.entry(client).or_insert(now);
        let then = (*full_at).max(now) + EVERY;
        let wait = then - now - EVERY * BURST;
        if wait > TimeDelta::zero() {
            return Err(TooManyAttempts { wait });
        }
        *full_at = then;
        Ok(())
    }

    /// Gives an attempt back that was none against anybody.
    pub fn give_back(&self, address: &str) {
        let Some(client) = client(address) else { return };
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = buckets.get_mut(&client) {
            *full_at -= EVERY;
        }
    }
}

fn client(address: &str) -> Option<IpAddr> {
    let address = address.parse::<IpAddr>().ok()?.to_canonical();
    (!address.is_loopback()).then(|| Network::of_client(address))
}

#[cfg(test)]
mod tests {
    use jianyue_testkit::env::time;

    use super::*;

    const HERE: &str = "203.0.113.9";

    fn now() -> DateTime<Utc> {
        time("2026-03-02T09:00:00+08:00")
    }

    #[test]
    fn a_burst_is_let_through_and_then_one_every_two_seconds() {
        let attempts = Attempts::default();
        for attempt in 0..BURST {
            assert_eq!(attempts.take(HERE, now()), Ok(()), "{attempt}");
        }
        assert_eq!(attempts.take(HERE, now()), Err(TooManyAttempts { wait: EVERY }));
        assert_eq!(attempts.take("203.0.113.10", now()), Ok(()), "another address");
        assert_eq!(attempts.take(HERE, now() + EVERY), Ok(()));
        assert!(attempts.take(HERE, now() + EVERY).is_err());
        for _ in 0..BURST {
            assert_eq!(attempts.take(HERE, now() + EVERY * (BURST + 2)), Ok(()));
        }
    }

    #[test]
    fn who_gets_in_uses_nothing_up() {
        let attempts = Attempts::default();
        for _ in 0..10 * BURST {
            assert_eq!(attempts.take(HERE, now()), Ok(()));
            attempts.give_back(HERE);
        }
    }

    #[test]
    fn a_customer_with_many_ipv6_addresses_is_one() {
        let attempts = Attempts::default();
        for host in 0..BURST {
            assert_eq!(attempts.take(&format!("2001:db8::{host:x}"), now()), Ok(()));
        }
        assert!(attempts.take("2001:db8::ffff", now()).is_err());
        assert!(attempts.take("2001:db8:0:1::1", now()).is_ok());
    }

    #[test]
    fn loopback_and_the_unknown_are_not_limited() {
        let attempts = Attempts::default();
        for address in ["127.0.0.1", "::1", "::ffff:127.0.0.1", ""] {
            for _ in 0..2 * BURST {
                assert_eq!(attempts.take(address, now()), Ok(()), "{address}");
            }
        }
    }
}
