//! Tickets among each other, and watchers.

use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, at, clock, id, kinds};

fn relations(ticket: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    ticket["links"].as_array().unwrap().iter().map(|link| (text(&link["relation"]), text(&link["number"]))).collect()
}

on_both_databases! {
    async fn merging_ends_the_one_and_shows_it_in_the_other(db: Db) {
        let stage = Stage::new(db).await;
        let (source, target) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        let watcher = json!({ "person_id": actor(6).done().person });
        stage.act(&stage.client(), &source, "watchers", watcher).await.expect(200);
        let answered = stage.act(&stage.engineer(), &source, "respond", json!({ "text": "收到" })).await.expect(200).json();
        let merged = stage.act(&stage.engineer(), &source, "merge", json!({ "into": id(&target) })).await.expect(200).json();
        assert_eq!((&merged["state"], &merged["merged_into"]), (&json!("merged"), &target["id"]));
        assert_eq!(clock(&merged, "response"), clock(&answered, "response"));
        assert_eq!(clock(&merged, "restore")["state"], "not_applicable");
        let into = stage.now(&target).await;
        assert_eq!(relations(&into), [("merged_from".to_owned(), "HS-2021-000001".to_owned())]);
        assert_eq!(into["watchers"].as_array().unwrap().len(), 1);
        assert_eq!(kinds(&stage.history(&stage.client(), &target).await), ["opened", "merged_in"]);
        stage.act(&stage.engineer(), &source, "take", json!({})).await.expect(409);
        stage.act(&stage.engineer(), &target, "merge", json!({ "into": id(&source) })).await.expect(409);
        stage.act(&stage.engineer(), &target, "merge", json!({ "into": id(&target) })).await.expect(422);
    }

    async fn a_part_keeps_the_time_that_was_used(db: Db) {
        let stage = Stage::new(db).await;
        let whole = stage.open("HS-S2").await;
        stage.env.set("2021-12-06T10:20:00+08:00");
        stage.act(&stage.engineer(), &whole, "take", json!({})).await.expect(200);
        stage.act(&stage.engineer(), &whole, "respond", json!({ "text": "收到" })).await.expect(200);
        stage.env.set("2021-12-06T11:20:00+08:00");
        let part = stage.act(&stage.engineer(), &whole, "split", json!({ "title": "另有打印问题" })).await.expect(201).json();
        assert_eq!((&part["number"], &part["state"]), (&json!("HS-2021-000002"), &json!("working")));
        assert_eq!(clock(&part, "restore")["due_at"], at("2021-12-08T10:00:00+08:00"));
        assert_eq!(clock(&part, "response")["stopped_at"], at("2021-12-06T10:20:00+08:00"));
        assert_eq!(part["escalation_level"], stage.now(&whole).await["escalation_level"]);
        assert_eq!(relations(&part), [("split_from".to_owned(), "HS-2021-000001".to_owned())]);
        assert_eq!(relations(&stage.now(&whole).await), [("split_into".to_owned(), "HS-2021-000002".to_owned())]);
        // Its history folds to the same clocks again.
        let back = stage.act(&stage.engineer(), &part, "restore", json!({ "text": "已恢复" })).await.expect(200).json();
        assert_eq!(clock(&back, "restore")["state"], "met");
    }

    async fn links_are_seen_from_both_sides(db: Db) {
        let stage = Stage::new(db).await;
        let (one, other) = (stage.open("HS-S2").await, stage.open("HS-S3").await);
        let link = json!({ "other": id(&other), "relation": "caused_by" });
        stage.act(&stage.engineer(), &one, "links", link.clone()).await.expect(200);
        let again = stage.act(&stage.engineer(), &one, "links", link).await.expect(200).json();
        assert_eq!(relations(&again), [("caused_by".to_owned(), "HS-2021-000002".to_owned())]);
        assert_eq!(relations(&stage.now(&other).await), [("causes".to_owned(), "HS-2021-000001".to_owned())]);
        let sly = json!({ "other": id(&other), "relation": "merged_into" });
        stage.act(&stage.engineer(), &one, "links", sly).await.expect(422);
    }

    async fn watchers_come_and_go(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let person = actor(3).done().person;
        let watched = stage.act(&stage.client(), &ticket, "watchers", json!({ "person_id": person })).await.expect(200).json();
        assert_eq!(watched["watchers"][0]["name"], "人员3（测试）");
        stage.act(&stage.client(), &ticket, "watchers", json!({ "person_id": actor(99).done().person })).await.expect(422);
        let path = format!("/api/v1/tickets/{}/watchers/{person}", id(&ticket));
        let gone = stage.app.delete(&path).by(&stage.client()).send().await.expect(200).json();
        assert_eq!(gone["watchers"], json!([]));
    }
}
