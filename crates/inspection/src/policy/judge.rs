//! What answers say, and what is still missing.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{Answer, Body, Item, ItemKind, RunSignature, Signer};

/// The longest text of an answer.
const LONGEST: usize = 4_000;

/// Why a value is no answer to `item`; `None` when it is one.
#[must_use]
pub fn misfit(item: &Item, value: &Value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let Some(repeat) = item.repeat else { return single(item, value) };
    let Some(values) = value.as_array() else {
        return Some(format!("“{}”要填 {repeat} 次的结果", item.title));
    };
    if values.len() > repeat as usize {
        return Some(format!("“{}”最多填 {repeat} 次的结果", item.title));
    }
    values.iter().filter(|value| !value.is_null()).find_map(|value| single(item, value))
}

fn single(item: &Item, value: &Value) -> Option<String> {
    let title = &item.title;
    match item.kind {
        ItemKind::Reading if value.as_f64().is_none() => Some(format!("“{title}”应填数字")),
        ItemKind::YesNo if !value.is_boolean() => Some(format!("“{title}”应选是或否")),
        ItemKind::Choice if !value.as_str().is_some_and(|text| item.choices.iter().any(|choice| choice == text)) => {
            Some(format!("“{title}”应从 {} 中选择", item.choices.join("、")))
        }
        ItemKind::Text | ItemKind::Photo if !value.is_string() && !value.is_boolean() => {
            Some(format!("“{title}”应填文字"))
        }
        ItemKind::Automatic if value.is_array() || value.is_object() => Some(format!("“{title}”应填数字或文字")),
        _ if value.as_str().is_some_and(|text| text.chars().count() > LONGEST) => {
            Some(format!("“{title}”最多 {LONGEST} 个字"))
        }
        _ => None,
    }
}

/// Whether a value is a deviation by what `item` says of itself.
#[must_use]
pub fn deviates(item: &Item, value: &Value) -> bool {
    if let Some(values) = value.as_array() {
        return values.iter().any(|value| deviates(item, value));
    }
    match item.kind {
        ItemKind::Reading | ItemKind::Automatic => value.as_f64().is_some_and(|reading| {
            item.low.is_some_and(|low| reading < low) || item.high.is_some_and(|high| reading > high)
        }),
        ItemKind::Choice => value.as_str().is_some_and(|text| item.bad.iter().any(|bad| bad == text)),
        ItemKind::YesNo => value.as_bool() == Some(false),
        ItemKind::Text | ItemKind::Photo => false,
    }
}

/// Whether `item` is answered.
#[must_use]
pub fn is_answered(item: &Item, answer: Option<&Answer>) -> bool {
    let Some(answer) = answer else { return false };
    if item.photo_required && answer.photos.is_empty() {
        return false;
    }
    match (&answer.value, item.repeat) {
        (Value::Array(values), Some(repeat)) => values.iter().filter(|value| is_said(value)).count() >= repeat as usize,
        _ if item.kind == ItemKind::Photo => !answer.photos.is_empty(),
        (value, _) => is_said(value),
    }
}

fn is_said(value: &Value) -> bool {
    !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty())
}

/// Keys of points that must be answered before a run can be closed.
#[must_use]
pub fn missing(body: &Body, answers: &BTreeMap<String, Answer>) -> Vec<String> {
    let open = |item: &&Item| (item.required || item.photo_required) && !is_answered(item, answers.get(&item.key));
    body.items.iter().filter(open).map(|item| item.key.clone()).collect()
}

/// Who must still sign.
#[must_use]
pub fn unsigned(body: &Body, signatures: &[RunSignature]) -> Vec<Signer> {
    body.signatures.iter().copied().filter(|who| !signatures.iter().any(|signed| signed.who == *who)).collect()
}

/// A value as people read it.
#[must_use]
pub fn in_words(item: &Item, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Number(number) => match &item.unit {
            Some(unit) => format!("{number} {unit}"),
            None => number.to_string(),
        },
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(|value| in_words(item, value)).collect::<Vec<_>>().join("、"),
        Value::Object(_) => value.to_string(),
    }
}

/// What is allowed, as people read it: `不高于 90 %`.
#[must_use]
pub fn limits(item: &Item) -> String {
    let unit = item.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    match (item.low, item.high) {
        (Some(low), Some(high)) => format!("{low} 至 {high}{unit}"),
        (Some(low), None) => format!("不低于 {low}{unit}"),
        (None, Some(high)) => format!("不高于 {high}{unit}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn item(kind: ItemKind) -> Item {
        Item {
            key: "a".to_owned(),
            title: "磁盘使用率".to_owned(),
            group: String::new(),
            kind,
            work: None,
            unit: Some("%".to_owned()),
            low: None,
            high: Some(90.0),
            choices: vec!["正常".to_owned(), "异常".to_owned()],
            bad: vec!["异常".to_owned()],
            required: true,
            photo_required: false,
            probe_id: None,
            repeat: None,
        }
    }

    fn answered(value: Value) -> Answer {
        let at = chrono::DateTime::UNIX_EPOCH;
        Answer {
            value,
            note: None,
            photos: vec![],
            at,
            device_at: None,
            by: String::new(),
            deviation: false,
            ticket_id: None,
            ticket_number: None,
        }
    }

    #[test]
    fn readings_are_judged_by_their_limits_and_choices_by_the_bad_ones() {
        assert!(!deviates(&item(ItemKind::Reading), &json!(90)));
        assert!(deviates(&item(ItemKind::Reading), &json!(90.5)));
        assert!(deviates(&item(ItemKind::Choice), &json!("异常")));
        assert!(deviates(&item(ItemKind::YesNo), &json!(false)));
        assert!(!deviates(&item(ItemKind::Text), &json!("异常")));
        assert_eq!(limits(&item(ItemKind::Reading)), "不高于 90 %");
        assert_eq!(in_words(&item(ItemKind::Reading), &json!([91, null])), "91 %、");
    }

    #[test]
    fn what_is_no_answer_says_what_would_be() {
        assert!(misfit(&item(ItemKind::Reading), &json!("高")).unwrap().contains("应填数字"));
        assert!(misfit(&item(ItemKind::Choice), &json!("很好")).unwrap().contains("正常、异常"));
        assert_eq!(misfit(&item(ItemKind::Choice), &json!("正常")), None);
        assert_eq!(misfit(&item(ItemKind::YesNo), &Value::Null), None);
    }

    #[test]
    fn repeated_tests_are_all_there_or_missing() {
        let test = Item { repeat: Some(3), ..item(ItemKind::YesNo) };
        assert!(!is_answered(&test, Some(&answered(json!([true, true])))));
        assert!(is_answered(&test, Some(&answered(json!([true, true, false])))));
        assert!(deviates(&test, &json!([true, true, false])));
        assert!(misfit(&test, &json!([true, true, true, true])).is_some());
    }

    #[test]
    fn a_photo_that_is_asked_for_must_be_there() {
        let photo = Item { photo_required: true, ..item(ItemKind::YesNo) };
        assert!(!is_answered(&photo, Some(&answered(json!(true)))));
        let with = Answer { photos: vec!["0".to_owned()], ..answered(json!(true)) };
        assert!(is_answered(&photo, Some(&with)));
    }
}
