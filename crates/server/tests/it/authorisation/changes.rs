//! A change of HS, made anew for a call.

use chrono::TimeDelta;
use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::requests::{FILE, FORM};
use crate::stage::{Stage, Visitor, id};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    Written,
    Submitted,
    Urgent,
    ByWord,
    Ready,
    Released,
    Verified,
    File,
}

/// A change of HS, or a file of one, and its version.
pub async fn moved(stage: &Stage, to: Moved) -> (Uuid, i64) {
    let engineer = stage.person(Role::Engineer, "HS").await;
    let now = stage.host.app.env().now();
    let urgency = if matches!(to, Moved::Urgent | Moved::ByWord) { "emergency" } else { "normal" };
    let body = json!({
        "works": ["apps"], "title": "升级（测试）", "reason": "缺陷", "kind": "patch", "urgency": urgency, "risk": "low",
        "risk_note": "无", "plan": ["升级"], "test_plan": "登录", "roll_back_plan": "恢复快照", "planned_from": now,
        "planned_to": now + TimeDelta::hours(2),
    });
    let path = format!("/api/v1/contracts/{}/changes", stage.contract("HS"));
    let mut change = stage.post(&path).by(&engineer).json(&body).send().await.expect(201).json();
    if to == Moved::File {
        let path = format!("/api/v1/changes/{}/files?part=test", id(&change));
        let sent = stage.post(&path).by(&engineer).body(FORM, FILE).send().await.expect(201);
        return (id(&sent.json()), 1);
    }
    let official = stage.person(Role::ClientOfficial, "HS").await;
    let manager = stage.person(Role::VendorManager, "HS").await;
    let word = json!({ "given_by": "李处（测试）", "given_at": now });
    let test = json!({ "environment": "测试环境", "passed": 1, "failed": 0, "result": "passed" });
    let submit = (&engineer, "submit", json!({}));
    let approve = (&official, "decide", json!({ "approve": true }));
    let steps: Vec<(&Visitor, &str, Value)> = match to {
        Moved::Written | Moved::File => vec![],
        Moved::Submitted | Moved::Urgent => vec![submit],
        Moved::ByWord => vec![submit, (&manager, "approve-by-word", word)],
        Moved::Ready => vec![submit, approve, (&engineer, "tests", test)],
        Moved::Released => vec![submit, approve, (&engineer, "tests", test), (&engineer, "release", json!({}))],
        Moved::Verified => vec![
            submit,
            approve,
            (&engineer, "tests", test),
            (&engineer, "release", json!({})),
            (&engineer, "verify", json!({ "text": "正常" })),
        ],
    };
    for (by, step, body) in steps {
        let path = format!("/api/v1/changes/{}/{step}", id(&change));
        let version = change["version"].to_string();
        change = stage.post(&path).by(by).header("if-match", &version).json(&body).send().await.expect(200).json();
    }
    (id(&change), change["version"].as_i64().unwrap())
}
