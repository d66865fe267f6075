//! A backup policy of HS, or a drill of it, made anew for a call.

use jianyue_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, id};

/// A policy of HS that is switched off.
pub async fn policy(stage: &Stage) -> Uuid {
    let manager = stage.person(Role::VendorManager, "HS").await;
    let body = json!({
        "title": "数据库", "what": "database", "source": { "kind": "folder", "path": "/no/such/folder" },
        "pattern": "*.dump", "format": "pg_custom", "enabled": false,
    });
    let path = format!("/api/v1/contracts/{}/backup-policies", stage.contract("HS"));
    id(&stage.post(&path).by(&manager).json(&body).send().await.expect(201).json())
}

/// A drill that waits.
pub async fn drill(stage: &Stage) -> Uuid {
    let (policy, manager) = (policy(stage).await, stage.person(Role::VendorManager, "HS").await);
    let path = format!("/api/v1/backup-policies/{policy}/drills");
    id(&stage.post(&path).by(&manager).send().await.expect(202).json())
}
