//! Calendar days.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::BadValue;

/// A calendar day; in the file a TOML date (`2021-07-06`) or the same as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub NaiveDate);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = BadValue;

    fn from_str(text: &str) -> Result<Self, BadValue> {
        let bad = || BadValue { text: text.to_owned(), what: "日期", forms: "2021-07-06" };
        if text.len() == 10 { text.parse().map(Self).map_err(|_| bad()) } else { Err(bad()) }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayVisitor;

        impl<'de> de::Visitor<'de> for DayVisitor {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date like 2021-07-06")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Day, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Day, A::Error> {
                let written = toml::value::Datetime::deserialize(de::value::MapAccessDeserializer::new(map))?;
                written.to_string().parse().map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(DayVisitor)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Signed {
        signed: Day,
    }

    #[test]
    fn a_day_may_be_a_date_of_toml_or_text() {
        for text in ["signed = 2021-07-06", "signed = \"2021-07-06\""] {
            assert_eq!(toml::from_str::<Signed>(text).unwrap().signed.to_string(), "2021-07-06");
        }
    }

    #[test]
    fn a_time_or_a_short_date_is_no_day() {
        for text in ["signed = 2021-07-06T08:00:00", "signed = \"2021-7-6\"", "signed = 20210706"] {
            assert!(toml::from_str::<Signed>(text).is_err(), "{text}");
        }
    }
}
