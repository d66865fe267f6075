//! What audit rows about contracts and the calendar say.

use serde_json::Value;

/// The end of a sentence about an action of this module.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    Some(match action {
        "contracts.import" => {
            let what = if detail["kind"] == "amendment" { "补充协议" } else { "合同" };
            let version = &detail["version"];
            let note = detail["note"].as_str().map(|note| format!("，说明：{note}")).unwrap_or_default();
            format!("导入了{what} {}（第 {version} 版，{} 起生效）{note}", text("prefix"), text("effective_on"))
        }
        "contracts.calendar_load" => {
            let years = detail["years"].as_array().into_iter().flatten();
            let years: Vec<String> = years.map(|year| year["year"].to_string()).collect();
            format!("载入了 {} 年的放假通知", years.join("、"))
        }
        _ => return None,
    })
}
