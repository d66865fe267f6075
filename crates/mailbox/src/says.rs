//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "mailbox.address_add" => format!("新增了收件地址 {}", text("address")),
        "mailbox.address_change" => format!("修改了收件地址 {}", text("address")),
        "mailbox.address_remove" => format!("停用了收件地址 {}", text("address")),
        "mailbox.accept" => match detail["is_new"].as_bool() {
            Some(true) => format!("把隔离的邮件登记为工单 {}", text("number")),
            _ => format!("把隔离的邮件并入工单 {} 的回复", text("number")),
        },
        "mailbox.discard" => format!("丢弃了一封隔离的邮件，原因：{}", text("reason")),
        _ => return None,
    })
}
