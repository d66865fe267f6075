//! Robots of chat groups: WeCom (企业微信), DingTalk (钉钉), Feishu (飞书), each with its way of signing.
//!
//! Sources: developer.work.weixin.qq.com (群机器人), open.dingtalk.com (自定义机器人安全设置), open.feishu.cn (自定义机器人).

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Sha256;
use utoipa::ToSchema;

use super::{HttpAnswer, HttpCall, Method, Outcome};
use crate::compose::{Words, cut};

/// Whose robot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RobotService)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// 企业微信.
    Wecom,
    /// 钉钉.
    Dingtalk,
    /// 飞书.
    Feishu,
}

/// A robot with its secrets.
#[derive(Clone, Serialize, Deserialize)]
pub struct Robot {
    /// Whose it is.
    pub service: Service,
    /// The address that the service gave, with its key.
    pub webhook: String,
    /// The key that messages are signed with; WeCom has none.
    #[serde(default)]
    pub secret: Option<String>,
}

impl Service {
    /// The longest text that it takes, in characters that are safe in UTF-8 (WeCom counts 2,048 bytes).
    const fn longest(self) -> usize {
        match self {
            Self::Wecom => 500,
            Self::Dingtalk => 4000,
            Self::Feishu => 5000,
        }
    }
}

/// The request that makes `robot` say `words` at `now`.
#[must_use]
pub fn call(robot: &Robot, words: &Words, now: DateTime<Utc>) -> HttpCall {
    let text = cut(&format!("{}\n{}", words.subject, words.body), robot.service.longest());
    let (url, body) = match robot.service {
        Service::Wecom => (robot.webhook.clone(), json!({"msgtype": "text", "text": {"content": text}})),
        Service::Dingtalk => {
            let body = json!({"msgtype": "text", "text": {"content": text}, "at": {"isAtAll": false}});
            (dingtalk_url(robot, now), body)
        }
        Service::Feishu => (robot.webhook.clone(), feishu_body(robot, &text, now)),
    };
    let headers = vec![("Content-Type".to_owned(), "application/json; charset=utf-8".to_owned())];
    HttpCall { method: Method::Post, url, headers, body: body.to_string() }
}

/// How the services answer: a code of 0 is success, some codes mean "too many", the others that it will never be taken.
#[must_use]
pub fn outcome(service: Service, answer: &HttpAnswer) -> Outcome {
    if let Some(decided) = answer.by_status() {
        return decided;
    }
    let Some(json) = answer.json() else {
        return Outcome::Later("对方的回答不是 JSON".to_owned());
    };
    let (code, says, too_many): (_, _, &[i64]) = match service {
        Service::Wecom => (&json["errcode"], &json["errmsg"], &[45009, -1]),
        Service::Dingtalk => (&json["errcode"], &json["errmsg"], &[130_101, 410_100, -1]),
        Service::Feishu => (&json["code"], &json["msg"], &[9499, 11232]),
    };
    match code.as_i64() {
        Some(0) => Outcome::Delivered,
        Some(code) if too_many.contains(&code) => Outcome::Later(format!("对方限流（{code}）")),
        Some(code) => Outcome::Never(format!("对方拒绝（{code}）：{}", cut(says.as_str().unwrap_or(""), 200))),
        None => Outcome::Later("对方的回答没有结果代码".to_owned()),
    }
}

/// HMAC-SHA256, in base64.
fn hmac(key: &[u8], message: &[u8]) -> String {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message);
            STANDARD.encode(mac.finalize().into_bytes())
        }
        // HMAC takes keys of every length.
        Err(_) => String::new(),
    }
}

/// `timestamp` and `sign` behind the address; the key is the secret, the message `timestamp\nsecret`.
fn dingtalk_url(robot: &Robot, now: DateTime<Utc>) -> String {
    let Some(secret) = &robot.secret else { return robot.webhook.clone() };
    let timestamp = now.timestamp_millis();
    let sign = hmac(secret.as_bytes(), format!("{timestamp}\n{secret}").as_bytes());
    let sign = sign.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let joint = if robot.webhook.contains('?') { '&' } else { '?' };
    format!("{}{joint}timestamp={timestamp}&sign={sign}", robot.webhook)
}

