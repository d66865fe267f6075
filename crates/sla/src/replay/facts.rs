//! Reading a file of facts, one by one, so that a bad one is named.

use serde_json::{Map, Value};

use crate::clock::{Fact, FactKind};

/// Why a file is not a list of facts.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// Not JSON.
    #[error("事实文件不是正确的 JSON：{0}")]
    NotJson(#[from] serde_json::Error),
    /// JSON, but no array.
    #[error("事实文件应是一个 JSON 数组，例如 [{{\"at\":\"2024-05-06T09:00:00+08:00\",\"fact\":\"opened\"}}]")]
    NotAnArray,
    /// One of the facts cannot be read.
    #[error("第 {} 条事实（index {index}）：{reason}", .index + 1)]
    BadFact {
        /// Index in the list, from 0.
        index: usize,
        /// What is wrong.
        reason: String,
    },
}

/// The facts in `json`; an opening without a severity gets `severity`.
///
/// # Errors
/// [`FactsError`] names the first fact that cannot be read, by its index from 0, and why.
pub fn parse_facts(json: &str, severity: &str) -> Result<Vec<Fact>, FactsError> {
    let Value::Array(values) = serde_json::from_str::<Value>(json)? else { return Err(FactsError::NotAnArray) };
    let read = |(index, value)| fact(value, severity).map_err(|reason| FactsError::BadFact { index, reason });
    values.into_iter().enumerate().map(read).collect()
}

fn fact(value: Value, severity: &str) -> Result<Fact, String> {
    let Value::Object(mut given) = value else { return Err("应是一个对象，含 at 和 fact".to_owned()) };
    if let Some(key) = ["at", "fact"].into_iter().find(|key| !given.contains_key(*key)) {
        return Err(format!("缺少“{key}”"));
    }
    if given["fact"] == "opened" {
        given.entry("severity").or_insert_with(|| severity.into());
    }
    let fact: Fact = serde_json::from_value(Value::Object(given.clone())).map_err(|error| error.to_string())?;
    match &fact.kind {
        FactKind::Opened { severity: other } if other != severity => {
            Err(format!("受理级别是“{other}”，与要求重放的级别“{severity}”不同：请改其中一个"))
        }
        _ => known_keys(&given, &fact).map(|()| fact),
    }
}

/// Refuses a key that no fact of this kind has: it would be a slip of the pen that changes nothing.
fn known_keys(given: &Map<String, Value>, fact: &Fact) -> Result<(), String> {
    let understood = serde_json::to_value(fact).map_err(|error| error.to_string())?;
    match given.iter().find(|(key, value)| !value.is_null() && understood.get(key).is_none()) {
        Some((key, _)) => Err(format!("“{}”没有“{key}”这一项", fact.kind.name())),
        None => Ok(()),
    }
}
