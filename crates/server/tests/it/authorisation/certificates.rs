//! A certificate of HS, or something that is asked for, made anew for a call.

use jianyue_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    Certificate,
    Asked,
    Approved,
}

/// A certificate or request of HS, and its version.
pub async fn registered(stage: &Stage, what: Registered) -> (Uuid, i64) {
    let (engineer, of) =
        (stage.person(Role::Engineer, "HS").await, format!("/api/v1/contracts/{}", stage.contract("HS")));
    let serial = stage.host.app.env().id().simple().to_string();
    let body = json!({ "holder": "持证人（测试）", "unit": "某处（测试）", "serial": serial, "issuer": "北京 CA", "valid_until": "2027-03-01" });
    let certificate =
        id(&stage.post(&format!("{of}/certificates")).by(&engineer).json(&body).send().await.expect(201).json());
    if what == Registered::Certificate {
        return (certificate, 1);
    }
    let body = json!({ "kind": "revoke", "certificates": [certificate], "reason": "遗失" });
    let asked = stage.post(&format!("{of}/certificate-requests")).by(&engineer).json(&body).send().await.expect(201);
    let request = id(&asked.json());
    if what == Registered::Asked {
        return (request, 1);
    }
    let official = stage.person(Role::ClientOfficial, "HS").await;
    let decide = stage.post(&format!("/api/v1/certificate-requests/{request}/decide")).by(&official);
    decide.header("if-match", "\"1\"").json(&json!({ "approve": true })).send().await.expect(200);
    (request, 2)
}
