//! Clocks that a letter holds by the client's consent.

use jianyue_kernel::ContractId;
use jianyue_platform::{
    db::Db,
    events::{self, Event},
};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{Stage, kinds, new};

/// What the module of letters tells.
#[derive(Clone)]
struct Told<const RESUMED: bool>(ContractId, Value);

impl<const RESUMED: bool> serde::Serialize for Told<RESUMED> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(serializer)
    }
}

impl<const RESUMED: bool> Event for Told<RESUMED> {
    const KIND: &'static str = if RESUMED { "letters.clocks_resumed" } else { "letters.clocks_paused" };

    fn subject(&self) -> Uuid {
        Uuid::nil()
    }

    fn contract(&self) -> Option<ContractId> {
        Some(self.0)
    }
}

impl Stage {
    async fn deliver(&self, event: &impl Event) {
        let mut tx = self.db.write().await.unwrap();
        events::record(&mut tx, &self.env.env(), event).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(self.app.deliver_events().await.failed, 0);
    }

    async fn holds(&self, letter: u128, works: &[&str]) {
        let body = json!({
            "letter_id": Uuid::from_u128(letter), "contract_id": self.hs, "works": works, "number": format!("HS函〔2021〕{letter}号"),
            "reason": "园区停电", "clause": "第九条 2、3", "agreed_by": "李处（演示）", "from": self.env.now(), "until": null,
        });
        self.deliver(&Told::<false>(self.hs, body)).await;
    }

    async fn ends(&self, letter: u128) {
        let body = json!({ "letter_id": Uuid::from_u128(letter), "contract_id": self.hs, "at": self.env.now() });
        self.deliver(&Told::<true>(self.hs, body)).await;
    }

    async fn state(&self, ticket: &Value) -> String {
        self.now(ticket).await["state"].as_str().unwrap().to_owned()
    }

    async fn kinds_of(&self, ticket: &Value) -> Vec<String> {
        let history = self.history(&self.client(), ticket).await;
        kinds(&history).into_iter().map(str::to_owned).collect()
    }
}

fn due(ticket: &Value, kind: &str) -> Value {
    let clocks = ticket["clocks"].as_array().unwrap();
    clocks.iter().find(|clock| clock["kind"] == kind).map(|clock| clock["due_at"].clone()).unwrap()
}

on_both_databases! {
    async fn open_tickets_are_held_and_get_the_time_back(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let promised = due(&ticket, "restore");
        stage.holds(1, &[]).await;
        stage.holds(1, &[]).await;
        let held = stage.now(&ticket).await;
        assert_eq!(held["state"], "paused", "{held}");
        // Within the time for a response, which nothing holds.
        stage.env.set("2021-12-06T11:00:00+08:00");
        stage.ends(1).await;
        stage.ends(1).await;
        let after = stage.now(&ticket).await;
        assert_eq!(after["state"], "open");
        let moved = |text: &Value| text.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!(moved(&due(&after, "restore")) - moved(&promised), chrono::TimeDelta::hours(1));
        assert_eq!(stage.kinds_of(&ticket).await, ["opened", "paused", "resumed"], "each letter once");
        let history = stage.history(&stage.client(), &ticket).await;
        let entry = &history[1];
        assert_eq!((&entry["data"]["letter"], &entry["data"]["clause"]), (&json!("HS函〔2021〕1号"), &json!("第九条 2、3")));
        assert!(entry["text"].as_str().unwrap().contains("园区停电"));
    }

    async fn what_is_opened_meanwhile_is_held_and_other_works_are_not(db: Db) {
        let stage = Stage::new(db).await;
        stage.holds(1, &["no such work"]).await;
        let other = stage.open("HS-S3").await;
        stage.app.run_job("ticketing.sweep").await.unwrap();
        assert_eq!(stage.state(&other).await, "open", "another work");
        stage.holds(2, &[]).await;
        let late = stage.open("HS-S3").await;
        stage.app.run_job("ticketing.sweep").await.unwrap();
        stage.app.run_job("ticketing.sweep").await.unwrap();
        assert_eq!(stage.state(&late).await, "paused");
        assert_eq!(stage.kinds_of(&late).await, ["opened", "paused"]);
        // Whoever lets it run again is not overruled.
        stage.act(&stage.engineer(), &late, "resume", json!({})).await.expect(200);
        stage.app.run_job("ticketing.sweep").await.unwrap();
        assert_eq!(stage.state(&late).await, "open");
        stage.ends(2).await;
        assert_eq!(stage.kinds_of(&late).await, ["opened", "paused", "resumed"]);
        assert_eq!(stage.state(&other).await, "open");
        let later = stage.open_as(&stage.agent(), stage.hs, &new("HS-S3")).await.expect(201).json();
        stage.app.run_job("ticketing.sweep").await.unwrap();
        assert_eq!(stage.state(&later).await, "open", "nothing holds any more");
    }

    async fn what_a_person_paused_stays_so_and_one_letter_follows_another(db: Db) {
        let stage = Stage::new(db).await;
        let (by_hand, ticket) = (stage.open("HS-S3").await, stage.open("HS-S3").await);
        let reason = json!({ "reason": "等待备件", "evidence": "邮件", "agreed_by": "李处（演示）" });
        stage.act(&stage.engineer(), &by_hand, "pause", reason).await.expect(200);
        stage.holds(1, &[]).await;
        stage.holds(2, &[]).await;
        stage.ends(1).await;
        assert_eq!(stage.state(&ticket).await, "paused", "the second letter holds it now");
        assert_eq!(stage.state(&by_hand).await, "paused");
        stage.ends(2).await;
        assert_eq!(stage.state(&ticket).await, "open");
        assert_eq!(stage.kinds_of(&ticket).await, ["opened", "paused", "resumed", "paused", "resumed"]);
        assert_eq!(stage.kinds_of(&by_hand).await, ["opened", "paused"]);
    }

    async fn a_letter_that_is_heard_of_behind_its_end_holds_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let body = json!({
            "letter_id": Uuid::from_u128(9), "contract_id": stage.hs, "works": [], "number": "HS函〔2021〕9号", "reason": "停电",
            "agreed_by": "李处（演示）", "from": "2021-12-01T00:00:00+08:00", "until": "2021-12-03T00:00:00+08:00",
        });
        stage.deliver(&Told::<false>(stage.hs, body)).await;
        stage.ends(9).await;
        assert_eq!(stage.kinds_of(&ticket).await, ["opened"]);
    }
}
