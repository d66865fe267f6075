//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let it = format!("{}“{}”", text("number"), text("subject"));
    Some(match action {
        "letters.send" => format!("发出了函件 {it}"),
        "letters.receive" => format!("签收了函件 {it}"),
        "letters.prove" => format!("为函件 {it} 提交了证明"),
        "letters.answer" => format!("答复了函件 {it}：{}", text("text")),
        "letters.consent" => format!("同意了函件 {it} 所述事项"),
        "letters.refuse" => format!("不同意函件 {it} 所述事项，原因：{}", text("text")),
        "letters.accept" => format!("接受了函件 {it} 的索赔"),
        "letters.silence" => format!("认定函件 {it} 到期未答复、视为接受（{}）", text("clause")),
        "letters.pause_begin" => format!("按函件 {it} 暂停了相关工单的计时"),
        "letters.pause_end" => format!("结束了函件 {it} 的顺延，恢复计时"),
        "letters.withdraw" => format!("撤回了函件 {it}，原因：{}", text("text")),
        "letters.close" => format!("办结了函件 {it}"),
        "letters.note" => format!("在函件 {it} 上备注：{}", text("text")),
        "letters.attach" => format!("为函件 {it} 上传了“{}”", text("file")),
        _ => return None,
    })
}
