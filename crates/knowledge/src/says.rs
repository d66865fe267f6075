//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let article = || format!("知识 {}“{}”", text("number"), text("title"));
    let because = || detail["reason"].as_str().map(|reason| format!("，原因：{reason}")).unwrap_or_default();
    Some(match action {
        "knowledge.write" => match detail["from"].as_str() {
            Some(ticket) => format!("把工单 {ticket} 写成了{}", article()),
            None => format!("写了{}", article()),
        },
        "knowledge.edit" => {
            format!("修改了{}，成为第 {} 稿", article(), detail["revision"].as_i64().unwrap_or_default())
        }
        "knowledge.submit" => format!("把{}送审", article()),
        "knowledge.publish" => format!("发布了{}，有效至 {}", article(), text("valid_until")),
        "knowledge.return" => format!("退回了{}{}", article(), because()),
        "knowledge.retire" => format!("停用了{}{}", article(), because()),
        "knowledge.expire" => format!("因到期停止提供{}", article()),
        "knowledge.used" => format!("用{}解决了工单 {}", article(), text("ticket")),
        _ => return None,
    })
}
