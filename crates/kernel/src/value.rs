//! Values of reports and papers: typed, so that a sheet can add them up and a reader sees them as people write them.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Money, Percent};

/// The civil time of every contract.
const BEIJING: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(zone) => zone,
    None => panic!("eight hours are less than a day"),
};

/// One value. As JSON `{"kind":"count","value":12}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ReportValue)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// Nothing was counted or measured.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A number of things.
    Count(i64),
    /// A share, written `97.4%`.
    #[schema(value_type = String)]
    Percent(Percent),
    /// A sum, written `901500.00`.
    #[schema(value_type = String)]
    Money(Money),
    /// A span in seconds.
    Seconds(i64),
    /// A day.
    Day(NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
}

impl Value {
    /// `part` of `whole` as a share, half up to a hundredth of a percent; nothing when there is no whole.
    #[must_use]
    pub fn share(part: i64, whole: i64) -> Self {
        if whole <= 0 {
            return Self::Empty;
        }
        let hundredths = (i128::from(part) * 20_000 + i128::from(whole)).div_euclid(2 * i128::from(whole));
        i64::try_from(hundredths * 100)
            .map_or(Self::Empty, |parts| Self::Percent(Percent::from_parts_per_million(parts)))
    }

    /// Whether it is written at the right of its column, as numbers are.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Percent(_) | Self::Money(_) | Self::Seconds(_))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<Money> for Value {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<NaiveDate> for Value {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

impl From<DateTime<Utc>> for Value {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Moment(at)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("—"),
            Self::Text(text) => f.write_str(text),
            Self::Count(count) => write!(f, "{count}"),
            Self::Percent(percent) => write!(f, "{percent}"),
            Self::Money(money) => write!(f, "{money}"),
            Self::Seconds(seconds) => span(f, *seconds),
            Self::Day(day) => write!(f, "{day}"),
            Self::Moment(at) => write!(f, "{}", at.with_timezone(&BEIJING).format("%Y-%m-%d %H:%M")),
        }
    }
}

/// `2 小时 5 分`; seconds are told only below ten minutes, where they matter.
fn span(f: &mut fmt::Formatter<'_>, seconds: i64) -> fmt::Result {
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    f.write_str(sign)?;
    match (hours, minutes, rest) {
        (0, 0, rest) => write!(f, "{rest} 秒"),
        (0, minutes, rest) if minutes < 10 && rest > 0 => write!(f, "{minutes} 分 {rest} 秒"),
        (0, minutes, _) => write!(f, "{minutes} 分"),
        (hours, 0, _) => write!(f, "{hours} 小时"),
        (hours, minutes, _) => write!(f, "{hours} 小时 {minutes} 分"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_people_read_them() {
        let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap_or_default();
        let values = [
            Value::Empty,
            Value::Count(1200),
            Value::Money(Money::from_fen(90_150_000)),
            Value::Seconds(7500),
            Value::Seconds(65),
            Value::Seconds(-30),
            Value::Moment(at),
        ];
        let texts = values.map(|value| value.to_string());
        assert_eq!(texts, ["—", "1200", "¥901,500.00", "2 小时 5 分", "1 分 5 秒", "-30 秒", "2023-11-15 06:13"]);
    }

    #[test]
    fn a_share_is_half_up_to_a_hundredth_of_a_percent() {
        let share = |part, whole| Value::share(part, whole).to_string();
        assert_eq!(
            [share(2, 3), share(1, 8), share(1, 1), share(0, 5), share(0, 0)],
            ["66.67%", "12.5%", "100%", "0%", "—"]
        );
        assert_eq!(share(1, 20_000), "0.01%", "half a hundredth goes up");
    }

    #[test]
    fn the_json_names_the_kind() {
        let json = serde_json::to_value([Value::Count(1), Value::Empty, Value::Money(Money::from_fen(150))])
            .unwrap_or_default();
        let expected = serde_json::json!([
            { "kind": "count", "value": 1 }, { "kind": "empty" }, { "kind": "money", "value": "1.50" }
        ]);
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_value::<Vec<Value>>(json).unwrap_or_default().len(), 3);
    }
}
