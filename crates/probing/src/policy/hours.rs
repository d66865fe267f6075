//! What belongs into which hour.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The beginning of the hour of `at`.
#[must_use]
pub fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::hours(1)).unwrap_or(at)
}

/// The seconds of `[from, until)` in each hour that it touches. They add up to the whole.
#[must_use]
pub fn seconds_by_hour(from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<(DateTime<Utc>, i64)> {
    let mut parts = Vec::new();
    let mut at = from;
    while at < until {
        let end = until.min(hour_of(at) + TimeDelta::hours(1));
        // Whole seconds since 1970, so that parts add up whatever the fractions are.
        let seconds = end.timestamp() - at.timestamp();
        if seconds > 0 {
            parts.push((hour_of(at), seconds));
        }
        at = end;
    }
    parts
}

/// The share of `watched` seconds that were not down, in percent, cut to three places; `None` where nobody watched.
#[must_use]
pub fn up_percent(watched: i64, down: i64) -> Option<f64> {
    if watched <= 0 {
        return None;
    }
    let thousandths = (watched - down.clamp(0, watched)).saturating_mul(100_000) / watched;
    i32::try_from(thousandths).ok().map(|thousandths| f64::from(thousandths) / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_never_down_was_up_all_the_time() {
        assert_eq!((up_percent(0, 0), up_percent(3_600, 0), up_percent(3_600, 3_600)), (None, Some(100.0), Some(0.0)));
        assert_eq!((up_percent(3_600, 36), up_percent(31_536_000, 1)), (Some(99.0), Some(99.999)));
    }

    #[test]
    fn seconds_are_split_at_full_hours_and_add_up() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let parts = seconds_by_hour(at("2026-03-02T08:59:30.7Z"), at("2026-03-02T10:00:10.2Z"));
        assert_eq!(
            parts,
            [(at("2026-03-02T08:00:00Z"), 30), (at("2026-03-02T09:00:00Z"), 3600), (at("2026-03-02T10:00:00Z"), 10)]
        );
        assert!(seconds_by_hour(at("2026-03-02T09:00:00Z"), at("2026-03-02T09:00:00Z")).is_empty());
        assert!(seconds_by_hour(at("2026-03-02T10:00:00Z"), at("2026-03-02T09:00:00Z")).is_empty());
    }
}
