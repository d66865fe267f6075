//! What somebody in the field has before them.

use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, new_re};

async fn work(stage: &Stage, by: &Actor, query: &str) -> Vec<Value> {
    stage.get(by, &format!("/me/work{query}")).await.expect(200).json()["items"].as_array().unwrap().clone()
}

fn numbers(items: &[Value]) -> Vec<(&str, bool)> {
    items.iter().map(|item| (item["ticket"]["number"].as_str().unwrap(), item["mine"].as_bool().unwrap())).collect()
}

on_both_databases! {
    async fn mine_come_first_and_then_what_asks_for_a_visit(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let open = async |case: &str, work: &str| stage.open_as(&stage.agent(), stage.re, &new_re(case, work)).await.expect(201).json();
        // Six hours to be there, four, and no visit at all.
        let (slow, quick, remote) = (open("RE-5a", "5").await, open("RE-5b", "5").await, open("RE-2a", "2").await);
        let (mine, done, theirs) = (open("RE-5a", "5").await, open("RE-5a", "5").await, open("RE-5b", "5").await);
        stage.act(&stage.engineer(), &mine, "take", json!({})).await.expect(200);
        stage.act(&stage.engineer(), &remote, "take", json!({})).await.expect(200);
        stage.act(&stage.colleague(), &theirs, "take", json!({})).await.expect(200);
        stage.act(&stage.client(), &done, "cancel", json!({ "reason": "误报" })).await.expect(200);
        let items = work(&stage, &stage.engineer(), "").await;
        let number = |ticket: &Value| ticket["number"].as_str().unwrap().to_owned();
        let expected = [(number(&remote), true), (number(&mine), true), (number(&quick), false), (number(&slow), false)];
        assert_eq!(numbers(&items), expected.each_ref().map(|(number, mine)| (number.as_str(), *mine)));
        assert_eq!(items[1]["nearest"], json!({ "kind": "arrive", "due_at": "2024-07-01T08:00:00Z" }));
        assert_eq!(items[0]["nearest"]["kind"], "response");
        assert_eq!(numbers(&work(&stage, &stage.engineer(), "?limit=3").await).len(), 3);
        assert_eq!(numbers(&work(&stage, &stage.engineer(), "?limit=1").await), [(expected[0].0.as_str(), true)]);
        // Whoever does not work on tickets is offered none, nor is anybody those of other works.
        assert!(work(&stage, &stage.client(), "").await.is_empty());
        let member = actor(9).on_works(stage.re, Role::Engineer, &["2"]).done();
        assert!(work(&stage, &member, "").await.is_empty());
        let elsewhere = actor(9).on(stage.hs, Role::Engineer).done();
        assert!(work(&stage, &elsewhere, "").await.is_empty());
        // Once somebody is there, nobody else is asked to go.
        stage.act(&stage.engineer(), &quick, "check-in", json!({})).await.expect(200);
        let items = work(&stage, &stage.colleague(), "").await;
        assert_eq!(numbers(&items), [(number(&theirs).as_str(), true), (number(&slow).as_str(), false)]);
    }
}
