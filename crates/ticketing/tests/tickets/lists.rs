//! Lists: orders, filters, and pages read on by key.

use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, id, new, new_re};

fn numbers(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap()[8..].to_owned()).collect()
}

async fn walk(stage: &Stage, query: &str) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = stage.get(&stage.manager(), &format!("/tickets?limit=2&{query}{after}")).await.expect(200).json();
        all.extend(numbers(&page));
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

on_both_databases! {
    async fn pages_are_read_on_by_key_in_every_order(db: Db) {
        let stage = Stage::new(db).await;
        let mut tickets = Vec::new();
        // Responses are due 12:00, 11:10, 12:20, 11:30 and never.
        for (i, case) in ["HS-S2", "HS-S1", "HS-S3", "HS-S1", "HS-S4"].into_iter().enumerate() {
            stage.env.set(&format!("2021-12-06T10:{i}0:00+08:00"));
            tickets.push(stage.open(case).await);
        }
        stage.act(&stage.client(), &tickets[4], "cancel", json!({ "reason": "误报" })).await.expect(200);
        // Hand-ups of S2 and S3 are due before their responses.
        assert_eq!(walk(&stage, "sort=due").await, ["000001", "000002", "000003", "000004", "000005"]);
        assert_eq!(walk(&stage, "sort=opened").await, ["000005", "000004", "000003", "000002", "000001"]);
        stage.env.set("2021-12-06T10:55:00+08:00");
        stage.act(&stage.client(), &tickets[1], "urge", json!({})).await.expect(200);
        assert_eq!(walk(&stage, "sort=updated").await, ["000002", "000005", "000004", "000003", "000001"]);
        assert_eq!(walk(&stage, "state=live&sort=due").await.len(), 4);
        assert_eq!(walk(&stage, "state=cancelled").await, ["000005"]);
        assert_eq!(walk(&stage, "state=cancelled,open&sort=opened&case=HS-S1").await, ["000004", "000002"]);
    }

    async fn several_contracts_are_merged_by_their_keys(db: Db) {
        let stage = Stage::new(db).await;
        for _ in 0..3 {
            stage.open("HS-S1").await;
        }
        stage.env.set("2024-07-01T10:00:00+08:00");
        for _ in 0..3 {
            stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201);
        }
        assert_eq!(walk(&stage, "sort=due").await.len(), 6);
        let newest = stage.get(&stage.manager(), "/tickets?sort=opened&limit=4").await.expect(200).json();
        let prefixes: Vec<_> = newest["items"].as_array().unwrap().iter().map(|row| row["contract_prefix"].clone()).collect();
        assert_eq!(prefixes, ["RE", "RE", "RE", "HS"]);
        let one = walk(&stage, &format!("contract={}&sort=opened", stage.hs)).await;
        assert_eq!(one, ["000003", "000002", "000001"]);
        let narrow = actor(9).on(stage.hs, Role::Engineer).on_works(stage.re, Role::Engineer, &["1"]).done();
        assert_eq!(stage.get(&narrow, "/tickets").await.json()["items"].as_array().unwrap().len(), 3);
    }

    async fn filters_narrow_a_list(db: Db) {
        let stage = Stage::new(db).await;
        let (first, second) = (stage.open("HS-S2").await, stage.open("HS-S3").await);
        let mut other = new("HS-S4");
        other["kind"] = json!("consultation");
        other["work"] = json!("infra");
        stage.open_as(&stage.client(), stage.hs, &other).await.expect(201);
        stage.act(&stage.engineer(), &second, "take", json!({})).await.expect(200);
        assert_eq!(numbers(&stage.get(&stage.engineer(), "/tickets?assignee=me").await.json()), ["000002"]);
        let holder = stage.engineer().person;
        assert_eq!(walk(&stage, &format!("assignee={holder}")).await, ["000002"]);
        assert_eq!(walk(&stage, "assignee=none&sort=opened").await, ["000003", "000001"]);
        assert_eq!(walk(&stage, "kind=consultation").await, ["000003"]);
        assert_eq!(walk(&stage, "work=infra").await, ["000003"]);
        assert_eq!(walk(&stage, "due_before=2021-12-06T02:45:00Z").await, [first["number"].as_str().unwrap()[8..].to_owned()]);
        stage.sweep_at("2021-12-06T12:30:00+08:00").await;
        assert_eq!(walk(&stage, "alarm=breached").await.len(), 3);
        for bad in ["state=gone", "kind=x", "assignee=x", "sort=x", "alarm=x"] {
            assert_eq!(stage.get(&stage.client(), &format!("/tickets?{bad}")).await.expect(422).code(), "ticketing.bad_fields");
        }
        stage.get(&stage.client(), "/tickets?due_before=x").await.expect(400);
    }

    async fn a_wrong_cursor_is_refused(db: Db) {
        let stage = Stage::new(db).await;
        for _ in 0..3 {
            stage.open("HS-S2").await;
        }
        let by = stage.manager();
        let next = stage.get(&by, "/tickets?limit=1&sort=due").await.json()["next"].as_str().unwrap().to_owned();
        for query in [format!("sort=opened&after={next}"), "after=zz".into(), format!("q=HS&after={next}"), "after=616263".into()] {
            let answer = stage.get(&by, &format!("/tickets?{query}")).await.expect(400);
            assert_eq!(answer.code(), "page.bad_cursor", "{query}");
        }
        let ticket = stage.get(&by, "/tickets").await.json()["items"][0].clone();
        stage.get(&by, &format!("/tickets/{}/timeline?after=zz", id(&ticket))).await.expect(400);
        stage.get(&by, &format!("/tickets/{}/timeline?after={next}", id(&ticket))).await.expect(400);
    }
}
