//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let period = || format!("“{}”（{} 至 {}）", text("title"), text("from"), text("to"));
    Some(match action {
        "assurance.declare" => format!("申报了特殊时期{}，依据：{}", period(), text("reason")),
        "assurance.confirm" => format!("确认了特殊时期{}", period()),
        "assurance.change" => format!("修改了特殊时期{}", period()),
        "assurance.withdraw" => format!("撤回了特殊时期{}，原因：{}", period(), text("why")),
        "assurance.item_add" => format!("为“{}”增加了保障事项“{}”", text("title"), text("item")),
        "assurance.item_remove" => format!("从“{}”删除了保障事项“{}”", text("title"), text("item")),
        "assurance.tick" => format!("完成了“{}”的保障事项“{}”", text("title"), text("item")),
        "assurance.untick" => format!("取消了“{}”的保障事项“{}”的完成标记", text("title"), text("item")),
        "assurance.complete" => format!("完成了“{}”的{}阶段：{}", text("title"), text("phase"), text("summary")),
        "assurance.file_add" => format!("为“{}”上传了文件“{}”", text("title"), text("file")),
        _ => return None,
    })
}
