//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "hotline.call_log" => "登记了一通来电".to_owned(),
        "hotline.call_edit" => "补充了来电记录".to_owned(),
        "hotline.call_link" => format!("把来电关联到工单 {}", text("number")),
        "hotline.return_attempt" => format!("登记了{}的一次回访联系", of(detail)),
        "hotline.return_done" => {
            format!("完成了{}的回访，满意度 {} 分", of(detail), detail["satisfaction"].as_i64().unwrap_or_default())
        }
        "hotline.return_waived" => format!("免除了{}的回访，原因：{}", of(detail), text("reason")),
        "hotline.shift_add" => format!("为 {} 排了 {} 个班次", text("name"), detail["shifts"].as_i64().unwrap_or(1)),
        "hotline.shift_change" => format!("修改了 {} 的班次", text("name")),
        "hotline.shift_remove" => format!("取消了 {} 的班次", text("name")),
        "hotline.shift_hand_over" => format!("填写了 {} 班次的交接内容", text("name")),
        "hotline.shift_confirm" => format!("确认了 {} 班次的交接", text("name")),
        "hotline.special_days_add" => format!("登记了{}：{}", days(detail), text("reason")),
        "hotline.special_days_remove" => format!("删除了登记的{}", days(detail)),
        "hotline.source_add" => format!("接入了电话系统“{}”", text("name")),
        "hotline.source_rotate" => format!("更换了电话系统“{}”的密钥", text("name")),
        "hotline.source_remove" => format!("停用了电话系统“{}”", text("name")),
        _ => return None,
    })
}

/// What a return call was about.
fn of(detail: &Value) -> String {
    detail["number"].as_str().map_or_else(|| "客户走访".to_owned(), |number| format!("工单 {number} "))
}

/// Which special days.
fn days(detail: &Value) -> String {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let kind = crate::model::SpecialKind::try_from(text("kind")).map_or("特殊日期", crate::model::SpecialKind::label);
    if detail["from"] == detail["to"] {
        format!("{kind}（{}）", text("from"))
    } else {
        format!("{kind}（{} 至 {}）", text("from"), text("to"))
    }
}
