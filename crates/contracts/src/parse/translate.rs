//! The TOML reader's messages, in plain Chinese.

use toml::de::Error;

use super::{ParseError, locate::Places};

/// A fault of the syntax.
pub fn syntax(places: &Places<'_>, fault: &Error) -> ParseError {
    let offset = fault.span().map_or(0, |span| span.start);
    let message = format!("TOML 语法有误：{}", fault.message().replace('\n', "；"));
    places.error_at(offset, places.key_at(offset), message)
}

/// A fault of the format: an unknown or missing key, a value of the wrong kind.
pub fn format(places: &Places<'_>, fault: &Error) -> ParseError {
    let span = fault.span().unwrap_or_default();
    let written = places.text_at(span.clone()).lines().next().unwrap_or_default();
    places.error_at(span.start, places.key_at(span.start), in_chinese(fault.message(), written))
}

fn in_chinese(message: &str, written: &str) -> String {
    if let Some((key, expected)) = quoted(message, "unknown field `") {
        return format!("不认识的键 `{key}`；{}", expected_keys(expected));
    }
    if let Some((word, expected)) = quoted(message, "unknown variant `") {
        return format!("不认识的值 `{word}`；{}", expected_keys(expected));
    }
    if let Some((key, _)) = quoted(message, "missing field `") {
        return format!("缺少必填的键 `{key}`");
    }
    if let Some((found, expected)) = message.strip_prefix("invalid type: ").and_then(|m| m.split_once(", expected ")) {
        return format!("值的类型不对：写的是 {}，应为 {}", kind(found), kind(expected));
    }
    if let Some((text, _)) = message.strip_suffix("like 1803000.00 or ¥1,803,000.00").and_then(|m| m.split_once("” "))
    {
        return format!("{text}”不是金额；请写成元，最多两位小数，如 \"1803000.00\"");
    }
    if message.contains("is not a percentage") {
        return format!("{written} 不是百分比；请写成 \"70%\" 或 \"0.02%\"，最多四位小数");
    }
    message.replace('\n', "；")
}

/// `unknown field `x`, expected …` → (`x`, …).
fn quoted<'m>(message: &'m str, before: &str) -> Option<(&'m str, &'m str)> {
    message.strip_prefix(before)?.split_once('`')
}

fn expected_keys(expected: &str) -> String {
    let list = expected.trim_start_matches(", expected ").trim_start_matches("one of ");
    if list.starts_with('`') {
        format!("这里可以写：{}", list.replace(", ", "、"))
    } else {
        "这里不能写任何键".to_owned()
    }
}

fn kind(name: &str) -> String {
    for (english, chinese) in [
        ("a string", "文字"),
        ("string", "文字"),
        ("integer", "整数"),
        ("floating point", "小数"),
        ("boolean", "布尔值"),
        ("a boolean", "布尔值（true 或 false）"),
        ("sequence", "数组"),
        ("a sequence", "数组"),
        ("map", "表"),
        ("a date like 2021-07-06", "日期，如 2021-07-06"),
    ] {
        if name == english {
            return chinese.to_owned();
        }
        if let Some(value) = name.strip_prefix(english).filter(|rest| rest.starts_with(' ')) {
            return format!("{chinese}{value}");
        }
    }
    match name {
        "u8" | "u16" | "u32" | "u64" => "非负整数".to_owned(),
        name if name.starts_with("struct ") => "表".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::in_chinese;

    #[test]
    fn messages_say_what_to_write() {
        for (message, text) in [
            (
                "unknown field `colour`, expected one of `id`, `clause`",
                "不认识的键 `colour`；这里可以写：`id`、`clause`",
            ),
            ("unknown variant `moon`, expected `day` or `week`", "不认识的值 `moon`；这里可以写：`day` or `week`"),
            ("missing field `clause`", "缺少必填的键 `clause`"),
            ("invalid type: integer `3`, expected a string", "值的类型不对：写的是 整数 `3`，应为 文字"),
            ("invalid type: string \"x\", expected u32", "值的类型不对：写的是 文字 \"x\"，应为 非负整数"),
        ] {
            assert_eq!(in_chinese(message, ""), text);
        }
    }
}
