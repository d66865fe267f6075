//! Times and statements as texts.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// Shanghai, where the databases are that do not say their zone.
const EAST: i32 = 8 * 3600;

/// Reads what databases write for a time. A time without a zone is one of Shanghai.
pub(super) fn time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        return Some(at.to_utc());
    }
    for zoned in ["%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f %#z"] {
        if let Ok(at) = DateTime::parse_from_str(text, zoned) {
            return Some(at.to_utc());
        }
    }
    let naive = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y/%m/%d %H:%M:%S%.f"];
    let naive = naive.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    let at = naive.or_else(day)?;
    at.and_local_timezone(FixedOffset::east_opt(EAST)?).single().map(|at| at.to_utc())
}

/// A length of time in words.
pub(super) fn lasted(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{seconds} 秒"),
        60..3600 => format!("{} 分钟", seconds / 60),
        3600..172_800 => format!("{} 小时", seconds / 3600),
        _ => format!("{} 天", seconds / 86_400),
    }
}

/// Whether a semicolon outside of quotes ends one statement and begins another.
pub(super) fn has_several_statements(statement: &str) -> bool {
    let mut quote = None;
    for one in statement.chars() {
        match (quote, one) {
            (Some(open), one) if one == open => quote = None,
            (None, '\'' | '"' | '`') => quote = Some(one),
            (None, ';') => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_databases_are_read_and_those_without_a_zone_are_of_shanghai() {
        let at = DateTime::parse_from_rfc3339("2026-03-02T01:00:00Z").unwrap().to_utc();
        for text in [
            "2026-03-02 09:00:00",
            "2026-03-02 09:00:00.000000",
            "2026-03-02 01:00:00+00",
            "2026-03-02 09:00:00.0+08:00",
            "2026-03-02T01:00:00Z",
            "2026-03-02 09:00:00.0000000 +08:00",
            "2026/03/02 09:00:00",
        ] {
            assert_eq!(time(text), Some(at), "{text}");
        }
        assert_eq!(time("2026-03-02"), Some(at - chrono::TimeDelta::hours(9)));
        assert_eq!((time("abc"), time("12")), (None, None));
    }

    #[test]
    fn a_semicolon_counts_outside_of_quotes_only() {
        assert!(!has_several_statements("SELECT ';' FROM a"));
        assert!(has_several_statements("SELECT 1; DELETE FROM a"));
        assert!(has_several_statements("SELECT 'a''b'; DROP TABLE a"));
    }
}
