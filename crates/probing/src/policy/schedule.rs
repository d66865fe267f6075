//! When a probe is due.

use uuid::Uuid;

/// Where in its interval a probe is due: the same for the same probe, spread over the interval for all of them.
#[must_use]
pub fn phase_ms(id: Uuid, every_seconds: i64) -> i64 {
    // Ids of the same moment differ in their last bits; FNV-1a makes all of a number of them.
    let mixed = id
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    let every = u64::try_from(every_seconds.max(1)).unwrap_or(1) * 1000;
    i64::try_from((mixed >> 11) % every).unwrap_or(0)
}

/// The first due time after `now_ms`, all in milliseconds since 1970.
#[must_use]
pub fn next_ms(now_ms: i64, phase_ms: i64, every_seconds: i64) -> i64 {
    let every = every_seconds.max(1) * 1000;
    now_ms - (now_ms - phase_ms).rem_euclid(every) + every
}

/// When a probe that was claimed at `now_ms` may be claimed by another: after its last attempt would have ended.
#[must_use]
pub fn lease_until_ms(now_ms: i64, timeout_ms: i64, retries: i64) -> i64 {
    now_ms + (timeout_ms + 1_000) * (retries + 1) + 30_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_times_keep_their_phase_and_never_pile_up() {
        assert_eq!(next_ms(60_500, 500, 60), 120_500);
        assert_eq!(next_ms(60_499, 500, 60), 60_500);
        // However late it was: one time lies ahead, and nothing is caught up.
        assert_eq!(next_ms(1_000_000_000, 500, 60), 1_000_020_500);
    }

    #[test]
    fn probes_are_spread_over_their_interval() {
        let mut tenths = [0; 10];
        for n in 0..1_000_u128 {
            let phase = phase_ms(Uuid::from_u128((0x0198_0000_0000_7000 << 64) + n), 60);
            assert!((0..60_000).contains(&phase));
            tenths[usize::try_from(phase / 6_000).unwrap()] += 1;
        }
        assert!(tenths.iter().all(|n| (60..=140).contains(n)), "{tenths:?}");
    }
}
