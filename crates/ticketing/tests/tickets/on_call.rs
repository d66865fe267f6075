//! New tickets go to who is on call.

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
use serde_json::json;

use crate::common::{Stage, clock, kinds};

/// A roster on which one person is always on call for the first level.
struct Always(PersonId);

impl Module for Always {
    fn name(&self) -> &'static str {
        "rosters"
    }

    fn on_call(&self) -> Option<Arc<dyn OnCall>> {
        Some(Arc::new(Self(self.0)))
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
        Ok((level == 1).then_some(self.0))
    }
}

async fn stage_with(db: Db, person: &Actor) -> Stage {
    Stage::with(db, "2021-12-06T10:00:00+08:00", Some(Arc::new(Always(person.person)))).await
}

on_both_databases! {
    async fn a_new_ticket_is_given_and_not_taken(db: Db) {
        let engineer = actor(2).done();
        let stage = stage_with(db, &engineer).await;
        let ticket = stage.open("HS-S2").await;
        assert_eq!((&ticket["state"], &ticket["assignee"]["id"]), (&json!("assigned"), &json!(engineer.person.0)));
        assert_eq!(clock(&ticket, "response")["state"], "running");
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "assigned"]);
        assert_eq!(history[1]["by"]["name"], "排班");
        stage.act(&stage.engineer(), &ticket, "take", json!({})).await.expect(200);
    }

    async fn who_left_the_team_is_given_nothing(db: Db) {
        let stage = stage_with(db, &actor(7).done()).await;
        let ticket = stage.open("HS-S2").await;
        assert_eq!((&ticket["state"], &ticket["assignee"]), (&json!("open"), &serde_json::Value::Null));
    }
}
