//! What audit rows about tickets say.

use serde_json::Value;

/// The end of a sentence about an action of this module.
pub(crate) fn says(action: &str, detail: &Value) -> Option<String> {
    let action = action.strip_prefix("ticketing.")?;
    if action == "export" {
        return Some(crate::export::says(detail));
    }
    let row = Row(detail);
    let done = ticket(action, &row).or_else(|| kept(action, &row)).or_else(|| place(action, &row))?;
    // The space behind a number is for what follows it, not for a stop.
    Some((done + &row.clocks()).replace(" ，", "，").replace(" ；", "；").trim_end().to_owned())
}

/// What was done to a ticket.
fn ticket(action: &str, row: &Row<'_>) -> Option<String> {
    let it = row.ticket();
    Some(match action {
        "open" => format!("登记了{it}{}", row.quoted("title")),
        "take" => format!("接手了{it}"),
        "respond" => format!("响应了{it}"),
        "reply" => format!("在{it}中回复"),
        "note" => format!("在{it}中写了内部备注"),
        "assign" => format!("把{it}派给{}", row.text("to")),
        "escalate" => format!("把{it}提交到第 {} 级{}", row.value("to_level"), row.reason()),
        "hand_up" => format!("到点后把{it}逐级提交"),
        "sweep" => format!("检查了{it}的时钟"),
        "check_in" => format!("为{it}到场签到"),
        "work_around" => format!("为{it}采取了临时措施"),
        "restore" => format!("恢复了{it}的服务"),
        "resolve" => format!("提交了{it}的解决方案"),
        "accept" => format!("验收了{it}{}", row.satisfaction()),
        "refuse" => format!("退回了{it}的解决方案{}", row.reason()),
        "close" => format!("关闭了{it}{}", row.reason()),
        "cancel" => format!("取消了{it}{}", row.reason()),
        "reopen" => format!("重新打开了{it}{}", row.reason()),
        "pause" => format!("暂停了{it}的计时{}（{}同意）", row.reason(), row.text("agreed_by")),
        "resume" => format!("恢复了{it}的计时"),
        "severity" => format!("把{it}的级别由 {} 改为 {}{}", row.text("from"), row.text("to"), row.reason()),
        "edit" => format!("修改了{it}{}", row.fields()),
        "urge" => format!("催办了{it}"),
        "merge" => format!("把{it}并入 {}", row.text("into_number")),
        "merge_in" => format!("把 {} 并入{it}", row.text("from_number")),
        "split" => format!("从{it}拆出了 {}", row.text("into_number")),
        "link" => format!("把{it}与 {} 关联", row.text("other")),
        "watch" => format!("把{}加为{it}的关注人", row.text("name")),
        "unwatch" => format!("取消了{}对{it}的关注", row.text("name")),
        "attach" => format!("为{it}上传了附件"),
        "deviation_found" => format!("在{it}中记录了再次发现的异常"),
        "deviation_gone" => format!("在{it}中记录了异常消失"),
        "service_sheet" => format!("为{it}填写了服务单 {}", row.text("sheet")),
        _ => return None,
    })
}

/// What was done to something that people keep at hand.
fn kept(action: &str, row: &Row<'_>) -> Option<String> {
    let (what, how) = action.rsplit_once('_')?;
    let what = match what {
        "view" => "视图",
        "reply_template" => "回复模板",
        "macro" => "快捷操作",
        _ => return None,
    };
    let how = match how {
        "create" => "新建了",
        "change" => "修改了",
        "remove" => "删除了",
        _ => return None,
    };
    Some(format!("{how}{what}{}", row.quoted("name")))
}

/// What was done to a site of a contract.
fn place(action: &str, row: &Row<'_>) -> Option<String> {
    let name = |site: &Value| site["name"].as_str().unwrap_or("？").to_owned();
    Some(match action {
        "site_add" => format!("新增了服务地点“{}”", name(&row.0["site"])),
        "site_change" => format!("修改了服务地点“{}”", name(&row.0["to"])),
        "site_retire" => format!("停用了服务地点“{}”", name(row.0)),
        _ => return None,
    })
}