/// `timestamp` and `sign` in the body; the key is `timestamp\nsecret`, the message empty.
fn feishu_body(robot: &Robot, text: &str, now: DateTime<Utc>) -> serde_json::Value {
    let mut body = json!({"msg_type": "text", "content": {"text": text}});
    if let Some(secret) = &robot.secret {
        let timestamp = now.timestamp();
        body["timestamp"] = json!(timestamp.to_string());
        body["sign"] = json!(hmac(format!("{timestamp}\n{secret}").as_bytes(), b""));
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn robot(service: Service) -> Robot {
        Robot { service, webhook: "https://robot.example/send?key=abc".to_owned(), secret: Some("SECdemo".to_owned()) }
    }

    fn words() -> Words {
        Words { subject: "【践约】超时".to_owned(), body: "全文".to_owned() }
    }

    fn moment() -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_577_262_236_757).unwrap()
    }

    fn body(call: &HttpCall) -> serde_json::Value {
        serde_json::from_str(&call.body).unwrap()
    }

    // The signatures were computed with Python's hmac from the recipes in the services' documents.
    #[test]
    fn dingtalk_is_signed_in_the_address() {
        let call = call(&robot(Service::Dingtalk), &words(), moment());
        let sign = "sLRlUUvzoOXn5DR%2F%2Bo%2Bs6tOqX%2BbWe3JGaZ7JQ7844l8%3D";
        assert_eq!(call.url, format!("https://robot.example/send?key=abc&timestamp=1577262236757&sign={sign}"));
        assert_eq!(body(&call)["text"]["content"], "【践约】超时\n全文");
    }

    #[test]
    fn feishu_is_signed_in_the_body() {
        let call = call(&robot(Service::Feishu), &words(), moment());
        assert_eq!(call.url, "https://robot.example/send?key=abc");
        assert_eq!(body(&call)["timestamp"], "1577262236");
        assert_eq!(body(&call)["sign"], "ShhCMYJqKDHJqPGBp+O+OdH/kLsCIFXilQtYOgOKStQ=");
    }

    #[test]
    fn wecom_is_not_signed_and_its_text_is_cut() {
        let long = Words { subject: "标题".to_owned(), body: "长".repeat(3000) };
        let call = call(&robot(Service::Wecom), &long, moment());
        assert_eq!(call.url, "https://robot.example/send?key=abc");
        assert!(body(&call)["text"]["content"].as_str().unwrap().len() <= 2048);
    }

    #[test]
    fn answers_are_told_apart() {
        let answer = |status, body: &str| HttpAnswer { status, body: body.to_owned() };
        for (service, answered, expected) in [
            (Service::Wecom, answer(200, r#"{"errcode":0,"errmsg":"ok"}"#), "delivered"),
            (Service::Wecom, answer(200, r#"{"errcode":45009,"errmsg":"freq out of limit"}"#), "later"),
            (Service::Wecom, answer(200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#), "never"),
            (Service::Dingtalk, answer(200, r#"{"errcode":310000,"errmsg":"sign not match"}"#), "never"),
            (Service::Feishu, answer(200, r#"{"code":0,"msg":"success"}"#), "delivered"),
            (Service::Feishu, answer(200, r#"{"code":9499,"msg":"too many request"}"#), "later"),
            (Service::Feishu, answer(500, "oops"), "later"),
            (Service::Feishu, answer(404, "gone"), "never"),
            (Service::Feishu, answer(200, "<html>"), "later"),
        ] {
            let found = match outcome(service, &answered) {
                Outcome::Delivered => "delivered",
                Outcome::Later(_) => "later",
                Outcome::Unknown(_) => "unknown",
                Outcome::Never(_) => "never",
            };
            assert_eq!(found, expected, "{service:?} {answered:?}");
        }
    }
}
