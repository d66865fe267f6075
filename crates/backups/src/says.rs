//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "backups.policy_add" => format!("设置了备份策略“{}”（{}）", text("title"), text("source")),
        "backups.policy_change" if detail["enabled"] == Value::Bool(false) => {
            format!("修改并停用了备份策略“{}”", text("title"))
        }
        "backups.policy_change" if detail["secret"] == Value::Bool(true) => {
            format!("修改了备份策略“{}”，并更换了登录凭据", text("title"))
        }
        "backups.policy_change" => format!("修改了备份策略“{}”", text("title")),
        "backups.policy_remove" => format!("删除了备份策略“{}”", text("title")),
        "backups.check" => format!("检查了备份“{}”：{}", text("title"), text("text")),
        "backups.drill" => format!("发起了“{}”的恢复演练", text("title")),
        "backups.drill_end" => format!("完成了“{}”的恢复演练：{}", text("title"), text("text")),
        _ => return None,
    })
}
