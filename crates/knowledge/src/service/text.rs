//! Texts that people typed: blanks cut, lengths held. They stay what they are, plain text.

use crate::error::{BadField, KnowledgeError};

/// The most characters of a title.
pub(super) const TITLE: usize = 100;
/// The most characters of a text.
pub(super) const TEXT: usize = 10_000;
/// The most characters of a reason or remark.
pub(super) const REASON: usize = 500;
/// The most characters of a tag or key.
const WORD: usize = 40;
/// The most tags.
const TAGS: usize = 10;

/// A text that may be empty.
pub(super) fn held(field: &'static str, name: &str, value: &str, most: usize, bad: &mut Vec<BadField>) -> String {
    let value = value.trim();
    if value.chars().count() > most {
        bad.push(BadField::new(field, format!("{name}最多 {most} 个字，请缩短")));
    }
    if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        bad.push(BadField::new(field, format!("{name}中有不可见的控制字符，请删除后重新填写")));
    }
    value.to_owned()
}

/// A text that must be there.
pub(super) fn required(field: &'static str, name: &str, value: &str, most: usize, bad: &mut Vec<BadField>) -> String {
    if value.trim().is_empty() {
        bad.push(BadField::new(field, format!("请填写{name}")));
    }
    held(field, name, value, most, bad)
}

/// A key or remark that may be absent or empty, which is none.
pub(super) fn optional(
    field: &'static str,
    name: &str,
    value: Option<String>,
    most: usize,
    bad: &mut Vec<BadField>,
) -> Option<String> {
    value.map(|value| held(field, name, &value, most, bad)).filter(|value| !value.is_empty())
}

/// A key of the contract.
pub(super) fn key(field: &'static str, name: &str, value: Option<String>, bad: &mut Vec<BadField>) -> Option<String> {
    optional(field, name, value, 100, bad)
}

/// Tags: each once, none empty.
pub(super) fn tags(values: Vec<String>, bad: &mut Vec<BadField>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for value in values {
        let tag = held("tags", "标签", &value, WORD, bad);
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS {
        bad.push(BadField::new("tags", format!("标签最多 {TAGS} 个，请删去一些")));
    }
    tags
}

/// A reason that must be there, alone.
pub(super) fn reason(name: &str, value: &str) -> Result<String, KnowledgeError> {
    let mut bad = Vec::new();
    let reason = required("reason", name, value, REASON, &mut bad);
    if bad.is_empty() { Ok(reason) } else { Err(KnowledgeError::Bad(bad)) }
}
