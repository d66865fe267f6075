//! Exact percentages.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Parts per million: enough for 0.005 % and 0.0001 % alike.
const PER_UNIT: i64 = 1_000_000;

/// A percentage, exact to a ten-thousandth of a percent (one part in a million). Written `70%`, `0.02%`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent(i64);

/// A text that is no percentage.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a percentage: write it like 70% or 0.02%, with at most four decimals")]
pub struct BadPercent(String);

impl Percent {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The whole, 100 %.
    pub const WHOLE: Self = Self(PER_UNIT);

    /// `n` parts per million; 1 % is 10 000.
    #[must_use]
    pub const fn from_parts_per_million(n: i64) -> Self {
        Self(n)
    }

    /// Whole percents.
    #[must_use]
    pub const fn whole(n: i32) -> Self {
        Self(n as i64 * (PER_UNIT / 100))
    }

    /// Parts per million.
    #[must_use]
    pub const fn parts_per_million(self) -> i64 {
        self.0
    }

    /// This rate `n` times, for instance per day or per part week.
    #[must_use]
    pub const fn times(self, n: i64) -> Self {
        Self(self.0.saturating_mul(n))
    }
}

impl std::ops::Add for Percent {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Percent {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |sum, next| sum + next)
    }
}

impl FromStr for Percent {
    type Err = BadPercent;

    fn from_str(text: &str) -> Result<Self, BadPercent> {
        let bad = || BadPercent(text.to_owned());
        let number = text.trim().strip_suffix(['%', '％']).ok_or_else(bad)?.trim();
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || decimals.len() > 4 || !digits(whole) || !digits(decimals) {
            return Err(bad());
        }
        let parts: i64 = format!("{whole}{decimals:0<4}").parse().map_err(|_| bad())?;
        Ok(Self(if negative { -parts } else { parts }))
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, decimals) = (self.0.unsigned_abs() / 10_000, self.0.unsigned_abs() % 10_000);
        match decimals {
            0 => write!(f, "{sign}{whole}%"),
            _ => write!(f, "{sign}{whole}.{}%", format!("{decimals:04}").trim_end_matches('0')),
        }
    }
}

impl TryFrom<String> for Percent {
    type Error = BadPercent;

    fn try_from(text: String) -> Result<Self, BadPercent> {
        text.parse()
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip_exactly() {
        for text in ["70%", "0.5%", "0.02%", "0.0001%", "100%", "-3%"] {
            assert_eq!(text.parse::<Percent>().unwrap().to_string(), text);
        }
        assert_eq!("0.005%".parse::<Percent>().unwrap().parts_per_million(), 50);
    }

    #[test]
    fn what_is_no_percentage_is_refused_with_the_right_spelling() {
        for text in ["70", "%", "1.23456%", "a%", "", "1e2%"] {
            assert!(text.parse::<Percent>().unwrap_err().to_string().contains("70%"), "{text}");
        }
    }
}
