//! What an amendment changes, rule by rule.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::model::Contract;

/// The sections of the format, in its order; sections inside another follow it.
const SECTIONS: [&str; 34] = [
    "format",
    "contract",
    "parties",
    "term",
    "documents",
    "precedence",
    "figures",
    "works",
    "price_list",
    "windows",
    "escalation_levels",
    "matrices",
    "quality",
    "inspections",
    "backups",
    "certificates",
    "assets",
    "asset_rules",
    "data_inventories",
    "exchanges",
    "reports",
    "acceptances",
    "staffing",
    "team",
    "duties",
    "payments",
    "bond",
    "penalties",
    "late_payment",
    "hand_overs",
    "refunds",
    "running_on",
    "terminations",
    "exam",
];

/// What became of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

/// A rule that is not the same in two versions.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ContractChange)]
pub struct Change {
    /// The section, as the format names it: `windows`, `matrices.cases`.
    pub section: String,
    /// The rule's id; the key of a party; the name of the section for what has neither.
    pub rule: String,
    /// The clause as printed, of the newer version where it has one; empty for what cites none.
    pub clause: String,
    /// What became of it.
    #[schema(inline)]
    pub change: ChangeKind,
    /// As it was; null when it is new.
    #[schema(value_type = Object)]
    pub before: Option<Value>,
    /// As it is; null when it is gone. Rules inside it are changes of their own.
    #[schema(value_type = Object)]
    pub after: Option<Value>,
}

/// What is added, removed and changed from `before` to `after`, by section. The order of rules within a section is no change.
#[must_use]
pub fn changes(before: &Contract, after: &Contract) -> Vec<Change> {
    let (old, new) = (items(before), items(after));
    let key = |item: &Item| (item.section.clone(), item.rule.clone());
    let mut gone: BTreeMap<_, &Item> = old.iter().map(|item| (key(item), item)).collect();
    let mut changes = Vec::new();
    for item in &new {
        match gone.remove(&key(item)) {
            Some(same) if same.value == item.value => {}
            was => changes.push(Change::of(was, Some(item))),
        }
    }
    changes.extend(old.iter().filter(|item| gone.contains_key(&key(item))).map(|item| Change::of(Some(item), None)));
    changes.sort_by_key(|change| place(&change.section));
    changes
}

impl Change {
    fn of(before: Option<&Item>, after: Option<&Item>) -> Self {
        let change = match (before, after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        let item = after.or(before);
        let text = |part: fn(&Item) -> &str| item.map(part).unwrap_or_default().to_owned();
        Self {
            section: text(|item| &item.section),
            rule: text(|item| &item.rule),
            clause: text(|item| item.value["clause"].as_str().unwrap_or_default()),
            change,
            before: before.map(|item| item.value.clone()),
            after: after.map(|item| item.value.clone()),
        }
    }
}

fn place(section: &str) -> usize {
    let top = section.split('.').next().unwrap_or_default();
    SECTIONS.iter().position(|name| *name == top).unwrap_or(SECTIONS.len())
}

/// Something that is compared as a whole.
struct Item {
    section: String,
    rule: String,
    value: Value,
}

fn items(contract: &Contract) -> Vec<Item> {
    let mut items = Vec::new();
    if let Ok(Value::Object(sections)) = serde_json::to_value(contract) {
        for (section, value) in sections {
            item(&mut items, &section, value);
        }
    }
    items
}

fn item(items: &mut Vec<Item>, section: &str, value: Value) {
    match value {
        Value::Null => {}
        Value::Array(list) => list.into_iter().for_each(|value| item(items, section, value)),
        Value::Object(mut fields) => {
            let inner: Vec<String> =
                fields.iter().filter(|(_, value)| holds_rules(value)).map(|(key, _)| key.clone()).collect();
            let inner: Vec<(String, Value)> =
                inner.into_iter().filter_map(|key| fields.remove(&key).map(|value| (key, value))).collect();
            let named = fields.get("id").or_else(|| fields.get("key")).and_then(Value::as_str);
            let rule = named.unwrap_or(section).to_owned();
            items.push(Item { section: section.to_owned(), rule, value: without_nulls(Value::Object(fields)) });
            for (key, value) in inner {
                item(items, &format!("{section}.{key}"), value);
            }
        }
        value => items.push(Item { section: section.to_owned(), rule: section.to_owned(), value }),
    }
}

fn holds_rules(value: &Value) -> bool {
    match value {
        Value::Array(list) => !list.is_empty() && list.iter().all(is_rule),
        value => is_rule(value),
    }
}

fn is_rule(value: &Value) -> bool {
    value.get("id").is_some() && value.get("clause").is_some()
}

/// What the contract does not say is left out.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(key, value)| (key, without_nulls(value))).collect::<Map<_, _>>())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_section_of_the_format_has_its_place() {
        let schema = crate::schema();
        let sections = schema["properties"].as_object().unwrap();
        for section in sections.keys() {
            assert!(SECTIONS.contains(&section.as_str()), "{section}");
        }
        assert_eq!(sections.len(), SECTIONS.len());
    }
}
