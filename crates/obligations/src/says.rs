//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    Some(match action {
        "obligations.open" => format!("登记了履约事项“{}”：{}", text("title"), text("note")),
        "obligations.prove" => format!("为“{}”登记了佐证：{}", text("title"), text("text")),
        "obligations.finish" => format!("办结了“{}”（{}）：{}", text("title"), text("done_on"), text("text")),
        "obligations.waive" => format!("免除了“{}”，原因：{}", text("title"), text("reason")),
        _ => return None,
    })
}
