//! Rows of the audit trail as sentences.

use serde_json::Value;

/// What a row says, as the end of a sentence that begins with the name of whoever acted.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    let pair =
        || format!("“{}”（{} → {}）", text("title"), text("leaving"), detail["coming"].as_str().unwrap_or("待定"));
    Some(match action {
        "staffing.add" => format!("登记了人员{}", text("name")),
        "staffing.edit" => format!("修改了人员{}", text("name")),
        "staffing.qualify" => format!("登记了{}的资质“{}”", text("who"), text("name")),
        "staffing.unqualify" => format!("删除了{}的资质“{}”", text("who"), text("name")),
        "staffing.assign" => format!("安排{}到“{}”岗位，{} 到岗", text("name"), text("position"), text("from_on")),
        "staffing.end" => format!("登记{}离开“{}”岗位，最后一天 {}", text("name"), text("position"), text("to_on")),
        "staffing.announce" => format!("通知甲方更换{}，{} 生效", pair(), text("on")),
        "staffing.agree" => format!("同意更换{}", pair()),
        "staffing.refuse" => format!("不同意更换{}，意见：{}", pair(), text("note")),
        "staffing.hand_over" if detail["done"] == false => {
            format!("取消了“{}”更换的交接勾选：{}", text("title"), text("item"))
        }
        "staffing.hand_over" => format!("办完了“{}”更换的交接事项：{}", text("title"), text("item")),
        "staffing.finish" => format!("落实了更换{}，{} 生效", pair(), text("on")),
        "staffing.withdraw" => format!("撤回了“{}”的更换通知", text("title")),
        "staffing.depart" => {
            format!("登记“{}”{}未经同意离岗（{}），{} 起", text("title"), text("leaving"), text("clause"), text("on"))
        }
        "staffing.come" => format!("到岗打卡：{}（{}）", text("name"), text("post")),
        "staffing.leave" => format!("离岗打卡：{}（{}）", text("name"), text("post")),
        "staffing.correct" => {
            format!("更正了{} {} 的驻场记录（{}），原因：{}", text("name"), text("day"), text("post"), text("reason"))
        }
        "staffing.tell_absence" => {
            let (from, to) = (text("from_on"), text("to_on"));
            let instead = detail["substitute"].as_str().map(|name| format!("，由{name}代班")).unwrap_or_default();
            format!("事先告知{}缺勤 {from} 至 {to}（{}）{instead}", text("name"), text("post"))
        }
        "staffing.plan_training" => format!("安排了培训“{}”，{}", text("topic"), text("planned_on")),
        "staffing.edit_training" => format!("修改了培训“{}”的计划，{}", text("topic"), text("planned_on")),
        "staffing.hold_training" => format!("登记培训“{}”已于 {} 举办", text("topic"), text("held_on")),
        "staffing.confirm_training" => format!("确认了培训“{}”", text("topic")),
        "staffing.dispute_training" => format!("退回了培训“{}”：{}", text("topic"), text("note")),
        "staffing.cancel_training" => format!("取消了培训“{}”：{}", text("topic"), text("reason")),
        "staffing.list_attendee" => format!("把{}列入培训“{}”的名单", text("name"), text("topic")),
        "staffing.unlist_attendee" => format!("把{}从培训“{}”的名单上删除", text("name"), text("topic")),
        "staffing.sign_attendee" => format!("请{}在培训“{}”签到", text("name"), text("topic")),
        "staffing.rate_training" => {
            format!("登记了{}对培训“{}”的评分：{} 分", text("name"), text("topic"), detail["score"])
        }
        "staffing.attach" => format!("上传了附件“{}”", text("name")),
        _ => return None,
    })
}
