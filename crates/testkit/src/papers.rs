//! What holds for the paper of a record.

use chrono::{DateTime, Utc};
use jianyue_kernel::Value as Told;
use serde_json::Value;
use uuid::Uuid;

/// Holds that `words`, those of the paper of a record, say all that the record (as its API answers) says: every text, day and
/// moment, except of the members named in `but`. Ids, paths and numbers are not looked for.
///
/// # Panics
/// When something is wanting.
#[track_caller]
pub fn paper_holds(record: &Value, words: &str, but: &[&str]) {
    let mut wanting = Vec::new();
    collect("", record, words, but, &mut wanting);
    assert!(wanting.is_empty(), "the paper does not say {wanting:#?}:\n{words}");
}

fn collect(name: &str, value: &Value, words: &str, but: &[&str], wanting: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !but.contains(&name.as_str())) {
                collect(name, value, words, but, wanting);
            }
        }
        Value::Array(all) => all.iter().for_each(|value| collect(name, value, words, but, wanting)),
        Value::String(text) if text.is_empty() || text.starts_with('/') || text.parse::<Uuid>().is_ok() => {}
        Value::String(text) => {
            let said = text.parse::<DateTime<Utc>>().map_or_else(|_| text.clone(), |at| Told::Moment(at).to_string());
            for line in said.lines().map(str::trim).filter(|line| !line.is_empty() && !words.contains(line)) {
                wanting.push(format!("{name}: {line}"));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
