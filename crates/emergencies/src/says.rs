//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let (number, title) = (text("number"), text("title"));
    Some(match action {
        "emergencies.plan_written" => format!("编写了应急预案“{title}”第 {} 版", detail["number"]),
        "emergencies.plan_published" => format!("发布了应急预案“{title}”第 {} 版", detail["number"]),
        "emergencies.plan_agreed" => format!("同意了应急预案“{title}”第 {} 版", detail["number"]),
        "emergencies.opened" => format!("启动了应急处置 {number}：{title}"),
        "emergencies.logged" => format!("在应急处置 {number} 的时间线记下：{}", text("text")),
        "emergencies.role_taken" => format!("在应急处置 {number} 中担任{}", text("role")),
        "emergencies.escalated" => {
            format!("把应急处置 {number} 调整为 {} 级：{}", detail["level"], text("text"))
        }
        "emergencies.stood_down" => format!("解除了应急 {number}：{}", text("text")),
        "emergencies.reported" => format!("提交了应急处置 {number} 的报告"),
        "emergencies.confirmed" => format!("确认了应急处置 {number} 的报告"),
        "emergencies.returned" => format!("退回了应急处置 {number} 的报告：{}", text("text")),
        "emergencies.day_agreed" => format!("约定应急处置 {number} 的报告在 {} 前提交", text("on")),
        "emergencies.drill_planned" => format!("安排了 {} 的应急演练“{title}”", text("on")),
        "emergencies.drill_moved" => {
            format!("把应急演练“{title}”从 {} 改到 {}：{}", text("from"), text("on"), text("reason"))
        }
        "emergencies.drill_held" => format!("登记了应急演练“{title}”，发现 {} 个问题", detail["findings"]),
        "emergencies.finding_done" => format!("完成了应急演练“{title}”的整改：{}", text("text")),
        "emergencies.contact_tested" if detail["reached"] == true => {
            format!("拨测了应急联系人“{}”，{} 分钟内接通", text("post"), detail["minutes"])
        }
        "emergencies.contact_tested" => format!("拨测了应急联系人“{}”，没有接通", text("post")),
        "emergencies.file_added" => format!("上传了应急附件“{}”", text("name")),
        _ => return None,
    })
}
