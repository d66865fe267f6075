//! The one zone of every contract: Asia/Shanghai, which has stood at +08:00 without summer time since 1991.
//!
//! Business time is counted in whole seconds; fractions of a second are dropped before anything is compared.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone as _, Utc, Weekday};

/// Seconds in a civil day; every day has the same number because the zone never shifts.
pub const SECONDS_A_DAY: i64 = 86_400;

const OFFSET_SECONDS: i32 = 8 * 3600;

/// The zone as chrono wants it.
pub const SHANGHAI: FixedOffset = match FixedOffset::east_opt(OFFSET_SECONDS) {
    Some(zone) => zone,
    None => panic!("eight hours are less than a day"),
};

/// `at` as the wall clock in Beijing shows it.
#[must_use]
pub fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&SHANGHAI)
}

/// The civil date in Beijing at `at`.
#[must_use]
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// Midnight at the beginning of `date` in Beijing.
#[must_use]
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    SHANGHAI
        .from_local_datetime(&date.and_time(NaiveTime::MIN))
        .single()
        .map_or(DateTime::<Utc>::MIN_UTC, |at| at.to_utc())
}

/// `2024-05-06 09:00:00` for people; seconds always shown.
#[must_use]
pub fn display(at: DateTime<Utc>) -> String {
    local(at).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Local seconds since 1970-01-01 00:00 in Beijing, fractions dropped.
pub(crate) fn local_seconds(at: DateTime<Utc>) -> i64 {
    at.timestamp() + i64::from(OFFSET_SECONDS)
}

/// The inverse of [`local_seconds`]; `None` beyond what chrono can hold.
pub(crate) fn from_local_seconds(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds.checked_sub(i64::from(OFFSET_SECONDS))?, 0)
}

/// `at` without its fraction of a second.
pub(crate) fn whole_second(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at)
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.to_epoch_days())
}

/// The inverse of [`day_number`].
pub(crate) fn date_of(day: i64) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(i32::try_from(day).ok()?)
}

/// Monday is 0.
pub(crate) fn weekday_of(day: i64) -> Weekday {
    match (day + 3).rem_euclid(7) {
        0 => Weekday::Mon,
        1 => Weekday::Tue,
        2 => Weekday::Wed,
        3 => Weekday::Thu,
        4 => Weekday::Fri,
        5 => Weekday::Sat,
        _ => Weekday::Sun,
    }
}
