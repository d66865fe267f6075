//! Days as people and spreadsheets write them.

use chrono::{Days, NaiveDate};

/// The day that a text names: `2026-03-01`, `2026/3/1`, `2026.3.1`, `20260301` or `2026年3月1日`, with or without a time
/// behind it.
#[must_use]
pub fn day_of(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let (date, _) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(date, "%Y%m%d").ok();
    }
    let parts: Vec<&str> = date.split(['-', '/', '.', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let year = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// The day of a spreadsheet's number: days since 30 December 1899, which holds from March 1900 on.
#[must_use]
pub fn day_of_serial(days: f64) -> Option<NaiveDate> {
    if !(61.0..110_000.0).contains(&days) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between two small numbers above")]
    let whole = days as u64;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 1);
        for text in [
            "2026-03-01",
            "2026/3/1",
            "2026.3.1",
            "20260301",
            "2026年3月1日",
            " 2026-03-01 23:59:59",
            "2026-03-01T00:00:00Z",
        ] {
            assert_eq!(day_of(text), day, "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in ["", "2026", "2026-02-30", "2026-13-01", "26-3-1", "长期", "20261345"] {
            assert_eq!(day_of(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_spreadsheets_are_days() {
        assert_eq!(day_of_serial(46_082.0), NaiveDate::from_ymd_opt(2026, 3, 1));
        assert_eq!(day_of_serial(46_082.75), NaiveDate::from_ymd_opt(2026, 3, 1));
        assert_eq!(day_of_serial(0.0), None);
        assert_eq!(day_of_serial(f64::NAN), None);
    }
}
