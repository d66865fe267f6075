//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let did = match action {
        "changes.create" => "编写了变更",
        "changes.edit" => "修改了变更",
        "changes.submit" => "提交了变更",
        "changes.approve" => "批准了变更",
        "changes.refuse" => "没有批准变更",
        "changes.approve_by_word" => "登记了口头批准，变更",
        "changes.confirm" => "书面确认了口头批准，变更",
        "changes.test" => "登记了测试，变更",
        "changes.release" => "发布了变更",
        "changes.frozen_refused" => "在封网期内发布被拒绝，变更",
        "changes.verify" => "验证了变更",
        "changes.roll_back" => "回退了变更",
        "changes.close" => "关闭了变更",
        "changes.withdraw" => "撤回了变更",
        "changes.file_add" => "添加了文件，变更",
        _ => return None,
    };
    let more = detail["text"].as_str().map(|text| format!("：{text}")).unwrap_or_default();
    Some(format!("{did} {}“{}”{more}", text("number"), text("title")))
}
