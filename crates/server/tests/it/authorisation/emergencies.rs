//! An emergency of HS, a plan, a drill or a contact, made anew for a call.

use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    requests::{FILE, FORM},
    table::PLAN_OF_EMERGENCY,
};
use crate::stage::{Stage, Visitor, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Burning {
    Emergency,
    StoodDown,
    Reported,
    File,
    Draft,
    Published,
    Contact,
    Drill,
    Finding,
}

/// Something of HS, and its version.
pub async fn burning(stage: &Stage, what: Burning) -> (Uuid, i64) {
    let (engineer, manager) = (stage.person(Role::Engineer, "HS").await, stage.person(Role::VendorManager, "HS").await);
    match what {
        Burning::Draft | Burning::Published | Burning::Contact => plan(stage, &manager, what).await,
        Burning::Drill | Burning::Finding => (drill(stage, &manager, &engineer, what).await, 1),
        _ => (emergency(stage, &manager, &engineer, what).await, 1),
    }
}

async fn sent(stage: &Stage, by: &Visitor, path: &str, body: Value) -> Value {
    let answer = stage.post(&format!("/api/v1{path}")).by(by).json(&body).send().await;
    answer.json()
}

async fn plan(stage: &Stage, manager: &Visitor, what: Burning) -> (Uuid, i64) {
    let contract = stage.contract("HS");
    let body: Value = serde_json::from_str(PLAN_OF_EMERGENCY).unwrap();
    let made = id(&sent(stage, manager, &format!("/contracts/{contract}/emergency-plans"), body).await);
    if what == Burning::Draft {
        return (made, 1);
    }
    let publish = stage.post(&format!("/api/v1/emergency-plans/{made}/publish")).by(manager);
    let published = publish.header("if-match", "\"1\"").send().await.expect(200).json();
    if what == Burning::Contact {
        return (id(&published["body"]["contacts"][0]), 1);
    }
    (made, 2)
}

async fn drill(stage: &Stage, manager: &Visitor, engineer: &Visitor, what: Burning) -> Uuid {
    let contract = stage.contract("HS");
    let body = json!({ "title": "演练（测试）", "scenario": "断电", "planned_on": "2030-01-01" });
    let made = id(&sent(stage, manager, &format!("/contracts/{contract}/emergency-drills"), body).await);
    if what == Burning::Drill {
        return made;
    }
    let body = json!({
        "held_at": stage.host.app.env().now(), "minutes": 5, "participants": "甲", "summary": "好",
        "findings": [{ "text": "慢", "owner": "乙", "due_on": "2030-01-01" }],
    });
    id(&sent(stage, engineer, &format!("/emergency-drills/{made}/hold"), body).await["findings"][0])
}

async fn emergency(stage: &Stage, manager: &Visitor, engineer: &Visitor, what: Burning) -> Uuid {
    let path = format!("/contracts/{}/emergencies", stage.contract("HS"));
    let made = id(&sent(stage, engineer, &path, json!({ "title": "不能登录（测试）" })).await["emergency"]);
    if what == Burning::File {
        let path = format!("/api/v1/emergencies/{made}/files?part=report");
        return id(&stage.post(&path).by(engineer).body(FORM, FILE).send().await.expect(201).json());
    }
    let report = json!({ "cause": "断电", "effect": "不能登录", "handling": "送电", "measures": "双路" });
    let steps = [
        (engineer, "roles", json!({ "role": "总指挥" })),
        (engineer, "entries", json!({ "kind": "decision", "text": "切换" })),
        (engineer, "stand-down", json!({ "text": "恢复" })),
        (manager, "report", report),
    ];
    let many = match what {
        Burning::StoodDown => 3,
        Burning::Reported => 4,
        _ => 0,
    };
    for (by, step, body) in steps.into_iter().take(many) {
        sent(stage, by, &format!("/emergencies/{made}/{step}"), body).await;
    }
    made
}
