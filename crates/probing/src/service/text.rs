//! Texts that people typed: blanks cut, lengths held.

use crate::error::BadField;

/// A text that may be absent or empty, which is none.
pub(super) fn optional(
    field: &'static str,
    name: &str,
    value: Option<String>,
    most: usize,
    bad: &mut Vec<BadField>,
) -> Option<String> {
    let value = value?.trim().to_owned();
    if value.chars().count() > most {
        bad.push(BadField { field, message: format!("{name}最多 {most} 个字，请缩短") });
    }
    if value.chars().any(char::is_control) {
        bad.push(BadField { field, message: format!("{name}中有换行或控制字符，请删除后重新填写") });
    }
    Some(value).filter(|text| !text.is_empty())
}

/// A text that must be there.
pub(super) fn required(field: &'static str, name: &str, value: &str, most: usize, bad: &mut Vec<BadField>) -> String {
    optional(field, name, Some(value.to_owned()), most, bad).unwrap_or_else(|| {
        bad.push(BadField { field, message: format!("请填写{name}") });
        String::new()
    })
}
