//! A service request of HS, made anew for a call.

use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::requests::{FILE, FORM};
use crate::stage::{Stage, Visitor, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The caller's own draft.
    OwnDraft,
    /// A file of it.
    OwnFile,
    Submitted,
    Estimable,
    Approved,
    /// Taken on by the caller.
    OwnWork,
    Done,
    Finished,
    File,
}

/// A request of HS, or a file of one, and its version.
pub async fn asked(stage: &Stage, what: Asked, caller: Option<&Visitor>) -> (Uuid, i64) {
    let path = format!("/api/v1/contracts/{}/service-requests", stage.contract("HS"));
    let body = json!({
        "form": "HS-O2.purchase", "title": "采购咨询（测试）", "answers": { "what": "服务器", "use": "两台" },
    });
    if matches!(what, Asked::OwnDraft | Asked::OwnFile) {
        let Some(caller) = caller else { return (Uuid::nil(), 1) };
        let answer = stage.post(&path).by(caller).json(&body).send().await;
        if answer.status != 201 {
            return (Uuid::nil(), 1);
        }
        let draft = id(&answer.json());
        return if what == Asked::OwnFile { (file(stage, caller, draft).await, 1) } else { (draft, 1) };
    }
    let body = match what {
        Asked::Done => json!({
            "form": "HS-O1.change", "title": "参数（测试）", "answers": { "content": "超时", "reason": "调优" },
        }),
        Asked::Estimable => json!({
            "form": "HS-O1.requirements", "title": "需求（测试）",
            "answers": { "background": "现状", "wanted": "改法", "priority": "改进体验" },
        }),
        _ => body,
    };
    let asks = stage.person(Role::ClientOfficial, "HS").await;
    let approves = stage.person(Role::ClientOfficial, "HS").await;
    let engineer = stage.person(Role::Engineer, "HS").await;
    let mut request = stage.post(&path).by(&asks).json(&body).send().await.expect(201).json();
    let result = json!({ "note": "已办", "figures": [{ "what": "超时", "before": "30", "after": "60" }] });
    let mut steps: Vec<(&Visitor, &str, Value)> = vec![(&asks, "submit", json!({}))];
    if !matches!(what, Asked::Submitted | Asked::Estimable | Asked::File) {
        steps.push((&approves, "decide", json!({ "approve": true, "due_on": "2027-12-31" })));
    }
    if matches!(what, Asked::Done | Asked::Finished) {
        steps.extend([(&engineer, "take", json!({})), (&engineer, "finish", result)]);
    }
    for (by, step, body) in steps {
        request = act(stage, by, &request, step, &body).await.expect(200).json();
    }
    if what == Asked::File {
        return (file(stage, &asks, id(&request)).await, 1);
    }
    if let (Asked::OwnWork, Some(caller)) = (what, caller) {
        let taken = act(stage, caller, &request, "take", &json!({})).await;
        if taken.status == 200 {
            request = taken.json();
        }
    }
    (id(&request), request["version"].as_i64().unwrap())
}

async fn act(stage: &Stage, by: &Visitor, request: &Value, step: &str, body: &Value) -> jianyue_testkit::Answer {
    let path = format!("/api/v1/service-requests/{}/{step}", id(request));
    stage.post(&path).by(by).header("if-match", &format!("\"{}\"", request["version"])).json(body).send().await
}

async fn file(stage: &Stage, by: &Visitor, request: Uuid) -> Uuid {
    let path = format!("/api/v1/service-requests/{request}/files");
    let added = stage.post(&path).by(by).body(FORM, FILE).send().await.expect(201);
    id(&added.json())
}
