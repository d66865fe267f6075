//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "hotline.call_log" => "登记了一通来电".to_owned(),
        "hotline.call_edit" => "补充了来电记录".to_owned(),
        "hotline.call_link" => format!("把来电关联到工单 {}", text("number")),
        "hotline.source_add" => format!("接入了电话系统“{}”", text("name")),
        "hotline.source_rotate" => format!("更换了电话系统“{}”的密钥", text("name")),
        "hotline.source_remove" => format!("停用了电话系统“{}”", text("name")),
        _ => return None,
    })
}
