//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let n = |key: &str| detail[key].as_i64().unwrap_or_default();
    Some(match action {
        "security.receive" => format!("登记了{}漏洞“{}”", text("severity"), text("title")),
        "security.correct" => format!("更正了漏洞“{}”，原因：{}", text("title"), text("reason")),
        "security.report" => format!("登记了漏洞“{}”已报告甲方：{}", text("title"), text("text")),
        "security.analyse" => format!("分析了漏洞“{}”：{}", text("title"), text("text")),
        "security.fix" => format!("整改了漏洞“{}”：{}", text("title"), text("text")),
        "security.retest" => format!("复测了漏洞“{}”，现在{}：{}", text("title"), text("state"), text("text")),
        "security.feed_back" => format!("向甲方反馈了漏洞“{}”：{}", text("title"), text("text")),
        "security.confirm" => format!("确认了漏洞“{}”的处理结果", text("title")),
        "security.send_back" => format!("退回了漏洞“{}”的处理结果：{}", text("title"), text("text")),
        "security.import" => format!(
            "导入了扫描结果“{}”：新增 {}，再次发现 {}，拒绝 {}",
            text("file"),
            n("added"),
            n("seen"),
            n("refused")
        ),
        "security.terms" => format!(
            "设定了漏洞整改期限：严重 {} 天、高危 {} 天、中危 {} 天、低危 {} 天",
            n("critical"),
            n("high"),
            n("medium"),
            n("low")
        ),
        "security.attach" => format!("添加了文件“{}”", text("file")),
        "security.evaluation_add" => format!("登记了“{}”的等保测评（{}）", text("system"), text("body")),
        "security.evaluation_change" => format!("更新了“{}”的等保测评", text("system")),
        "security.finding_add" => format!("登记了“{}”的测评问题“{}”", text("system"), text("standard")),
        "security.finding_import" => {
            format!("导入了“{}”的测评问题：新增 {}，拒绝 {}", text("system"), n("added"), n("refused"))
        }
        "security.finding_end" => format!("办结了测评问题“{}”：{}", text("standard"), text("text")),
        "security.pledge_add" => format!("把{}列入保密承诺名单", text("name")),
        "security.pledge_change" => format!("更新了{}的保密承诺", text("name")),
        "security.return_add" => format!("建立了数据交还清单“{}”（{} 项）", text("title"), n("items")),
        "security.return_item" => format!("在数据交还清单“{}”中加入“{}”", text("title"), text("what")),
        "security.return_settle" => format!("登记“{}”{}（清单“{}”）", text("what"), text("way"), text("title")),
        "security.return_witness" => format!("由{}见证签字，数据交还清单“{}”办结", text("witness"), text("title")),
        _ => return None,
    })
}
