//! Small values that a contract writes as text: dates, spans of time, frequencies, due rules.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::Fact;

/// A text that is none of the forms allowed for its kind; the message says which are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{text}”不是{what}；可以写：{forms}")]
pub struct BadValue {
    /// What was written.
    pub text: String,
    /// What it should have been.
    pub what: &'static str,
    /// The forms allowed, with examples.
    pub forms: &'static str,
}

/// Serde by `Display` and `FromStr`, and a schema with the forms allowed.
macro_rules! text_value {
    ($name:ident, $what:literal, $forms:literal) => {
        impl $name {
            fn bad(text: &str) -> BadValue {
                BadValue { text: text.to_owned(), what: $what, forms: $forms }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $forms })
            }
        }
    };
}

/// A span of time that a contract grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// 立即: without any delay.
    AtOnce,
    /// So many seconds of its window.
    Seconds(u64),
    /// So many calendar days.
    Days(u32),
    /// So many working days.
    WorkingDays(u32),
    /// So many calendar months.
    Months(u32),
    /// Before the day ends.
    SameDay,
    /// Before the exam session ends.
    SameSession,
}

text_value!(
    Within,
    "期限",
    "at once · 60s · 30min · 24h · 30 days · 1 working day · 3 months · same day · same session"
);

impl FromStr for Within {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        match text {
            "at once" => return Ok(Self::AtOnce),
            "same day" => return Ok(Self::SameDay),
            "same session" => return Ok(Self::SameSession),
            _ => {}
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let number: u32 = number.parse().map_err(|_| Self::bad(text))?;
        match unit {
            "s" => Ok(Self::Seconds(u64::from(number))),
            "min" => Ok(Self::Seconds(u64::from(number) * 60)),
            "h" => Ok(Self::Seconds(u64::from(number) * 3600)),
            " day" | " days" => Ok(Self::Days(number)),
            " working day" | " working days" => Ok(Self::WorkingDays(number)),
            " month" | " months" => Ok(Self::Months(number)),
            _ => Err(Self::bad(text)),
        }
    }
}

impl fmt::Display for Within {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |n: u32| if n == 1 { "" } else { "s" };
        match *self {
            Self::AtOnce => write!(f, "at once"),
            Self::Seconds(n) if n > 0 && n % 3600 == 0 => write!(f, "{}h", n / 3600),
            Self::Seconds(n) if n > 0 && n % 60 == 0 => write!(f, "{}min", n / 60),
            Self::Seconds(n) => write!(f, "{n}s"),
            Self::Days(n) => write!(f, "{n} day{}", plural(n)),
            Self::WorkingDays(n) => write!(f, "{n} working day{}", plural(n)),
            Self::Months(n) => write!(f, "{n} month{}", plural(n)),
            Self::SameDay => write!(f, "same day"),
            Self::SameSession => write!(f, "same session"),
        }
    }
}

impl Within {
    /// The span as people read it.
    #[must_use]
    pub fn in_chinese(self) -> String {
        match self {
            Self::AtOnce => "立即".into(),
            Self::Seconds(n) if n > 0 && n % 3600 == 0 => format!("{} 小时", n / 3600),
            Self::Seconds(n) if n > 0 && n % 60 == 0 => format!("{} 分钟", n / 60),
            Self::Seconds(n) => format!("{n} 秒"),
            Self::Days(n) => format!("{n} 日"),
            Self::WorkingDays(n) => format!("{n} 个工作日"),
            Self::Months(n) => format!("{n} 个月"),
            Self::SameDay => "当天".into(),
            Self::SameSession => "本场考试内".into(),
        }
    }
}

/// How often something comes round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frequency {
    /// All the time; nothing to plan.
    Continuous,
    /// Every calendar day.
    Daily,
    /// Every working day.
    Workdays,
    /// Once in every week, Monday to Sunday.
    Weekly,
    /// On these days of the week (Monday is 1), not on holidays.
    On(Vec<u32>),
    /// Once in every calendar month.
    Monthly,
    /// Once in every quarter.
    Quarterly,
    /// Once in every half-year.
    HalfYearly,
    /// Once in every year.
    Yearly,
    /// Around every public holiday.
    Holidays,
    /// Once in the term.
    Once,
    /// Whenever its trigger happens.
    OnEvent,
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

text_value!(
    Frequency,
    "周期",
    "continuous · daily · workdays · weekly · tue,thu · monthly · quarterly · half-yearly · yearly · holidays · once · on event"
);

