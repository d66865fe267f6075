//! Texts that people typed. They stay what they are, plain text.

use jianyue_platform::form::Form;

use crate::error::KnowledgeError;

/// The most characters of a title.
pub(super) const TITLE: usize = 100;
/// The most characters of a text.
pub(super) const TEXT: usize = 10_000;
/// The most characters of a reason or remark.
pub(super) const REASON: usize = 500;
/// The most characters of a key of the contract.
pub(super) const KEY: usize = 100;
/// The most characters of a tag.
const TAG: usize = 40;
/// The most tags.
const TAGS: usize = 10;

/// Tags: each once, none empty.
pub(super) fn tags(values: Vec<String>, form: &mut Form) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in values.into_iter().filter_map(|value| form.optional("tags", "标签", Some(&value), TAG)) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS {
        form.wrong("tags", format!("标签最多 {TAGS} 个，请删去一些"));
    }
    tags
}

/// A reason that must be there, alone.
pub(super) fn reason(name: &str, value: &str) -> Result<String, KnowledgeError> {
    let mut form = Form::default();
    let reason = form.required("reason", name, value, REASON);
    form.done()?;
    Ok(reason)
}
