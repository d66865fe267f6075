//! When a backup is late, and when to look again.

use chrono::{DateTime, TimeDelta, Utc};

/// The longest pause between two looks.
const LONGEST: TimeDelta = TimeDelta::hours(6);
/// The shortest.
const SHORTEST: TimeDelta = TimeDelta::minutes(30);

/// How much older than its interval the newest backup may be, in minutes. A job that begins at the same hour every day ends
/// some minutes earlier or later, so a twelfth is granted; none where the contract prints an interval to stay below.
#[must_use]
pub const fn grace_minutes(every_hours: i64, strict: bool) -> i64 {
    if strict { 0 } else { every_hours * 5 }
}

/// The age that the newest must stay below.
#[must_use]
pub fn limit(every_hours: i64, grace_minutes: i64) -> TimeDelta {
    TimeDelta::hours(every_hours) + TimeDelta::minutes(grace_minutes)
}

/// Whether a backup written at `newest` is too old now. One as old as the limit is: it must be younger.
#[must_use]
pub fn is_late(newest: DateTime<Utc>, now: DateTime<Utc>, limit: TimeDelta) -> bool {
    now - newest >= limit
}

/// When to look again: a few times in each interval, and as soon as the newest becomes late.
#[must_use]
pub fn next_look(now: DateTime<Utc>, newest: Option<DateTime<Utc>>, limit: TimeDelta) -> DateTime<Utc> {
    let regular = now + (limit / 4).clamp(SHORTEST, LONGEST);
    match newest.map(|newest| newest + limit + TimeDelta::seconds(1)) {
        Some(late) if late > now => regular.min(late),
        _ => regular,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn less_than_a_day_is_less_than_a_day_where_the_contract_prints_it() {
        let strict = limit(24, grace_minutes(24, true));
        let newest = at("2026-03-01T02:00:00Z");
        assert!(!is_late(newest, at("2026-03-02T01:59:59Z"), strict));
        assert!(is_late(newest, at("2026-03-02T02:00:00Z"), strict));
        let kind = limit(24, grace_minutes(24, false));
        assert!(!is_late(newest, at("2026-03-02T03:59:59Z"), kind));
        assert!(is_late(newest, at("2026-03-02T04:00:00Z"), kind));
    }

    #[test]
    fn one_from_the_future_is_not_late() {
        assert!(!is_late(at("2026-03-03T00:00:00Z"), at("2026-03-02T00:00:00Z"), limit(24, 0)));
    }

    #[test]
    fn it_is_looked_at_as_soon_as_it_is_late() {
        let now = at("2026-03-02T00:00:00Z");
        let limit = limit(24, 0);
        assert_eq!(next_look(now, None, limit), at("2026-03-02T06:00:00Z"));
        assert_eq!(next_look(now, Some(at("2026-03-01T02:00:00Z")), limit), at("2026-03-02T02:00:01Z"));
        assert_eq!(next_look(now, Some(at("2026-02-01T02:00:00Z")), limit), at("2026-03-02T06:00:00Z"));
        assert_eq!(next_look(now, None, TimeDelta::hours(1)), at("2026-03-02T00:30:00Z"));
    }
}
