//! What HS keeps of security, made anew for a call.

use axum::http::Method;
use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::requests::{FILE, FORM};
use crate::stage::{Stage, Visitor, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarded {
    New,
    Analysed,
    Fixed,
    Retested,
    FedBack,
    File,
    Evaluation,
    Finding,
    Pledge,
    Return,
    /// A thing on a list.
    Item,
    /// A list with everything on it settled.
    Settled,
}

/// Something of HS, with the version that it has.
pub async fn guarded(stage: &Stage, what: Guarded) -> (Uuid, i64) {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let made = match what {
        Guarded::New | Guarded::Analysed | Guarded::Fixed | Guarded::Retested | Guarded::FedBack => {
            vulnerability(stage, &manager, what).await
        }
        Guarded::File => {
            let of = id(&vulnerability(stage, &manager, Guarded::New).await);
            let path = format!("/api/v1/vulnerabilities/{of}/files");
            stage.post(&path).by(&manager).body(FORM, FILE).send().await.expect(201).json()
        }
        Guarded::Evaluation => evaluation(stage, &manager).await,
        Guarded::Finding => {
            let of = id(&evaluation(stage, &manager).await);
            let body = json!({ "standard": "8.1.4", "text": "口令", "severity": "low", "due_on": "2026-04-01" });
            post(stage, &manager, &format!("security/evaluations/{of}/findings"), &body, 201).await
        }
        Guarded::Pledge => {
            let name = stage.host.app.env().id().simple().to_string();
            let body = json!({ "name": name, "position": "工程师", "organisation": "乙方", "joined_on": "2026-03-01" });
            post(stage, &manager, &of_contract(stage, "pledges"), &body, 201).await
        }
        Guarded::Return => list(stage, &manager).await,
        Guarded::Item => list(stage, &manager).await["items"][0].clone(),
        Guarded::Settled => {
            let list = list(stage, &manager).await;
            let path = format!("/api/v1/security/return-items/{}", id(&list["items"][0]));
            let body = json!({ "way": "returned" });
            stage.ask(Method::PUT, &path).by(&manager).json(&body).send().await.expect(200).json()
        }
    };
    (id(&made), made["version"].as_i64().unwrap_or(1))
}

fn of_contract(stage: &Stage, what: &str) -> String {
    format!("contracts/{}/security/{what}", stage.contract("HS"))
}

async fn post(stage: &Stage, by: &Visitor, path: &str, body: &Value, status: u16) -> Value {
    stage.post(&format!("/api/v1/{path}")).by(by).json(body).send().await.expect(status).json()
}

async fn vulnerability(stage: &Stage, by: &Visitor, upto: Guarded) -> Value {
    let fresh = stage.host.app.env().id().simple().to_string();
    let body = json!({ "source": "client", "title": fresh, "severity": "high", "received_on": "2026-03-01" });
    let path = format!("contracts/{}/vulnerabilities", stage.contract("HS"));
    let mut one = post(stage, by, &path, &body, 201).await;
    let tester = stage.person(Role::Engineer, "HS").await;
    let steps = [
        (Guarded::Analysed, by, "analyse", json!({ "cause": "旧", "affected": "无", "decision": "fix" })),
        (Guarded::Fixed, by, "fix", json!({ "text": "升级" })),
        (Guarded::Retested, &tester, "retest", json!({ "passed": true, "text": "通过" })),
        (Guarded::FedBack, by, "feed-back", json!({ "text": "完成" })),
    ];
    for (state, by, step, body) in steps {
        if upto == Guarded::New {
            break;
        }
        one = post(stage, by, &format!("vulnerabilities/{}/{step}", id(&one)), &body, 200).await;
        if upto == state {
            break;
        }
    }
    one
}

async fn evaluation(stage: &Stage, by: &Visitor) -> Value {
    let body = json!({ "system": "系统", "level": 3, "body": "测评机构", "asked_on": "2026-02-01" });
    post(stage, by, &of_contract(stage, "evaluations"), &body, 201).await
}

async fn list(stage: &Stage, by: &Visitor) -> Value {
    let items = json!([{ "what": "文档", "medium": "纸质" }]);
    let body = json!({ "title": "交还", "asked_on": "2026-03-02", "items": items });
    post(stage, by, &of_contract(stage, "returns"), &body, 201).await
}
