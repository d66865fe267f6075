//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let secret = if detail["secret"] == Value::Bool(true) { "，并登记了口令" } else { "" };
    Some(match action {
        "inventory.source_add" => format!("登记了数据源“{}”{secret}", text("title")),
        "inventory.source_change" if detail["secret_removed"] == Value::Bool(true) => {
            format!("修改了数据源“{}”，原口令已清除", text("title"))
        }
        "inventory.source_change" => format!("修改了数据源“{}”{secret}", text("title")),
        "inventory.source_remove" => format!("删除了数据源“{}”及其全部盘点记录", text("title")),
        "inventory.read" => format!("要求盘点数据源“{}”", text("title")),
        "inventory.comment" => format!("为“{}”中的 {} 写了补充说明", text("title"), text("about")),
        _ => return None,
    })
}
