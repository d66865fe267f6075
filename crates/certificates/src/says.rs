//! Rows of the audit trail as sentences.

use serde_json::Value;

use crate::model::RequestKind;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let number = |key: &str| detail[key].as_u64().unwrap_or_default();
    let kind = || RequestKind::try_from(text("kind")).map_or("申请", RequestKind::label);
    Some(match action {
        "certificates.add" => format!("登记了证书 {}（{}）", text("serial"), text("holder")),
        "certificates.change" => format!("修改了证书 {}（{}）", text("serial"), text("holder")),
        "certificates.import" => format!(
            "导入了证书文件“{}”：新增 {} 张，更新 {} 张，{} 行没有导入",
            text("file"),
            number("added"),
            number("updated"),
            number("refused")
        ),
        "certificates.check" => format!("检测了证书 {}：{}", text("serial"), text("text")),
        "certificates.issuer_add" => format!("登记了颁发机构证书“{}”", text("subject")),
        "certificates.request" => format!("提出了证书{}，涉及 {} 张证书", kind(), number("certificates")),
        "certificates.request_approve" => format!("批准了证书{}", kind()),
        "certificates.request_refuse" => format!("驳回了证书{}，原因：{}", kind(), text("note")),
        "certificates.request_withdraw" => format!("撤回了证书{}", kind()),
        "certificates.request_done" => format!("办结了证书{}", kind()),
        _ => return None,
    })
}
