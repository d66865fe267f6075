//! Warnings, breaches and hand-ups by the clock, on time and after an outage.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, at, clock, kinds};

fn told<'a>(events: &'a [(String, Value)], clock: &str) -> Vec<(&'a str, &'a Value, &'a Value)> {
    let of = |(kind, payload): &&(String, Value)| kind.starts_with("ticketing.clock_") && payload["clock"] == clock;
    events.iter().filter(of).map(|(kind, payload)| (kind.as_str(), &payload["percent"], &payload["at"])).collect()
}

on_both_databases! {
    async fn warnings_and_breaches_are_told_once_with_their_moments(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        for minute in ["10:29:45", "10:30:00", "10:30:15", "10:48:00", "11:00:00", "11:00:15", "11:00:30"] {
            stage.sweep_at(&format!("2021-12-06T{minute}+08:00")).await;
        }
        let events = stage.events(&ticket).await;
        let (half, most, due) =
            (at("2021-12-06T10:30:00+08:00"), at("2021-12-06T10:48:00+08:00"), at("2021-12-06T11:00:00+08:00"));
        assert_eq!(told(&events, "response"), [
            ("ticketing.clock_warned", &json!(50), &half),
            ("ticketing.clock_warned", &json!(80), &most),
            ("ticketing.clock_breached", &Value::Null, &due),
        ]);
    }

    async fn an_outage_is_made_up_for_with_the_right_moments(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        stage.sweep_at("2021-12-06T15:00:00+08:00").await;
        stage.sweep().await;
        let now = stage.now(&ticket).await;
        // Half an hour a level: up at 10:30 and again at 11:00, although nobody was there.
        assert_eq!(now["escalation_level"], 3);
        let history = stage.history(&stage.client(), &ticket).await;
        let ups: Vec<_> = history.iter().filter(|e| e["kind"] == "escalated").map(|e| e["at"].clone()).collect();
        assert_eq!(ups, [at("2021-12-06T10:30:00+08:00"), at("2021-12-06T11:00:00+08:00")]);
        assert!(history.iter().filter(|e| e["kind"] == "escalated").all(|e| e["recorded_at"] == at("2021-12-06T15:00:00+08:00")));
        assert_eq!(told(&stage.events(&ticket).await, "response").len(), 3);
        assert_eq!(history.iter().filter(|e| e["kind"] == "clock_breached").count(), 1);
        let ups = now["clocks"].as_array().unwrap().iter().filter(|c| c["kind"] == "escalate");
        assert!(ups.clone().count() == 2 && ups.clone().all(|c| c["state"] == "met"), "{now}");
    }

    async fn an_action_after_an_outage_comes_after_what_was_due(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        stage.env.set("2021-12-06T10:40:00+08:00");
        let now = stage.act(&stage.engineer(), &ticket, "respond", json!({ "text": "收到" })).await.expect(200).json();
        assert_eq!(now["escalation_level"], 2);
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "escalated", "replied"]);
        stage.sweep().await;
        assert_eq!(stage.now(&ticket).await["escalation_level"], 2);
    }

    async fn a_restored_ticket_is_not_handed_up(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        stage.act(&stage.engineer(), &ticket, "restore", json!({ "text": "已恢复" })).await.expect(200);
        stage.sweep_at("2021-12-06T12:00:00+08:00").await;
        let now = stage.now(&ticket).await;
        assert_eq!(now["escalation_level"], 1);
        assert_eq!(clock(&now, "escalate")["state"], "met");
    }

    async fn an_ended_ticket_is_left_alone(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        stage.act(&stage.client(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200);
        let before = stage.events(&ticket).await.len();
        stage.sweep_at("2021-12-20T12:00:00+08:00").await;
        assert_eq!(stage.events(&ticket).await.len(), before);
    }

    async fn warnings_make_nobodys_edit_stale(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        stage.sweep_at("2021-12-06T10:50:00+08:00").await;
        let now = stage.now(&ticket).await;
        assert_eq!(now["version"], ticket["version"]);
        let counts = stage.get(&stage.client(), "/tickets/counts").await.expect(200).json();
        assert_eq!((&counts["breaching"], &counts["breached"]), (&json!(1), &json!(0)));
        stage.sweep_at("2021-12-06T11:01:00+08:00").await;
        let counts = stage.get(&stage.client(), "/tickets/counts").await.expect(200).json();
        assert_eq!((&counts["breaching"], &counts["breached"]), (&json!(0), &json!(1)));
    }
}
