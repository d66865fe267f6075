//! Minutes and moments as text.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeZone as _, Utc};

use crate::business::{BusinessTime, CompiledWindow};
use crate::window::ServiceWindow;
use crate::zone::{SHANGHAI, local};

/// A moment; without an offset it is Beijing time.
pub(super) fn moment(column: &str, text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    NaiveDateTime::parse_from_str(&text.replacen(' ', "T", 1), "%Y-%m-%dT%H:%M:%S")
        .ok()
        .and_then(|at| SHANGHAI.from_local_datetime(&at).single())
        .map(|at| at.to_utc())
        .ok_or_else(|| format!("{column}“{text}”不是时间：应写成 2024-05-06T09:00:00+08:00 的形式"))
}

/// `2024-05-06T09:00:00+08:00`.
pub(super) fn written(at: DateTime<Utc>) -> String {
    local(at).to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// Seconds of so many minutes; decimals are rounded to the nearest second.
pub(super) fn seconds(text: &str) -> Result<i64, String> {
    let bad = || format!("minutes“{text}”不是分钟数：应为不小于 0 的数，例如 90 或 0.5");
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || whole.is_empty() || decimals.len() > 9 {
        return Err(bad());
    }
    let fraction: i64 = format!("{decimals:0<9}").parse().map_err(|_| bad())?;
    let fraction = (fraction * 60 + 500_000_000) / 1_000_000_000;
    let whole: i64 = whole.parse().map_err(|_| bad())?;
    whole.checked_mul(60).and_then(|seconds| seconds.checked_add(fraction)).ok_or_else(bad)
}

/// Minutes of so many seconds: whole when they are, otherwise up to six decimals, enough to get the second back.
pub(super) fn minutes(seconds: i64) -> String {
    let (whole, rest) = (seconds / 60, seconds % 60);
    if rest == 0 {
        return whole.to_string();
    }
    let decimals = format!("{:06}", (rest * 1_000_000 + 30) / 60);
    format!("{whole}.{}", decimals.trim_end_matches('0'))
}

/// Windows as they are written in the table, compiled once.
#[derive(Default)]
pub(super) struct Windows(HashMap<String, Arc<CompiledWindow>>);

impl Windows {
    pub(super) fn get(&mut self, business: &BusinessTime, text: &str) -> Result<Arc<CompiledWindow>, String> {
        if let Some(ready) = self.0.get(text) {
            return Ok(Arc::clone(ready));
        }
        let window: ServiceWindow = text.parse().map_err(|error: crate::WindowError| error.to_string())?;
        let ready = business.window(&window);
        self.0.insert(text.to_owned(), Arc::clone(&ready));
        Ok(ready)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn minutes_are_whole_when_they_can_be() {
        assert_eq!(minutes(5400), "90");
        assert_eq!(minutes(30), "0.5");
        assert_eq!(minutes(3601), "60.016667");
    }

    #[test]
    fn nonsense_is_not_a_number_of_minutes() {
        for text in ["", "-1", "1e3", ".", "1.x", "九十", "0.1234567890", "99999999999999999999"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }

    #[test]
    fn moments_come_with_any_offset_or_none() {
        let expected = moment("start", "2024-05-06T09:00:30+08:00");
        assert_eq!(moment("start", "2024-05-06T01:00:30Z"), expected);
        assert_eq!(moment("start", "2024-05-06T09:00:30"), expected);
        assert!(moment("start", "2024-13-06T09:00:30+08:00").expect_err("no such month").contains("2024-13-06"));
    }

    proptest! {
        #[test]
        fn the_second_comes_back(count in 0_i64..1_000_000_000) {
            prop_assert_eq!(seconds(&minutes(count)), Ok(count));
        }
    }
}
