//! Whether backups are kept as long as agreed.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use jianyue_sla::zone;

/// A file that was seen once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// When it was found gone.
    pub gone_at: Option<DateTime<Utc>>,
}

/// What is wrong with what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TooShort {
    /// So many were gone before their time; the newest of them was written then.
    GoneEarly(usize, DateTime<Utc>),
    /// The oldest that is there was written then, and older ones should be there.
    OldestTooYoung(DateTime<Utc>),
}

/// The first day on which a file written at `at` need not be kept any more.
#[must_use]
pub fn kept_until(at: DateTime<Utc>, keep_days: i64) -> NaiveDate {
    let days = u64::try_from(keep_days).unwrap_or(0);
    zone::local_date(at).checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// Judges `files` of a policy that is watched since `since`.
///
/// A file that was seen and went before its time is known at once. That older ones should be there is known only when the
/// policy itself is older than what is kept and one interval more.
#[must_use]
pub fn too_short(
    files: &[Kept],
    (since, now): (DateTime<Utc>, DateTime<Utc>),
    keep_days: i64,
    interval: TimeDelta,
) -> Option<TooShort> {
    let today = zone::local_date(now);
    let early = |file: &&Kept| {
        let until = kept_until(file.at, keep_days);
        file.gone_at.is_some_and(|gone| zone::local_date(gone) < until) && today < until
    };
    let gone: Vec<&Kept> = files.iter().filter(early).collect();
    if let Some(newest) = gone.iter().map(|file| file.at).max() {
        return Some(TooShort::GoneEarly(gone.len(), newest));
    }
    let span = TimeDelta::days(keep_days);
    let oldest = files.iter().filter(|file| file.gone_at.is_none()).map(|file| file.at).min()?;
    (now - since > span + interval && now - oldest < span - interval).then_some(TooShort::OldestTooYoung(oldest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: TimeDelta = TimeDelta::days(1);

    fn now() -> DateTime<Utc> {
        "2026-03-31T04:00:00Z".parse().unwrap()
    }

    fn daily(oldest: i64) -> Vec<Kept> {
        (0..oldest).map(|day| Kept { at: now() - TimeDelta::days(day), gone_at: None }).collect()
    }

    #[test]
    fn a_young_policy_is_not_asked_for_old_files() {
        let young = now() - TimeDelta::days(20);
        assert_eq!(too_short(&daily(10), (young, now()), 30, DAY), None);
        let old = now() - TimeDelta::days(60);
        assert_eq!(too_short(&daily(31), (old, now()), 30, DAY), None);
        let oldest = now() - TimeDelta::days(9);
        assert_eq!(too_short(&daily(10), (old, now()), 30, DAY), Some(TooShort::OldestTooYoung(oldest)));
    }

    #[test]
    fn a_file_that_was_seen_and_went_early_is_told_until_it_need_not_be_there() {
        let young = now() - TimeDelta::days(5);
        let written = now() - TimeDelta::days(10);
        let gone = Kept { at: written, gone_at: Some(now() - DAY) };
        assert_eq!(too_short(&[gone], (young, now()), 30, DAY), Some(TooShort::GoneEarly(1, written)));
        assert_eq!(too_short(&[gone], (young, now()), 9, DAY), None);
        // It went late enough, or its time is over by now.
        let late = Kept { at: now() - TimeDelta::days(40), gone_at: Some(now() - TimeDelta::days(20)) };
        assert_eq!(too_short(&[late], (young, now()), 30, DAY), None);
    }

    #[test]
    fn no_file_at_all_is_another_finding() {
        assert_eq!(too_short(&[], (now() - TimeDelta::days(90), now()), 30, DAY), None);
    }
}
