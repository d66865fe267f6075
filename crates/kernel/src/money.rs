//! Money in fen (1/100 yuan), exactly. No floating point comes near it.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Neg, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

use crate::{Percent, rmb};

/// An amount in fen. Written `¥1,803,000.00`; serialised as text `1803000.00`, so that no reader takes it for a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Money(i64);

/// A text that is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an amount: write yuan with at most two decimals, like 1803000.00 or ¥1,803,000.00")]
pub struct BadMoney(String);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// `fen` hundredths of a yuan.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// Whole yuan.
    #[must_use]
    pub const fn from_yuan(yuan: i64) -> Self {
        Self(yuan * 100)
    }

    /// The amount in fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// `percent` of this amount, half a fen rounded up (away from zero).
    #[must_use]
    pub fn percent(self, percent: Percent) -> Self {
        self.ratio(percent.parts_per_million(), Percent::WHOLE.parts_per_million())
    }

    /// This amount × `numerator` ÷ `denominator`, half a fen rounded up (away from zero): days of a year, months of
    /// twelve. A `denominator` of zero or less counts as one.
    #[must_use]
    pub fn ratio(self, numerator: i64, denominator: i64) -> Self {
        let (product, denominator) = (i128::from(self.0) * i128::from(numerator), i128::from(denominator.max(1)));
        let rounded = (product.abs() + denominator / 2) / denominator;
        let signed = if product < 0 { -rounded } else { rounded };
        Self(i64::try_from(signed).unwrap_or(if signed < 0 { i64::MIN } else { i64::MAX }))
    }

    /// This amount `n` times.
    #[must_use]
    pub const fn times(self, n: i64) -> Self {
        Self(self.0.saturating_mul(n))
    }

    /// Splits into instalments of the given percentages: each rounded half up to the fen, and the last one takes the
    /// remainder, so that they always add up to the whole.
    #[must_use]
    pub fn instalments(self, percents: &[Percent]) -> Vec<Self> {
        let Some((_, all_but_last)) = percents.split_last() else { return Vec::new() };
        let mut parts: Vec<Self> = all_but_last.iter().map(|p| self.percent(*p)).collect();
        parts.push(self - parts.iter().copied().sum());
        parts
    }

    /// The amount in Chinese capitals (人民币大写), as payment papers need it.
    #[must_use]
    pub fn in_capitals(self) -> String {
        rmb::capitals(self.0)
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, |sum, next| sum + next)
    }
}

impl FromStr for Money {
    type Err = BadMoney;

    fn from_str(text: &str) -> Result<Self, BadMoney> {
        let bad = || BadMoney(text.to_owned());
        let number = text.trim();
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let number = number.trim_start_matches(['¥', '￥']);
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let whole = ungroup(whole).ok_or_else(bad)?;
        if decimals.len() > 2 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let fen: i64 = format!("{whole}{decimals:0<2}").parse().map_err(|_| bad())?;
        Ok(Self(if negative { -fen } else { fen }))
    }
}

/// Digits with the commas of thousands taken out, if they stand where they belong.
fn ungroup(text: &str) -> Option<String> {
    let groups: Vec<&str> = text.split(',').collect();
    let well_grouped = groups.len() == 1 || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
    let digits = groups.iter().all(|g| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit()));
    (well_grouped && digits).then(|| groups.concat())
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (yuan, fen) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = yuan.to_string();
        let grouped = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
        write!(f, "{sign}¥{grouped}.{fen:02}")
    }
}

impl TryFrom<String> for Money {
    type Error = BadMoney;

    fn try_from(text: String) -> Result<Self, BadMoney> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        let sign = if money.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", money.0.unsigned_abs() / 100, money.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn yuan(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn percent(text: &str) -> Percent {
        text.parse().unwrap()
    }

    #[test]
    fn contract_sums_come_out_to_the_fen() {
        let total = yuan("¥2,045,000.00");
        assert_eq!(total.instalments(&[percent("70%"), percent("30%")]), [yuan("1431500"), yuan("613500")]);
        let total = yuan("3,650,712.00");
        assert_eq!(
            total.instalments(&[percent("40%"), percent("20%"), percent("10%"), percent("30%")]),
            [yuan("1460284.80"), yuan("730142.40"), yuan("365071.20"), yuan("1095213.60")]
        );
    }

    #[test]
    fn half_a_fen_is_rounded_away_from_zero() {
        assert_eq!(Money::from_fen(1).percent(percent("50%")), Money::from_fen(1));
        assert_eq!(Money::from_fen(-1).percent(percent("50%")), Money::from_fen(-1));
        assert_eq!(Money::from_fen(149).percent(percent("1%")), Money::from_fen(1));
    }

    #[test]
    fn amounts_are_written_as_people_read_them() {
        assert_eq!(yuan("1803000").to_string(), "¥1,803,000.00");
        assert_eq!(Money::from_fen(-5).to_string(), "-¥0.05");
        assert_eq!(String::from(yuan("¥1,803,000.5")), "1803000.50");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "1.234", "1,80,000", "12,3", "1e3", "¥", "1.2.3", "99999999999999999999"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn instalments_add_up_to_the_whole(fen in 0_i64..1_000_000_000_000, cuts in prop::collection::vec(0_i64..400_000, 1..6)) {
            let percents: Vec<Percent> = cuts.into_iter().map(Percent::from_parts_per_million).collect();
            let whole = Money::from_fen(fen);
            prop_assert_eq!(whole.instalments(&percents).into_iter().sum::<Money>(), whole);
        }

        #[test]
        fn texts_round_trip(fen in any::<i32>()) {
            let money = Money::from_fen(i64::from(fen));
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
            prop_assert_eq!(String::from(money).parse::<Money>().unwrap(), money);
        }

        #[test]
        fn a_share_never_passes_the_whole(fen in 0_i64..i64::MAX, parts in 0_i64..=1_000_000) {
            let whole = Money::from_fen(fen);
            prop_assert!(whole.percent(Percent::from_parts_per_million(parts)) <= whole);
        }
    }
}
