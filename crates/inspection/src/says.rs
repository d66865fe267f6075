//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？").to_owned();
    let it = format!("“{}”", text("title"));
    Some(match action {
        "inspection.add" => format!("登记了{it}，日期 {}", text("day")),
        "inspection.replan" => match detail["assignee"].as_str() {
            Some(name) => format!("安排了{it}：{}，由{name}执行", text("planned")),
            None => format!("安排了{it}：{}", text("planned")),
        },
        "inspection.announce" => match detail["new_day"].as_str() {
            Some(day) => format!("事先告知{it}（原计划 {}）改到 {day}，原因：{}", text("planned"), text("reason")),
            None => format!("事先告知{it}（原计划 {}）不能执行，原因：{}", text("planned"), text("reason")),
        },
        "inspection.start" => format!("开始{it}"),
        "inspection.close" => {
            let late = if detail["state"] == "done_late" { "（逾期）" } else { "" };
            let found = match detail["deviations"].as_u64().unwrap_or_default() {
                0 => String::new(),
                n => format!("，发现 {n} 项异常"),
            };
            let what = if detail["corrects"].is_null() { "提交了" } else { "更正了" };
            format!("{what}{it}的记录{late}{found}")
        }
        "inspection.correct" => format!("开始更正{it}的记录，原因：{}", text("reason")),
        "inspection.prove" => {
            let late = if detail["state"] == "done_late" { "（逾期）" } else { "" };
            format!("核验{it}已完成{late}：{}", text("text"))
        }
        "inspection.missed" => format!("记录{it}（{} 至 {}）没有执行", text("from"), text("to")),
        "inspection.cancel" => format!("因合同终止取消了{it}（{} 至 {}）", text("from"), text("to")),
        "inspection.checklist_add" => format!("新建了巡检表{it}"),
        "inspection.checklist_change" => format!("修改了巡检表{it}"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_sentences() {
        let closed = json!({ "title": "周巡检", "state": "done_late", "deviations": 2, "corrects": null });
        assert_eq!(says("inspection.close", &closed).unwrap(), "提交了“周巡检”的记录（逾期），发现 2 项异常");
        assert_eq!(says("ticketing.open", &json!({})), None);
    }
}
