//! An entry of the ledger of HS, made anew for a call.

use jianyue_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use super::requests::{FILE, FORM};
use crate::stage::{Stage, id};

/// What of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Entry,
    File,
}

/// An entry of HS, or a file of one.
pub async fn told(stage: &Stage, what: Told) -> Uuid {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let path = format!("/api/v1/contracts/{}/billing-entries", stage.contract("HS"));
    let body = json!({ "kind": "demand", "for": "HS-M1.1", "on": "2022-01-05" });
    let entry = id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json());
    match what {
        Told::Entry => entry,
        Told::File => {
            let path = format!("/api/v1/billing-entries/{entry}/files");
            id(&stage.post(&path).by(&manager).body(FORM, FILE).send().await.expect(201).json())
        }
    }
}

/// The number of a breach of HS.
pub async fn breach(stage: &Stage) -> String {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let path = format!("/api/v1/contracts/{}/billing-entries", stage.contract("HS"));
    let body = json!({ "kind": "breach", "rule": "HS-M2.quality", "on": "2022-01-05", "text": "验收不合格（测试）" });
    let told = stage.post(&path).by(&manager).json(&body).send().await.expect(201).json();
    told["breach"].as_str().unwrap().to_owned()
}
