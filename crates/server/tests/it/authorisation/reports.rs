//! A report of HS, made anew for a call.

use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, Visitor, id};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    Drafted,
    Submitted,
    Accepted,
}

/// A report of HS on an event of its own, and its version.
pub async fn reported(stage: &Stage, to: Reported) -> (Uuid, i64) {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let official = stage.person(Role::ClientOfficial, "HS").await;
    let path = format!("/api/v1/contracts/{}/reports", stage.contract("HS"));
    let subject = format!("/tickets/{}", stage.host.app.env().id());
    let body = json!({ "rule": "HS-R2", "from": "2026-03-01", "subject": subject });
    let mut report = stage.post(&path).by(&manager).json(&body).send().await.expect(201).json();
    let steps: &[(&Visitor, &str)] = &[(&manager, "submit"), (&official, "accept")];
    let wanted = match to {
        Reported::Drafted => 0,
        Reported::Submitted => 1,
        Reported::Accepted => 2,
    };
    for (by, step) in &steps[..wanted] {
        let path = format!("/api/v1/reports/{}/{step}", id(&report));
        let tag = format!("\"{}\"", version(&report));
        report = stage.post(&path).by(by).header("if-match", &tag).json(&json!({})).send().await.expect(200).json();
    }
    (id(&report), version(&report))
}

fn version(report: &Value) -> i64 {
    report["version"].as_i64().unwrap()
}