impl FromStr for Frequency {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        Ok(match text {
            "continuous" => Self::Continuous,
            "daily" => Self::Daily,
            "workdays" => Self::Workdays,
            "weekly" => Self::Weekly,
            "monthly" => Self::Monthly,
            "quarterly" => Self::Quarterly,
            "half-yearly" => Self::HalfYearly,
            "yearly" => Self::Yearly,
            "holidays" => Self::Holidays,
            "once" => Self::Once,
            "on event" => Self::OnEvent,
            list => {
                let numbered = WEEKDAYS.iter().zip(1..).collect::<Vec<(&&str, u32)>>();
                let day = |name: &str| numbered.iter().find(|(known, _)| **known == name).map(|(_, number)| *number);
                Self::On(list.split(',').map(|n| day(n.trim())).collect::<Option<_>>().ok_or_else(|| Self::bad(text))?)
            }
        })
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Continuous => "continuous",
            Self::Daily => "daily",
            Self::Workdays => "workdays",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half-yearly",
            Self::Yearly => "yearly",
            Self::Holidays => "holidays",
            Self::Once => "once",
            Self::OnEvent => "on event",
            Self::On(days) => {
                let names: Vec<&str> = days.iter().filter_map(|d| WEEKDAYS.get(*d as usize - 1).copied()).collect();
                return f.write_str(&names.join(","));
            }
        })
    }
}

/// When a payment falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueRule {
    /// Not later than this day.
    By(NaiveDate),
    /// Before this year ends.
    WithinYear(i32),
    /// So long after a fact.
    After(Within, Fact),
    /// Before the year of the fact ends.
    InYearOf(Fact),
}

text_value!(
    DueRule,
    "付款期限",
    "by 2024-10-01 · within 2021 · 10 working days after invoice_received · 3 months after exam_ended · in the year of funds_arrived"
);

impl FromStr for DueRule {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let bad = || Self::bad(text);
        if let Some(day) = text.strip_prefix("by ") {
            return day.parse().map(Self::By).map_err(|_| bad());
        }
        if let Some(year) = text.strip_prefix("within ") {
            return year.parse().map(Self::WithinYear).map_err(|_| bad());
        }
        if let Some(fact) = text.strip_prefix("in the year of ") {
            return Fact::from_code(fact).map(Self::InYearOf).ok_or_else(bad);
        }
        let (span, fact) = text.split_once(" after ").ok_or_else(bad)?;
        Ok(Self::After(span.parse().map_err(|_| bad())?, Fact::from_code(fact).ok_or_else(bad)?))
    }
}

impl fmt::Display for DueRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::By(day) => write!(f, "by {day}"),
            Self::WithinYear(year) => write!(f, "within {year}"),
            Self::After(span, fact) => write!(f, "{span} after {}", fact.code()),
            Self::InYearOf(fact) => write!(f, "in the year of {}", fact.code()),
        }
    }
}

/// The schema of an amount: yuan as text, never a number.
pub(crate) struct AmountText;

impl JsonSchema for AmountText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[¥￥]?[0-9]{1,3}(,?[0-9]{3})*(\.[0-9]{1,2})?$",
            "description": "Yuan as text, for instance \"2045000.00\"."
        })
    }
}

/// The schema of a percentage.
pub(crate) struct RateText;

impl JsonSchema for RateText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rate".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[0-9]+(\.[0-9]{1,4})?%$",
            "description": "A percentage as text, for instance \"70%\" or \"0.02%\"."
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::{Debug, Display};

    use super::*;

    fn round_trips<T: FromStr<Err = BadValue> + Display + Debug>(texts: &[&str]) {
        for text in texts {
            assert_eq!(text.parse::<T>().unwrap().to_string(), *text);
        }
    }

    #[test]
    fn texts_round_trip() {
        round_trips::<Within>(&[
            "at once",
            "45s",
            "30min",
            "24h",
            "1 day",
            "15 days",
            "1 working day",
            "3 months",
            "same session",
        ]);
        round_trips::<Frequency>(&["continuous", "daily", "tue,thu", "half-yearly", "on event"]);
        round_trips::<DueRule>(&[
            "by 2024-10-01",
            "within 2021",
            "10 working days after invoice_received",
            "in the year of funds_arrived",
        ]);
    }

    #[test]
    fn half_an_hour_may_be_written_in_minutes_only() {
        for text in ["0.5h", "-1h", "h", "", "1 hour", "99999999999h"] {
            assert!(text.parse::<Within>().unwrap_err().to_string().contains("30min"), "{text}");
        }
    }

    #[test]
    fn what_is_no_value_says_the_forms() {
        assert!("tue,someday".parse::<Frequency>().unwrap_err().to_string().contains("tue,thu"));
        assert!("10 days after lunch".parse::<DueRule>().unwrap_err().to_string().contains("invoice_received"));
    }
}
