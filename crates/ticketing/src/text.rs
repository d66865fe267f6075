//! Texts that people typed: blanks cut, lengths held.

use crate::error::BadField;

/// The most characters of a line.
const LINE: usize = 200;
/// The most characters of a text.
const TEXT: usize = 10_000;

/// A line that must be there.
pub(crate) fn line(field: &'static str, name: &str, value: &str, bad: &mut Vec<BadField>) -> String {
    required(field, name, value, LINE, bad)
}

/// A text that must be there.
pub(crate) fn text(field: &'static str, name: &str, value: &str, bad: &mut Vec<BadField>) -> String {
    required(field, name, value, TEXT, bad)
}

/// A text that may be empty.
pub(crate) fn optional(field: &'static str, name: &str, value: &str, bad: &mut Vec<BadField>) -> String {
    held(field, name, value.trim(), TEXT, bad)
}

/// A line that may be empty, which is none.
pub(crate) fn short(field: &'static str, name: &str, value: &str, bad: &mut Vec<BadField>) -> Option<String> {
    Some(held(field, name, value.trim(), LINE, bad)).filter(|text| !text.is_empty())
}

/// A single text that must be there.
pub(crate) fn one(field: &'static str, name: &str, value: &str) -> Result<String, crate::error::TicketError> {
    let mut bad = Vec::new();
    let text = text(field, name, value, &mut bad);
    if bad.is_empty() { Ok(text) } else { Err(crate::error::TicketError::BadFields(bad)) }
}

fn required(field: &'static str, name: &str, value: &str, most: usize, bad: &mut Vec<BadField>) -> String {
    let value = value.trim();
    if value.is_empty() {
        bad.push(BadField::new(field, format!("请填写{name}")));
    }
    held(field, name, value, most, bad)
}

fn held(field: &'static str, name: &str, value: &str, most: usize, bad: &mut Vec<BadField>) -> String {
    if value.chars().count() > most {
        bad.push(BadField::new(field, format!("{name}最多 {most} 个字，请缩短")));
    }
    if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        bad.push(BadField::new(field, format!("{name}中有不可见的控制字符，请删除后重新填写")));
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_cut_and_lengths_held() {
        let mut bad = Vec::new();
        assert_eq!(line("title", "标题", "  系统无法登录 ", &mut bad), "系统无法登录");
        assert!(bad.is_empty());
        line("title", "标题", " \n ", &mut bad);
        line("title", "标题", &"长".repeat(201), &mut bad);
        line("title", "标题", "a\0b", &mut bad);
        assert_eq!(
            bad.iter().map(|b| b.message.as_str()).collect::<Vec<_>>(),
            ["请填写标题", "标题最多 200 个字，请缩短", "标题中有不可见的控制字符，请删除后重新填写"]
        );
    }
}
