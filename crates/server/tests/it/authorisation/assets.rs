//! Something that HS looks after, made anew for a call.

use jianyue_assets::{
    model::UnbookedReason,
    store::unbooked::{UnbookedRow, unbooked_insert},
};
use jianyue_kernel::Role;
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, id};

/// What is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Class,
    Asset,
    Spare,
    /// A part of a service sheet that was not taken out of stock.
    Unbooked,
    /// A stock-taking that nobody began to count.
    Taking,
}

/// Something of HS in its first version.
pub async fn kept(stage: &Stage, what: Kept) -> Uuid {
    let (engineer, of) =
        (stage.person(Role::Engineer, "HS").await, format!("/api/v1/contracts/{}", stage.contract("HS")));
    let fresh = stage.host.app.env().id().simple().to_string();
    let (path, body) = match what {
        Kept::Class => ("asset-classes", json!({ "code": fresh, "name": "终端（测试）" })),
        Kept::Asset => {
            let class = Box::pin(kept(stage, Kept::Class)).await;
            ("assets", json!({ "class_id": class, "name": "终端（测试）" }))
        }
        Kept::Spare => ("spares", json!({ "name": "内存条（测试）", "stock": 9 })),
        Kept::Taking => {
            // At a place of its own: of each scope one is open.
            stage
                .post(&format!("{of}/spares"))
                .by(&engineer)
                .json(&json!({ "name": "内存条（测试）", "place": fresh }))
                .send()
                .await
                .expect(201);
            ("stock-takings", json!({ "of": "spares", "place": fresh }))
        }
        Kept::Unbooked => return unbooked(stage).await,
    };
    id(&stage.post(&format!("{of}/{path}")).by(&engineer).json(&body).send().await.expect(201).json())
}

async fn unbooked(stage: &Stage) -> Uuid {
    let env = stage.host.app.env();
    let row = UnbookedRow {
        id: env.id(),
        contract_id: stage.contract("HS").0,
        work: None,
        sheet_id: env.id(),
        sheet_number: "HS-2026-000001-F1".to_owned(),
        ticket_id: env.id(),
        ticket_number: "HS-2026-000001".to_owned(),
        code: None,
        name: "网线".to_owned(),
        model: None,
        unit: "根".to_owned(),
        quantity: 1,
        reason: UnbookedReason::Unknown,
        text: "没有扣减库存".to_owned(),
        by_name: "王工（测试）".to_owned(),
        at: env.now(),
        settled_at: None,
        settled_by: None,
        settled_note: None,
        spare_id: None,
    };
    let mut tx = stage.host.app.db().write().await.unwrap();
    unbooked_insert(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    row.id
}
