//! What happens to a ticket is told to those who have to do with it, through the modules as they are put together.

use jianyue_kernel::Role;
use serde_json::{Value, json};

use crate::stage::{Stage, Visitor, id, on_both_hosts};

async fn notices(stage: &Stage, by: &Visitor) -> Vec<Value> {
    let page = stage.get("/api/v1/me/notifications").by(by).send().await.expect(200).json();
    page["items"].as_array().unwrap().clone()
}

on_both_hosts! {
    async fn a_new_ticket_is_told_to_its_contract_s_people_and_to_nobody_else(stage: &Stage) {
        let agent = stage.person(Role::HotlineAgent, "HS").await;
        let colleague = stage.person(Role::HotlineAgent, "HS").await;
        let engineer = stage.person(Role::Engineer, "HS").await;
        let manager = stage.person(Role::VendorManager, "HS").await;
        let stranger = stage.person(Role::VendorManager, "RE").await;
        let ticket = stage.open_ticket(&agent, "HS").await;
        let path = format!("/api/v1/tickets/{}/assign", id(&ticket));
        let give = stage.post(&path).by(&agent).header("if-match", &format!("\"{}\"", ticket["version"]));
        give.json(&json!({ "person_id": engineer.id })).send().await.expect(200);
        stage.host.dispatcher().settle().await.unwrap();

        let told = notices(stage, &manager).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((&told[0]["occasion"], &told[0]["subject"]), (&json!("ticket.opened"), &ticket["id"]));
        let line = told[0]["line"].as_str().unwrap();
        assert!(line.contains(ticket["number"].as_str().unwrap()) && line.contains(ticket["title"].as_str().unwrap()), "{line}");
        assert_eq!(told[0]["path"], format!("/tickets/{}", id(&ticket)));
        assert_eq!(notices(stage, &colleague).await.len(), 1);
        assert_eq!(notices(stage, &engineer).await[0]["occasion"], "ticket.assigned");
        assert_eq!(notices(stage, &agent).await, Vec::<Value>::new(), "nobody is told of their own deeds");
        assert_eq!(notices(stage, &stranger).await, Vec::<Value>::new());
    }
}
