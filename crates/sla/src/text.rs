//! Words for people.

/// `1 小时 5 分 3 秒`; hours are not gathered into days, because a day of business time is not 24 hours.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let total = seconds.unsigned_abs();
    let parts = [(total / 3600, "小时"), (total / 60 % 60, "分"), (total % 60, "秒")];
    let words: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if words.is_empty() { "0 分".to_owned() } else { format!("{sign}{}", words.join(" ")) }
}
