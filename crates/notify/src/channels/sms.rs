//! Text messages through a gateway over HTTP. Every gateway has its own address, headers, body and sign of success, so
//! they are settings: a template for the body, and where in the answer to look.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{HttpAnswer, HttpCall, Method, Outcome};

/// How a gateway is spoken to. In `url`, header values and `body`, `{phone}`, `{text}` and `{id}` are filled in: escaped
/// for JSON in a body that is JSON, for addresses elsewhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SmsGateway)]
#[serde(deny_unknown_fields)]
pub struct Gateway {
    /// `POST` or `GET`.
    pub method: Method,
    /// The address.
    #[schema(example = "https://sms.example.gov.cn/api/send")]
    pub url: String,
    /// Headers, for instance `Authorization`; kept sealed.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default)]
    #[schema(example = r#"{"mobile":"{phone}","content":"{text}","requestId":"{id}"}"#)]
    pub body: String,
    /// Where in a JSON answer the result stands, as a JSON pointer (`/code`); `null`: the status alone decides.
    #[serde(default)]
    pub result: Option<String>,
    /// What stands there when the message was taken.
    #[serde(default)]
    pub success: Vec<String>,
    /// What stands there when it may be tried again later, for instance because of a limit.
    #[serde(default)]
    pub later: Vec<String>,
    /// Whether the gateway knows a repeated `{id}` and does not send twice. Then a message that was under way when the
    /// process died is sent again by itself; otherwise it waits for somebody to decide.
    #[serde(default)]
    pub knows_repetitions: bool,
}

/// A text to a number.
#[derive(Clone, Copy, Debug)]
pub struct Sms<'a> {
    /// Digits.
    pub phone: &'a str,
    /// What is said.
    pub text: &'a str,
    /// By which the gateway knows a repetition.
    pub id: Uuid,
}

/// The request that sends `sms`.
#[must_use]
pub fn call(gateway: &Gateway, sms: Sms<'_>) -> HttpCall {
    let is_json = gateway.body.trim_start().starts_with(['{', '[']);
    let fill = |text: &str, escape: fn(&str) -> String| {
        // One pass, so that a text with `{phone}` in it stays a text.
        let mut filled = String::with_capacity(text.len() + sms.text.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            let hole =
                [("{phone}", sms.phone), ("{text}", sms.text)].into_iter().find(|(hole, _)| rest.starts_with(hole));
            if let Some((hole, value)) = hole {
                filled.push_str(&escape(value));
                rest = &rest[hole.len()..];
            } else if let Some(after) = rest.strip_prefix("{id}") {
                filled.push_str(&sms.id.simple().to_string());
                rest = after;
            } else {
                filled.push('{');
                rest = &rest[1..];
            }
        }
        filled + rest
    };
    let in_body = if is_json { in_json } else { in_address };
    let content = if is_json { "application/json; charset=utf-8" } else { "application/x-www-form-urlencoded" };
    let mut headers: Vec<(String, String)> =
        gateway.headers.iter().map(|(name, value)| (name.clone(), fill(value, in_header))).collect();
    if gateway.method == Method::Post && !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
        headers.push(("Content-Type".to_owned(), content.to_owned()));
    }
    HttpCall {
        method: gateway.method,
        url: fill(&gateway.url, in_address),
        headers,
        body: fill(&gateway.body, in_body),
    }
}

/// What the gateway's answer means.
#[must_use]
pub fn outcome(gateway: &Gateway, answer: &HttpAnswer) -> Outcome {
    if let Some(decided) = answer.by_status() {
        return decided;
    }
    let Some(pointer) = &gateway.result else { return Outcome::Delivered };
    let found = match answer.json().as_ref().and_then(|json| json.pointer(pointer)) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => return Outcome::Later(format!("网关的回答中没有 {pointer}")),
    };
    if gateway.success.contains(&found) {
        Outcome::Delivered
    } else if gateway.later.contains(&found) {
        Outcome::Later(format!("网关返回 {found}"))
    } else {
        Outcome::Never(format!("网关返回 {found}：{}", crate::compose::cut(&answer.body, 200)))
    }
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::String(text.to_owned()).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_header(text: &str) -> String {
    text.chars().filter(|one| !one.is_control()).collect()
}

/// Percent-encoded but for letters, digits and `-._~` (RFC 3986).
fn in_address(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte.into());
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
        out
    })
}

fn digit(nibble: u8) -> char {
    char::from_digit(nibble.into(), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway() -> Gateway {
        Gateway {
            method: Method::Post,
            url: "https://sms.example/send?to={phone}".to_owned(),
            headers: vec![("Authorization".to_owned(), "Bearer k".to_owned())],
            body: r#"{"mobile":"{phone}","content":"{text}","id":"{id}"}"#.to_owned(),
            result: Some("/code".to_owned()),
            success: vec!["0".to_owned(), "OK".to_owned()],
            later: vec!["429".to_owned()],
            knows_repetitions: true,
        }
    }

    fn sms(text: &str) -> HttpCall {
        call(&gateway(), Sms { phone: "13800000000", text, id: Uuid::from_u128(7) })
    }

    #[test]
    fn a_text_stays_a_text_whatever_is_in_it() {
        let call = sms("“超时”\"{phone}\"\n换行");
        let body: serde_json::Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["content"], "“超时”\"{phone}\"\n换行");
        assert_eq!(body["mobile"], "13800000000");
        assert_eq!(body["id"], "00000000000000000000000000000007");
        assert_eq!(call.url, "https://sms.example/send?to=13800000000");
    }

    #[test]
    fn a_form_is_escaped_for_forms() {
        let gateway = Gateway { body: "m={phone}&c={text}".to_owned(), ..gateway() };
        let call = call(&gateway, Sms { phone: "138", text: "a&b=超", id: Uuid::nil() });
        assert_eq!(call.body, "m=138&c=a%26b%3D%E8%B6%85");
        assert!(call.headers.iter().any(|(_, value)| value == "application/x-www-form-urlencoded"));
    }

    #[test]
    fn the_answer_decides() {
        let told = |body: &str| outcome(&gateway(), &HttpAnswer { status: 200, body: body.to_owned() });
        assert_eq!(told(r#"{"code":0}"#), Outcome::Delivered);
        assert_eq!(told(r#"{"code":"OK"}"#), Outcome::Delivered);
        assert!(matches!(told(r#"{"code":429}"#), Outcome::Later(_)));
        assert!(matches!(told(r#"{"code":7}"#), Outcome::Never(_)));
        assert!(matches!(told("nonsense"), Outcome::Later(_)));
    }
}
