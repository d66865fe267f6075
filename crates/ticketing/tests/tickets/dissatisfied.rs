//! What people wish who were called back and are not content.

use chrono::Utc;
use jianyue_kernel::ContractId;
use jianyue_platform::{
    db::Db,
    events::{self, Event},
};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Stage, id, kinds};

/// The event as the hotline tells it.
#[derive(serde::Serialize)]
struct Dissatisfied {
    return_call_id: Uuid,
    contract_id: Uuid,
    ticket_id: Option<Uuid>,
    wish: &'static str,
    satisfaction: i64,
    comment: Option<&'static str>,
    at: chrono::DateTime<Utc>,
}

impl Event for Dissatisfied {
    const KIND: &'static str = "hotline.dissatisfied";

    fn subject(&self) -> Uuid {
        self.return_call_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

async fn tell(stage: &Stage, ticket: Option<&Value>, wish: &'static str) {
    let told = Dissatisfied {
        return_call_id: Uuid::nil(),
        contract_id: stage.hs.0,
        ticket_id: ticket.map(|ticket| id(ticket).parse().unwrap()),
        wish,
        satisfaction: 1,
        comment: Some("又坏了"),
        at: stage.env.now(),
    };
    let mut tx = stage.db.write().await.unwrap();
    events::record(&mut tx, &stage.env, &told).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stage.app.deliver_events().await.failed, 0);
}

async fn closed(stage: &Stage) -> Value {
    let ticket = stage.open("HS-S2").await;
    stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
    stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "更换证书" })).await.expect(200);
    stage.act(&stage.client(), &ticket, "accept", json!({ "satisfaction": 5 })).await.expect(200).json()
}

on_both_databases! {
    async fn the_ticket_is_taken_up_again_once(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = closed(&stage).await;
        tell(&stage, Some(&ticket), "reopen").await;
        let now = stage.now(&ticket).await;
        assert_eq!((&now["state"], &now["cycle"]), (&json!("assigned"), &json!(2)));
        let history = stage.history(&stage.client(), &ticket).await;
        let reopened = history.iter().find(|entry| entry["kind"] == "reopened").unwrap();
        assert!(reopened["text"].as_str().unwrap().contains("又坏了"));
        // Somebody was faster: nothing more happens.
        tell(&stage, Some(&ticket), "reopen").await;
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history).iter().filter(|kind| **kind == "reopened").count(), 1);
    }

    async fn a_complaint_is_registered_beside_it(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = closed(&stage).await;
        tell(&stage, Some(&ticket), "complaint").await;
        let page = stage.get(&stage.agent(), "/tickets?kind=complaint").await.expect(200).json();
        let complaint = &page["items"][0];
        assert!(complaint["title"].as_str().unwrap().contains(ticket["number"].as_str().unwrap()), "{page}");
        assert_eq!((&complaint["work"], &complaint["reporter_name"]), (&ticket["work"], &json!("报修人甲")));
        assert_eq!(stage.now(complaint).await["links"][0]["number"], ticket["number"]);
        assert_eq!(stage.now(&ticket).await["state"], "closed");
    }

    async fn nothing_is_done_that_nobody_wished(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = closed(&stage).await;
        tell(&stage, Some(&ticket), "none").await;
        tell(&stage, None, "complaint").await;
        assert_eq!(stage.now(&ticket).await["state"], "closed");
        assert_eq!(stage.get(&stage.agent(), "/tickets").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    }
}
