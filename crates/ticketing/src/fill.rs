//! Texts with variables: `{{number}}` stands for the number of the ticket that the text is used on.

/// Every variable.
pub const KNOWN: [&str; 11] =
    ["number", "title", "reporter", "unit", "contract", "case", "state", "due", "clause", "me", "today"];

/// A variable that nobody knows, or one without an end, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("第 {line} 行第 {column} 个字的变量 {{{{{name}}}}} 不认识。可以用：{}", list())]
pub struct UnknownVariable {
    /// As it was written; what follows the braces where they are not closed.
    pub name: String,
    /// Characters before it.
    pub at: usize,
    /// Its line, from 1.
    pub line: usize,
    /// The character of its line, from 1.
    pub column: usize,
}

fn list() -> String {
    KNOWN.map(|name| format!("{{{{{name}}}}}")).join("、")
}

/// Checks that every variable of `text` is known.
///
/// # Errors
/// The first one that is not.
pub fn check(text: &str) -> Result<(), UnknownVariable> {
    fill(text, |_| String::new()).map(drop)
}

/// `text` with the value of each variable in its place. Values are taken as they are: what looks like a variable in one of
/// them stays what it is.
///
/// # Errors
/// The first variable that is not known.
pub fn fill(text: &str, value: impl Fn(&str) -> String) -> Result<String, UnknownVariable> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let inner = &after[2..];
        let end = inner.find("}}");
        let name = end.map_or(inner, |end| &inner[..end]).trim();
        if end.is_none() || !KNOWN.contains(&name) {
            return Err(unknown(text, text.len() - after.len(), name));
        }
        filled.push_str(&value(name));
        rest = end.map_or("", |end| &inner[end + 2..]);
    }
    filled.push_str(rest);
    Ok(filled)
}

fn unknown(text: &str, byte: usize, name: &str) -> UnknownVariable {
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    UnknownVariable {
        name: name.chars().take(40).collect(),
        at: before.chars().count(),
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_once() {
        let value = |name: &str| format!("<{name}> {{{{me}}}}");
        assert_eq!(fill("工单 {{number}}：{{ title }}。", value).unwrap(), "工单 <number> {{me}}：<title> {{me}}。");
        assert_eq!(fill("没有变量 { me } }}", value).unwrap(), "没有变量 { me } }}");
        for name in KNOWN {
            assert_eq!(check(&format!("{{{{{name}}}}}")), Ok(()));
        }
    }

    #[test]
    fn an_unknown_variable_is_named_with_its_place_and_the_known_ones() {
        let wrong = check("您好：\n工单 {{number}} 的 {{phone}} 已记录").unwrap_err();
        assert_eq!((wrong.name.as_str(), wrong.at, wrong.line, wrong.column), ("phone", 20, 2, 17));
        let says = wrong.to_string();
        assert!(says.starts_with("第 2 行第 17 个字的变量 {{phone}} 不认识。可以用：{{number}}、"), "{says}");
        for open in ["{{number", "{{", "{{}}", "{{Number}}", "{{number} }"] {
            assert_eq!(check(open).map_err(|wrong| wrong.at), Err(0), "{open}");
        }
    }
}
