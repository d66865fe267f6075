//! What audit rows about people and how they come in say.

use jianyue_kernel::{Grant, Role};
use serde_json::Value;

/// The end of a sentence about an action of this module. `whom` is the name of the person it was done to, where it was one
/// and the name is known.
pub(crate) fn says(action: &str, detail: &Value, whom: Option<&str>) -> Option<String> {
    let whom = whom.unwrap_or("某人");
    let from = || match detail["address"].as_str().filter(|address| !address.is_empty()) {
        Some(address) => format!("（地址 {address}）"),
        None => String::new(),
    };
    let locked = || if detail["locked_until"].is_null() { "" } else { "，账号被锁定" };
    let text = |key: &str| detail[key].as_str().unwrap_or("？");
    Some(match action {
        "identity.sign_in" => format!("登录了系统{}", from()),
        "identity.refuse_sign_in" => format!("登录失败：{}{}{}", refusal(text("reason")), from(), locked()),
        "identity.revoke_stolen_session" => "的登录凭证被重复使用，疑似泄露，该登录已被系统结束".to_owned(),
        "identity.end_session" => "结束了自己的一个登录".to_owned(),
        "identity.end_other_session" => format!("结束了{whom}的一个登录"),
        "identity.end_sessions" => format!("结束了{whom}的全部登录（{} 个）", detail["sessions"]),
        "identity.create_person" => format!("开立了账号 {}（{}）", text("account"), text("name")),
        "identity.change_person" => format!("修改了{whom}的资料{}", changed(detail)),
        "identity.disable_person" => format!("停用了{whom}的账号"),
        "identity.enable_person" => format!("重新启用了{whom}的账号"),
        "identity.unlock" => format!("解除了{whom}的账号锁定"),
        "identity.reset_password" => format!("重置了{whom}的密码"),
        "identity.set_password" => format!("设置了{whom}的初始密码"),
        "identity.change_password" => "修改了自己的密码".to_owned(),
        "identity.refuse_password_change" => format!("修改密码时输错了当前密码{}", locked()),
        "identity.set_roles" => format!("把{whom}的角色改为：{}", roles(&detail["after"])),
        "identity.invite" => format!("邀请了{}担任{}", text("name"), role(&detail["grant"])),
        "identity.withdraw_invitation" => "撤回了一份邀请".to_owned(),
        "identity.accept_invitation" => {
            format!("接受邀请，开立了账号 {}，角色为{}", text("account"), role(&detail["grant"]))
        }
        "identity.begin_second_factor" => "开始绑定动态码验证器".to_owned(),
        "identity.confirm_second_factor" => "启用了动态码验证".to_owned(),
        "identity.remove_second_factor" => "停用了动态码验证".to_owned(),
        "identity.refuse_code" => format!("输错了动态码{}", locked()),
        "identity.create_token" if detail["calendar"] == true => format!("创建了日历订阅地址“{}”", text("name")),
        "identity.create_token" => format!("创建了访问令牌“{}”", text("name")),
        "identity.revoke_token" => "作废了一个访问令牌".to_owned(),
        "identity.verify_audit" => verified(detail),
        _ => return None,
    })
}

fn refusal(reason: &str) -> &str {
    match reason {
        "bad password" => "密码错误",
        "bad second factor" => "动态码错误",
        "disabled" => "账号已停用",
        "unknown account" => "账号不存在",
        other => other,
    }
}

fn changed(detail: &Value) -> String {
    let moved = |key: &str| match (detail[key][0].as_str(), detail[key][1].as_str()) {
        (Some(before), Some(after)) if before != after => Some((before.to_owned(), after.to_owned())),
        _ => None,
    };
    let name = moved("name").map(|(before, after)| format!("姓名由“{before}”改为“{after}”"));
    let locale = moved("locale").map(|(_, after)| format!("界面语言改为 {after}"));
    let contact = (detail["contact_changed"] == true).then(|| "联系方式有变".to_owned());
    let parts: Vec<String> = [name, locale, contact].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!("：{}", parts.join("，")) }
}

fn role(grant: &Value) -> String {
    let name = grant["role"].as_str().and_then(Role::from_code).map_or("？", Role::name);
    match serde_json::from_value::<Grant>(grant.clone()) {
        Ok(grant) if !grant.works.is_empty() => format!("{name}（限标段 {}）", grant.works.join("、")),
        _ => name.to_owned(),
    }
}

fn roles(grants: &Value) -> String {
    let mut names: Vec<String> = grants.as_array().into_iter().flatten().map(role).collect();
    names.dedup();
    if names.is_empty() { "没有角色".to_owned() } else { names.join("、") }
}

fn verified(detail: &Value) -> String {
    match detail["bad"].as_array().map_or(0, Vec::len) {
        0 => format!("校验了审计记录：{} 条链完整", detail["chains"]),
        bad => format!("校验了审计记录：{} 条链中有 {bad} 条不完整", detail["chains"]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(action: &str, detail: &Value) -> String {
        says(action, detail, Some("王工（演示）")).unwrap()
    }

    #[test]
    fn rows_are_said_with_what_was_done_to_whom() {
        assert_eq!(
            said("identity.sign_in", &json!({ "session": "x", "address": "10.0.0.5" })),
            "登录了系统（地址 10.0.0.5）"
        );
        let refused = json!({ "reason": "bad password", "address": "", "locked_until": "2026-03-02T01:00:00Z" });
        assert_eq!(said("identity.refuse_sign_in", &refused), "登录失败：密码错误，账号被锁定");
        let roles = json!({ "before": [], "after": [{ "contract": null, "role": "engineer", "works": ["3"] }] });
        assert_eq!(said("identity.set_roles", &roles), "把王工（演示）的角色改为：运维工程师（限标段 3）");
        let change = json!({ "name": ["王工", "王工程师"], "locale": ["zh-CN", "zh-CN"], "contact_changed": true });
        assert_eq!(
            said("identity.change_person", &change),
            "修改了王工（演示）的资料：姓名由“王工”改为“王工程师”，联系方式有变"
        );
        assert_eq!(says("ticketing.take", &json!({}), None), None);
    }
}