/// What was written down with an action. Rows of older versions may lack parts of it.
struct Row<'a>(&'a Value);

impl Row<'_> {
    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or("？")
    }

    fn value(&self, key: &str) -> String {
        match &self.0[key] {
            Value::Null => "？".to_owned(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }

    fn ticket(&self) -> String {
        self.0["number"].as_str().map_or_else(|| "工单".to_owned(), |number| format!("工单 {number} "))
    }

    fn quoted(&self, key: &str) -> String {
        self.0[key].as_str().map(|text| format!("“{text}”")).unwrap_or_default()
    }

    fn reason(&self) -> String {
        let reason = self.0["reason"].as_str().filter(|reason| !reason.is_empty());
        reason.map(|reason| format!("，原因：{reason}")).unwrap_or_default()
    }

    fn satisfaction(&self) -> String {
        self.0["satisfaction"].as_i64().map(|points| format!("，满意度 {points} 分")).unwrap_or_default()
    }

    /// Which fields an edit changed.
    fn fields(&self) -> String {
        const NAMES: [(&str, &str); 6] = [
            ("title", "标题"),
            ("description", "描述"),
            ("service", "服务项"),
            ("asset", "设备"),
            ("work", "标段"),
            ("site", "地点"),
        ];
        let changed = NAMES.iter().filter(|(key, _)| !self.0[*key].is_null()).map(|(_, name)| *name);
        let changed: Vec<&str> = changed.collect();
        if changed.is_empty() { String::new() } else { format!("的{}", changed.join("、")) }
    }

    /// What was found at its clocks on the way.
    fn clocks(&self) -> String {
        let found = self.0["clocks"].as_array().into_iter().flatten();
        let found: Vec<String> = found.filter_map(clock).collect();
        if found.is_empty() { String::new() } else { format!("；{}", found.join("，")) }
    }
}

fn clock(found: &Value) -> Option<String> {
    let kind = match found["clock"].as_str().unwrap_or_default() {
        "response" => "响应",
        "escalate" => "逐级提交",
        "arrive" => "到场",
        "restore" => "恢复",
        "resolve" => "解决",
        _ => "",
    };
    Some(match found["what"].as_str()? {
        "clock_breached" => format!("{kind}时限已超"),
        "deadlines_moved" => "到期时间随服务时间的变化调整".to_owned(),
        "clock_warned" => format!("{kind}时限将到"),
        "handed_up" => format!("自动提交到第 {} 级", found["to_level"]),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(action: &str, detail: &Value) -> String {
        says(action, detail).unwrap()
    }

    #[test]
    fn rows_name_the_ticket_the_reason_and_what_was_found() {
        let open = json!({ "number": "HS-2026-000123", "title": "无法登录", "case": "HS-S1", "kind": "fault" });
        assert_eq!(said("ticketing.open", &open), "登记了工单 HS-2026-000123 “无法登录”");
        let close = json!({ "number": "HS-2026-000123", "reason": "三日未答复" });
        assert_eq!(said("ticketing.close", &close), "关闭了工单 HS-2026-000123，原因：三日未答复");
        let take = json!({ "number": "HS-2026-000123", "clocks": [{ "what": "clock_breached", "clock": "response" }] });
        assert_eq!(said("ticketing.take", &take), "接手了工单 HS-2026-000123；响应时限已超");
        let edit = json!({ "number": "HS-2026-000123", "title": { "from": "a", "to": "b" } });
        assert_eq!(said("ticketing.edit", &edit), "修改了工单 HS-2026-000123 的标题");
        assert_eq!(said("ticketing.reply_template_remove", &json!({ "name": "受理" })), "删除了回复模板“受理”");
        assert_eq!(said("ticketing.site_add", &json!({ "site": { "name": "大厅" } })), "新增了服务地点“大厅”");
    }

    #[test]
    fn rows_of_others_are_left_to_them() {
        assert_eq!(says("identity.sign_in", &json!({})), None);
        assert_eq!(says("ticketing.dance", &json!({})), None);
    }
}
