//! When a message goes out, how long it gathers, when it is tried again: pure.

use chrono::{DateTime, Duration, Utc};

/// How many things a message shows in full; of the others it says how many there are.
pub const SHOWN: usize = 20;
/// Things of severity 1 that a message keeps word by word, wherever in a storm they came up.
pub const GRAVE_KEPT: usize = 1000;
/// Events that are told later than this (after a long outage, or in a demo's past) are told in the web only.
pub const NEWS: Duration = Duration::days(1);
/// Events that are told later than this are told to nobody.
pub const HISTORY: Duration = Duration::days(7);
/// Attempts before a message is given up: with the pauses of [`next_attempt`] about a day.
pub const MAX_ATTEMPTS: i64 = 30;

/// How long a message gathers what comes up after its first thing, so that a storm becomes one message. What is grave
/// waits only as long as a storm needs to show itself.
#[must_use]
pub fn gathering(level: Option<i64>) -> Duration {
    match level {
        Some(1) => Duration::seconds(5),
        Some(2) => Duration::seconds(15),
        _ => Duration::seconds(30),
    }
}

/// How long after a message of the same kind to the same recipient the next one gathers: the longer the storm lasts,
/// the fewer messages it makes.
#[must_use]
pub fn gathering_after(level: Option<i64>, last_sent: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let quick = gathering(level);
    match last_sent {
        Some(sent) if level != Some(1) && now - sent < Duration::minutes(2) => quick.max(Duration::minutes(2)),
        _ => quick,
    }
}

/// When a message that failed `attempts` times (at least once) is tried again: after 1, 2, 4 … minutes, at most an hour
/// later. `None`: it is given up.
#[must_use]
pub fn next_attempt(attempts: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let doublings = u32::try_from(attempts.clamp(1, 7) - 1).unwrap_or(0);
    Some(now + Duration::minutes((1_i64 << doublings).min(60)))
}

/// Whether a message keeps its thing number `seq` (from 1) word by word, or only counts it.
#[must_use]
pub fn is_kept(seq: i64, level: Option<i64>) -> bool {
    let most = if level == Some(1) { GRAVE_KEPT } else { SHOWN };
    usize::try_from(seq).is_ok_and(|seq| seq <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-11-21T12:00:00+08:00".parse().unwrap()
    }

    #[test]
    fn pauses_double_up_to_an_hour_and_last_for_about_a_day() {
        let minutes: Vec<i64> =
            (1..=8).map(|attempts| (next_attempt(attempts, noon()).unwrap() - noon()).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(next_attempt(MAX_ATTEMPTS, noon()), None);
        let all: i64 =
            (1..MAX_ATTEMPTS).map(|attempts| (next_attempt(attempts, noon()).unwrap() - noon()).num_minutes()).sum();
        assert!((23 * 60..=25 * 60).contains(&all), "{all} minutes");
    }

    #[test]
    fn what_is_grave_is_kept_wherever_in_a_storm_it_comes_up() {
        assert!(is_kept(20, None) && !is_kept(21, Some(2)) && is_kept(701, Some(1)) && !is_kept(1001, Some(1)));
    }

    #[test]
    fn a_storm_gathers_longer_but_the_grave_never_waits() {
        let just_now = Some(noon() - Duration::seconds(40));
        assert_eq!(gathering_after(Some(1), just_now, noon()), Duration::seconds(5));
        assert_eq!(gathering_after(Some(3), just_now, noon()), Duration::minutes(2));
        assert_eq!(gathering_after(Some(3), Some(noon() - Duration::hours(1)), noon()), Duration::seconds(30));
        assert_eq!(gathering_after(None, None, noon()), Duration::seconds(30));
    }
}
