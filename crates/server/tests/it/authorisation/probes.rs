//! Something of HS that is watched, made anew for a call.

use jianyue_kernel::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::stage::{Stage, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    System,
    Credential,
    Probe,
    Agent,
}

/// A system, credential, probe or agent of HS.
pub async fn watched(stage: &Stage, what: Thing) -> Uuid {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let (contract, name) = (stage.contract("HS"), manager.id.to_string());
    let make = async |path: String, body: Value| {
        id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json())
    };
    let of = |what: &str| format!("/api/v1/contracts/{contract}/{what}");
    match what {
        Thing::System => make(of("systems"), json!({ "name": name })).await,
        Thing::Credential => make(of("probe-credentials"), json!({ "name": name, "password": "x" })).await,
        Thing::Agent => make("/api/v1/agents".to_owned(), json!({ "contract_id": contract.0, "name": name })).await,
        Thing::Probe => {
            let system = make(of("systems"), json!({ "name": name })).await;
            let target = json!({ "host": "127.0.0.1", "port": 9 });
            let body =
                json!({ "system_id": system, "title": "端口", "kind": "tcp", "target": target, "enabled": false });
            make(of("probes"), body).await
        }
    }
}
