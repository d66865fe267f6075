//! Sizes and times as people say them.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_sla::zone;

/// A moment as people in Beijing read it, to the minute.
#[must_use]
pub fn clock(at: DateTime<Utc>) -> String {
    zone::local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// A length of time: `2 小时 5 分`.
#[must_use]
pub fn lasted(span: TimeDelta) -> String {
    let parts = [(span.num_days(), "天"), (span.num_hours() % 24, "小时"), (span.num_minutes() % 60, "分")];
    let says: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).take(2).map(|(n, unit)| format!("{n} {unit}")).collect();
    if says.is_empty() { "不到 1 分".to_owned() } else { says.join(" ") }
}

/// A size: `3.2 GB`.
#[must_use]
pub fn size(bytes: i64) -> String {
    let (mut tenths, mut unit) = (i128::from(bytes) * 10, "B");
    for next in ["KB", "MB", "GB", "TB"] {
        if tenths < 10_240 {
            break;
        }
        (tenths, unit) = (tenths / 1024, next);
    }
    if unit == "B" || tenths % 10 == 0 {
        format!("{} {unit}", tenths / 10)
    } else {
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_spans_are_short() {
        let sizes = [0, 1023, 1024, 1536, 3_435_973_837].map(size);
        assert_eq!(sizes, ["0 B", "1023 B", "1 KB", "1.5 KB", "3.2 GB"]);
        assert_eq!(lasted(TimeDelta::minutes(125)), "2 小时 5 分");
        assert_eq!(lasted(TimeDelta::minutes(60 * 49 + 3)), "2 天 1 小时");
        assert_eq!(lasted(TimeDelta::seconds(59)), "不到 1 分");
    }
}
