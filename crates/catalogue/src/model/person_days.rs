//! Work counted in person-days.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Person-days with at most two decimals, as text: `3.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(as = ServicePersonDays, value_type = String)]
pub struct PersonDays(i64);

/// The text is no number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("人天应写作不超过两位小数的正数，例如 3.5，最多 9999")]
pub struct BadPersonDays;

impl PersonDays {
    /// From hundredths of a day.
    #[must_use]
    pub const fn of_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// In hundredths of a day.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// `self` times `times`, where both have two decimals; cut to two.
    #[must_use]
    pub const fn times(self, times: Self) -> Self {
        Self(self.0 * times.0 / 100)
    }
}

impl FromStr for PersonDays {
    type Err = BadPersonDays;

    fn from_str(text: &str) -> Result<Self, BadPersonDays> {
        let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || part.len() > 2 || !digits(whole) || !digits(part) {
            return Err(BadPersonDays);
        }
        let whole: i64 = whole.parse().map_err(|_| BadPersonDays)?;
        let part: i64 = format!("{part:0<2}").parse().map_err(|_| BadPersonDays)?;
        Ok(Self(whole * 100 + part))
    }
}

impl TryFrom<String> for PersonDays {
    type Error = BadPersonDays;

    fn try_from(text: String) -> Result<Self, BadPersonDays> {
        text.parse()
    }
}

impl From<PersonDays> for String {
    fn from(days: PersonDays) -> Self {
        days.to_string()
    }
}

impl fmt::Display for PersonDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            part if part % 10 == 0 => write!(f, "{sign}{whole}.{}", part / 10),
            part => write!(f, "{sign}{whole}.{part:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written_and_exactly() {
        for text in ["0", "3", "3.5", "21.75", "0.05", "9999.99"] {
            assert_eq!(text.parse::<PersonDays>().unwrap().to_string(), text);
        }
        assert_eq!("3.50".parse::<PersonDays>().unwrap().to_string(), "3.5");
        for text in ["", "-1", "1.234", "a", "1e3", "10000", ".", "１"] {
            assert_eq!(text.parse::<PersonDays>(), Err(BadPersonDays), "{text}");
        }
        let month: PersonDays = "21.75".parse().unwrap();
        assert_eq!(month.times("1.5".parse().unwrap()).to_string(), "32.62");
        assert_eq!(PersonDays::of_hundredths(-325).to_string(), "-3.25");
    }
}
