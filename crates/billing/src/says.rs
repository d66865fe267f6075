//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    Some(match action {
        "billing.tell" => format!("在结算台账登记了“{}”（第 {} 号）", text("name"), detail["seq"]),
        "billing.reconcile" => format!(
            "用清单“{}”核对付款：登记 {} 行，合计 {}，未匹配 {} 行",
            text("file"),
            detail["matched"],
            text("total"),
            detail["unmatched"]
        ),
        "billing.attach" => format!("为结算台账第 {} 号上传了“{}”", detail["seq"], text("file")),
        _ => return None,
    })
}
