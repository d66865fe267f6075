//! Texts with variables, checked when they are saved: an unknown variable is an error then, not a hole in a message later.

use std::collections::BTreeMap;

use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use utoipa::ToSchema;

/// The variables of a template, with what each stands for.
pub const VARIABLES: &[(&str, &str)] = &[
    ("occasion", "事由，如“超时”"),
    ("contract", "合同前缀，如 HS"),
    ("number", "编号，如 HS-2026-000123"),
    ("title", "标题"),
    ("level", "严重程度序号，1 最严重"),
    ("severity", "严重程度名称"),
    ("state", "当前状态"),
    ("assignee", "处理人"),
    ("reporter", "报修人"),
    ("clock", "时限名称，如“响应”"),
    ("due", "到期时间"),
    ("clause", "合同条款"),
    ("text", "补充说明"),
    ("at", "发生时间"),
    ("link", "查看链接"),
];

/// Longest template, in characters.
const LONGEST: usize = 4000;

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, thiserror::Error)]
#[error("第 {line} 行：{message}")]
pub struct TemplateFault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

/// What fills the variables; what is absent is empty.
pub type Values = BTreeMap<&'static str, String>;

fn environment<'source>() -> Environment<'source> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Messages are plain text; nothing is escaped, and nothing here becomes HTML.
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    // A text is filled in at once; loops in loops are no text.
    environment.set_fuel(Some(20_000));
    environment
}

/// Everything that is wrong with `text`: faults of the syntax, unknown variables, and length.
#[must_use]
pub fn faults(text: &str) -> Vec<TemplateFault> {
    if text.trim().is_empty() {
        return vec![TemplateFault { line: 1, message: "模板是空的，请填写内容。".to_owned() }];
    }
    if text.chars().count() > LONGEST {
        return vec![TemplateFault { line: 1, message: format!("模板最多 {LONGEST} 个字，请缩短。") }];
    }
    let environment = environment();
    let template = match environment.template_from_str(text) {
        Ok(template) => template,
        Err(error) => return vec![syntax(&error)],
    };
    let mut unknown: Vec<String> = template.undeclared_variables(false).into_iter().collect();
    unknown.retain(|name| VARIABLES.iter().all(|(known, _)| known != name));
    if unknown.is_empty() {
        // Filters and arithmetic fail only when a template is filled in, so it is filled in once.
        return fill(text, &Values::new()).err().into_iter().collect();
    }
    unknown.sort_unstable_by_key(|name| text.find(name.as_str()));
    unknown.into_iter().map(|name| unknown_variable(text, &name)).collect()
}

fn syntax(error: &minijinja::Error) -> TemplateFault {
    let message = match error.kind() {
        ErrorKind::SyntaxError => "变量没有写完整，应写作 {{ number }}。",
        ErrorKind::OutOfFuel => "循环太多，请删去循环，只使用变量。",
        ErrorKind::UnknownFilter => "这里的过滤器不存在，请删去“|”及其后的内容。",
        _ => "这里不能这样写，请只使用变量，如 {{ number }}。",
    };
    TemplateFault { line: error.line().unwrap_or(1), message: message.to_owned() }
}

fn unknown_variable(text: &str, name: &str) -> TemplateFault {
    let before = text.find(name).map_or("", |at| &text[..at]);
    let known: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
    TemplateFault {
        line: before.matches('\n').count() + 1,
        message: format!("没有变量“{name}”，可用的变量有：{}。", known.join("、")),
    }
}

/// `text` with its variables filled in.
///
/// # Errors
/// [`TemplateFault`] for a text that [`faults`] would refuse.
pub fn fill(text: &str, values: &Values) -> Result<String, TemplateFault> {
    let value = |name| values.get(name).cloned().unwrap_or_default();
    let whole: Values = VARIABLES.iter().map(|&(name, _)| (name, value(name))).collect();
    environment().render_str(text, whole).map_err(|error| syntax(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_and_absent_ones_are_empty() {
        let values = Values::from([("number", "HS-2026-000123".to_owned()), ("title", "{{ due }}<b>".to_owned())]);
        let filled = fill("{{ number }}：{{title}}（{{ due }}）", &values);
        assert_eq!(filled.as_deref(), Ok("HS-2026-000123：{{ due }}<b>（）"));
    }

    #[test]
    fn every_unknown_variable_is_named_with_its_line() {
        let found = faults("{{ number }}\n您好，{{ numbr }}\n{{ x }}{% if y %}{% endif %}");
        assert_eq!(found.iter().map(|fault| fault.line).collect::<Vec<_>>(), [2, 3, 3]);
        assert!(found[0].message.contains("“numbr”") && found[0].message.contains("number"), "{}", found[0].message);
    }

    #[test]
    fn broken_syntax_is_a_fault_with_its_line() {
        for (text, line) in [("一行\n{{ number", 2), ("{{ number | shout }}", 1), ("{% for %}", 1)] {
            let found = faults(text);
            assert_eq!(found.first().map(|fault| fault.line), Some(line), "{text}: {found:?}");
        }
        assert_eq!(faults("{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}").len(), 1);
        assert_eq!(faults("  ").len(), 1);
        assert_eq!(faults(&"长".repeat(4001)).len(), 1);
        assert!(faults("{{ number }}").is_empty());
    }
}
