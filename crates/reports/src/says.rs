//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let it = format!("{}《{}》", text("number"), text("title"));
    let version = || detail["version"].as_i64().unwrap_or_default();
    Some(match action {
        "reports.draft" => format!("起草了报告 {it}"),
        "reports.edit" => format!("修改了报告 {it} 的草稿"),
        "reports.recompose" => format!("重新汇总了报告 {it} 的数据"),
        "reports.submit" => format!("提交了报告 {it} 第 {} 版，摘要 {}", version(), text("digest")),
        "reports.withdraw" => format!("在审核前撤回了报告 {it} 第 {} 版，原因：{}", version(), text("text")),
        "reports.accept" => format!("接受了报告 {it} 第 {} 版", version()),
        "reports.silence" => format!("认定报告 {it} 到期未答复、视为通过（{}）", text("clause")),
        "reports.overdue" => format!("记录报告 {it} 超过审核期限未答复（{}）", text("clause")),
        "reports.question" => format!("对报告 {it} 第 {} 版提出了意见：{}", version(), text("text")),
        "reports.correct" => format!("开始更正报告 {it}，收回原接受，原因：{}", text("text")),
        _ => return None,
    })
}
