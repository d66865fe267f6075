//! New tickets go to who is on call, and so do those that go up a level.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, PersonId};
use jianyue_platform::{
    Module,
    db::{Db, DbError, Tx},
    people::OnCall,
};
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, clock, kinds};

/// A roster on which always the same people are on call, for the first levels.
struct Always(Vec<Option<PersonId>>);

impl Module for Always {
    fn name(&self) -> &'static str {
        "rosters"
    }

    fn on_call(&self) -> Option<Arc<dyn OnCall>> {
        Some(Arc::new(Self(self.0.clone())))
    }
}

#[async_trait]
impl OnCall for Always {
    async fn on_call(
        &self,
        _: &mut Tx,
        _: ContractId,
        _: Option<&str>,
        level: u8,
        _: DateTime<Utc>,
    ) -> Result<Option<PersonId>, DbError> {
        Ok(self.0.get(usize::from(level) - 1).copied().flatten())
    }
}

async fn stage_with(db: Db, people: &[Option<&Actor>]) -> Stage {
    let people = people.iter().map(|one| one.map(|actor| actor.person)).collect();
    Stage::with(db, "2021-12-06T10:00:00+08:00", Some(Arc::new(Always(people)))).await
}

/// What happened to a ticket, as other modules are told, with who held it then.
async fn told(stage: &Stage, ticket: &Value) -> Vec<(Value, Value)> {
    let changes = stage.events(ticket).await.into_iter().filter(|(kind, _)| kind == "ticketing.ticket_changed");
    changes.map(|(_, payload)| (payload["what"].clone(), payload["assignee_id"].clone())).collect()
}

on_both_databases! {
    async fn a_new_ticket_is_given_and_not_taken(db: Db) {
        let engineer = actor(2).done();
        let stage = stage_with(db, &[Some(&engineer)]).await;
        let ticket = stage.open("HS-S2").await;
        assert_eq!((&ticket["state"], &ticket["assignee"]["id"]), (&json!("assigned"), &json!(engineer.person.0)));
        assert_eq!(clock(&ticket, "response")["state"], "running");
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "assigned"]);
        assert_eq!(history[1]["by"]["name"], "排班");
        stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
    }

    async fn who_left_the_team_is_given_nothing(db: Db) {
        let stage = stage_with(db, &[Some(&actor(7).done())]).await;
        let ticket = stage.open("HS-S2").await;
        assert_eq!((&ticket["state"], &ticket["assignee"]), (&json!("open"), &Value::Null));
    }

    async fn what_goes_up_by_the_clock_goes_to_who_is_on_call_there(db: Db) {
        let (first, second) = (actor(2).done(), actor(3).done());
        let stage = stage_with(db, &[Some(&first), Some(&second)]).await;
        let ticket = stage.open("HS-S2").await;
        stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
        stage.sweep_at("2021-12-06T10:31:00+08:00").await;
        let now = stage.now(&ticket).await;
        assert_eq!((&now["escalation_level"], &now["state"]), (&json!(2), &json!("assigned")));
        assert_eq!(now["assignee"]["id"], json!(second.person.0));
        // Whoever held it watches on, and the clocks run on.
        assert_eq!(now["watchers"], json!([{ "id": first.person.0, "name": first.name }]));
        assert_eq!(clock(&now, "response")["state"], "running");
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "assigned", "taken", "escalated", "assigned"]);
        let given = &history[4];
        assert_eq!((&given["by"]["name"], &given["data"]["from"]), (&json!("排班"), &json!(first.name)));
        assert_eq!(given["text"], format!("上报到第 2 级，转给该级值班人 {}", second.name));
        let told = told(&stage, &ticket).await;
        let to = json!(second.person.0);
        assert_eq!(told[2..], [(json!("escalated"), to.clone()), (json!("assigned"), to)]);
        // Nothing moves again when the next sweep comes.
        stage.sweep_at("2021-12-06T10:32:00+08:00").await;
        assert_eq!(stage.now(&ticket).await["version"], now["version"]);
    }

    async fn where_nobody_is_on_call_it_stays_and_says_so(db: Db) {
        let first = actor(2).done();
        let stage = stage_with(db, &[Some(&first), None, Some(&actor(7).done())]).await;
        let ticket = stage.open("HS-S2").await;
        let up = stage.act(&stage.engineer(), &ticket, "escalate", json!({ "reason": "需要二线" })).await.expect(200).json();
        assert_eq!(up["assignee"]["id"], json!(first.person.0));
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "assigned", "escalated", "escalated"]);
        assert_eq!(history[2]["text"], "需要二线");
        assert_eq!(history[3]["text"], format!("第 2 级现在没有人值班，工单仍由 {} 处理，请尽快安排", first.name));
        // Who is on the roster and no longer in the team is nobody.
        stage.act(&stage.engineer(), &ticket, "escalate", json!({ "reason": "需要三线" })).await.expect(200);
        let history = stage.history(&stage.client(), &ticket).await;
        assert!(history[5]["text"].as_str().unwrap().starts_with("第 3 级现在没有人值班"), "{}", history[5]);
        assert_eq!(told(&stage, &ticket).await.len(), 3);
    }

    async fn what_was_due_before_an_action_goes_up_with_it_but_who_takes_it_keeps_it(db: Db) {
        let (first, second) = (actor(2).done(), actor(3).done());
        let stage = stage_with(db, &[Some(&first), Some(&second)]).await;
        let (noted, taken) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        stage.env.set("2021-12-06T10:31:00+08:00");
        let note = stage.act(&stage.engineer(), &noted, "notes", json!({ "text": "等厂家回电" })).await.expect(200).json();
        assert_eq!((&note["assignee"]["id"], &note["version"]), (&json!(second.person.0), &json!(3)));
        let told_of = told(&stage, &noted).await;
        assert_eq!(told_of[1..].iter().map(|(what, _)| what).collect::<Vec<_>>(), ["escalated", "assigned"]);
        let take = stage.act(&stage.manager(), &taken, "take", json!({})).await.expect(200).json();
        assert_eq!((&take["escalation_level"], &take["assignee"]["id"]), (&json!(2), &json!(actor(4).done().person.0)));
        assert_eq!(take["state"], "working");
    }

    async fn a_new_ticket_that_goes_up_at_once_goes_to_that_level(db: Db) {
        let (first, second) = (actor(2).done(), actor(3).done());
        let stage = stage_with(db, &[Some(&first), Some(&second)]).await;
        let steps = json!({ "steps": [{ "do": "escalate", "reason": "甲方领导督办" }, { "do": "reply", "text": "已转二线" }] });
        let ticket = stage.open("HS-S3").await;
        let done = stage.act(&stage.engineer(), &ticket, "steps", steps).await.expect(200).json();
        assert_eq!(done["assignee"]["id"], json!(second.person.0));
    }
}
