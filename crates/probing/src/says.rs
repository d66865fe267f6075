//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "probing.system_add" => format!("登记了监测系统“{}”", text("name")),
        "probing.system_change" => format!("修改了监测系统“{}”", text("name")),
        "probing.system_remove" => format!("删除了监测系统“{}”", text("name")),
        "probing.credential_add" => format!("登记了监测凭据“{}”（账号 {}）", text("name"), text("username")),
        "probing.credential_replace" => format!("更换了监测凭据“{}”", text("name")),
        "probing.credential_remove" => format!("删除了监测凭据“{}”", text("name")),
        "probing.probe_add" => format!("为“{}”设置了探测“{}”", text("system"), text("title")),
        "probing.probe_change" if detail["enabled"] == Value::Bool(false) => {
            format!("修改并停用了“{}”的探测“{}”", text("system"), text("title"))
        }
        "probing.probe_change" => format!("修改了“{}”的探测“{}”", text("system"), text("title")),
        "probing.probe_remove" => format!("删除了“{}”的探测“{}”", text("system"), text("title")),
        "probing.agent_add" => format!("登记了监测代理“{}”", text("name")),
        "probing.agent_rotate" => format!("更换了监测代理“{}”的令牌", text("name")),
        "probing.agent_remove" => format!("停用了监测代理“{}”", text("name")),
        "probing.watch_rule_set" => {
            let count = detail["count"].as_i64().unwrap_or_default();
            format!("把“{}”的告警线设为 {} 内 {count} 次", text("kind"), text("within"))
        }
        _ => return None,
    })
}
