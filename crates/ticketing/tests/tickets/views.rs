//! Saved views: whose they are, who sees them, and how many tickets they say there are.

use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, id, new, new_re};

async fn save(stage: &Stage, by: &Actor, body: Value) -> Answer {
    stage.app.post("/api/v1/views").by(by).json(&body).send().await
}

async fn change(stage: &Stage, by: &Actor, view: &Value, body: Value) -> Answer {
    stage.app.patch(&format!("/api/v1/views/{}", id(view))).by(by).json(&body).send().await
}

async fn views(stage: &Stage, by: &Actor) -> Vec<Value> {
    stage.get(by, "/views").await.expect(200).json().as_array().unwrap().clone()
}

fn names(views: &[Value]) -> Vec<&str> {
    views.iter().map(|view| view["name"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn a_view_is_saved_changed_moved_and_removed(db: Db) {
        let stage = Stage::new(db).await;
        let client = stage.client();
        for name in ["甲", "乙", "丙"] {
            save(&stage, &client, json!({ "name": name, "filters": { "state": "live" } })).await.expect(201);
        }
        let all = views(&stage, &client).await;
        assert_eq!(names(&all), ["甲", "乙", "丙"]);
        assert_eq!((&all[1]["mine"], &all[1]["position"], &all[1]["shared_with"]), (&json!(true), &json!(1), &json!(null)));
        let moved = change(&stage, &client, &all[2], json!({ "position": 0, "name": "丙二" })).await.expect(200).json();
        assert_eq!((&moved["position"], &moved["version"]), (&json!(0), &json!(2)));
        assert_eq!(names(&views(&stage, &client).await), ["丙二", "甲", "乙"]);
        change(&stage, &client, &all[2], json!({ "position": 99, "filters": { "kind": "fault" } })).await.expect(200);
        let after = views(&stage, &client).await;
        assert_eq!(names(&after), ["甲", "乙", "丙二"]);
        assert_eq!((&after[2]["filters"], &after[2]["count"]), (&json!({ "kind": "fault" }), &json!(null)));
        stage.app.delete(&format!("/api/v1/views/{}", id(&all[0]))).by(&client).send().await.expect(204);
        assert_eq!(names(&views(&stage, &client).await), ["乙", "丙二"]);
        stage.app.delete(&format!("/api/v1/views/{}", id(&all[0]))).by(&client).send().await.expect(404);
        change(&stage, &client, &all[1], json!({ "position": -1 })).await.expect(422);
    }

    async fn a_change_may_name_its_version(db: Db) {
        let stage = Stage::new(db).await;
        let client = stage.client();
        let view = save(&stage, &client, json!({ "name": "甲", "filters": {} })).await.expect(201).json();
        let rename = |name: &'static str| {
            let path = format!("/api/v1/views/{}", id(&view));
            stage.app.patch(&path).by(&client).header("if-match", "\"1\"").json(&json!({ "name": name })).send()
        };
        rename("乙").await.expect(200);
        let stale = rename("丙").await.expect(412);
        assert_eq!((stale.code().as_str(), &stale.json()["current"]["name"]), ("ticketing.stale_version", &json!("乙")));
    }

    async fn bad_views_are_refused_by_field(db: Db) {
        let stage = Stage::new(db).await;
        let client = stage.client();
        for (filters, field) in [
            (json!({ "state": "gone" }), "state"), (json!({ "kind": "x" }), "kind"), (json!({ "assignee": "x" }), "assignee"),
            (json!({ "alarm": "x" }), "alarm"), (json!({ "sort": "x" }), "sort"), (json!({ "due_before": "x" }), "due_before"),
            (json!({ "contract": "HS" }), "contract"), (json!({ "q": "长".repeat(201) }), "q"),
        ] {
            let bad = save(&stage, &client, json!({ "name": "甲", "filters": filters })).await.expect(422);
            assert_eq!((bad.code().as_str(), &bad.json()["errors"][0]["field"]), ("ticketing.bad_fields", &json!(field)));
        }
        for bad in [
            json!({ "name": "", "filters": {} }), json!({ "name": "长".repeat(51), "filters": {} }),
            json!({ "name": "甲", "filters": { "limit": "5" } }), json!({ "name": "甲" }),
        ] {
            save(&stage, &client, bad).await.expect(422);
        }
        for n in 0..50 {
            save(&stage, &client, json!({ "name": format!("视图{n}"), "filters": {} })).await.expect(201);
        }
        let full = save(&stage, &client, json!({ "name": "第51个", "filters": {} })).await.expect(422);
        assert!(full.json()["detail"].as_str().unwrap().contains("每人最多保存 50 个视图"));
    }

    async fn counts_say_what_the_list_says(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let mut tickets = Vec::new();
        for (case, work) in [("HS-S1", "apps"), ("HS-S2", "apps"), ("HS-S3", "infra"), ("HS-S3", "apps"), ("HS-S4", "infra")] {
            let mut body = new(case);
            body["work"] = json!(work);
            tickets.push(stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json());
        }
        stage.act(&engineer, &tickets[1], "take", json!({})).await.expect(200);
        stage.act(&stage.colleague(), &tickets[2], "take", json!({})).await.expect(200);
        stage.act(&stage.client(), &tickets[4], "cancel", json!({ "reason": "误报" })).await.expect(200);
        let colleague = stage.colleague().person;
        let asked = [
            "", "state=live", "state=live&assignee=me", "state=live&assignee=none", "state=open,working&work=infra",
            "state=cancelled", "alarm=breaching", "alarm=breached", "alarm=breached&assignee=me", "work=apps",
            &format!("state=live&assignee={colleague}"), &format!("contract={}&state=live", stage.hs),
            &format!("contract={}", stage.re),
        ].map(str::to_owned);
        for query in &asked {
            let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            let filters: serde_json::Map<_, _> = pairs.map(|(name, value)| (name.to_owned(), json!(value))).collect();
            save(&stage, &engineer, json!({ "name": format!("视图 {}", query.len()), "filters": filters })).await.expect(201);
        }
        let mut breaching = 0;
        for moment in ["10:00", "10:49", "11:30", "11:55", "12:05"] {
            stage.sweep_at(&format!("2021-12-06T{moment}:00+08:00")).await;
            for (view, query) in views(&stage, &engineer).await.iter().zip(&asked) {
                let listed = stage.get(&engineer, &format!("/tickets?limit=200&{query}")).await.expect(200).json();
                let listed = listed["items"].as_array().unwrap().len();
                assert_eq!(view["count"], json!(listed), "{query} at {moment}");
                breaching += if query == "alarm=breaching" { listed } else { 0 };
            }
        }
        assert!(breaching > 0, "something was near its due moment at some time");
    }

    async fn the_filter_and_the_count_of_urgent_tickets_agree(db: Db) {
        let stage = Stage::new(db).await;
        // Answered by 11:00: four fifths of the hour are used at 10:48.
        let ticket = stage.open("HS-S1").await;
        let seen = async |moment: &str| {
            stage.sweep_at(&format!("2021-12-06T{moment}:00+08:00")).await;
            let counts = stage.get(&stage.engineer(), "/tickets/counts").await.expect(200).json();
            let mut seen = Vec::new();
            for alarm in ["breaching", "breached"] {
                let listed = stage.get(&stage.engineer(), &format!("/tickets?alarm={alarm}")).await.expect(200).json();
                let listed = listed["items"].as_array().unwrap().len();
                assert_eq!(counts[alarm], json!(listed), "{alarm} at {moment}");
                seen.push(listed);
            }
            seen
        };
        assert_eq!(seen("10:47").await, [0, 0]);
        assert_eq!(seen("10:48").await, [1, 0]);
        assert_eq!(seen("11:00").await, [1, 0]);
        assert_eq!(seen("11:01").await, [0, 1], "overdue is not nearly due any more");
        stage.act(&stage.client(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200);
        assert_eq!(seen("11:02").await, [0, 0], "what is over is neither");
    }

    async fn views_of_others_are_not_there(db: Db) {
        let stage = Stage::new(db).await;
        let (mine, other) = (stage.engineer(), stage.colleague());
        let view = save(&stage, &mine, json!({ "name": "我的", "filters": {} })).await.expect(201).json();
        for by in [&other, &stage.manager(), &stage.stranger()] {
            assert_eq!(views(&stage, by).await.len(), 0);
            assert_eq!(change(&stage, by, &view, json!({ "name": "改" })).await.expect(404).code(), "ticketing.no_view");
            stage.app.delete(&format!("/api/v1/views/{}", id(&view))).by(by).send().await.expect(404);
        }
        // Who has no part in tickets keeps no views; a program only with the scope for it.
        let auditor = actor(8).everywhere(Role::Auditor).done();
        save(&stage, &auditor, json!({ "name": "x", "filters": {} })).await.expect(403);
        assert_eq!(views(&stage, &auditor).await.len(), 0);
        let program = actor(2).on(stage.hs, Role::Engineer).token(&["contracts.list"]).done();
        assert_eq!(views(&stage, &program).await.len(), 0);
        change(&stage, &program, &view, json!({ "name": "改" })).await.expect(403);
    }

    async fn shared_views_are_seen_on_their_contract_and_written_by_few(db: Db) {
        let stage = Stage::new(db).await;
        let (manager, engineer, client) = (stage.manager(), stage.engineer(), stage.client());
        let body = |contract: &dyn std::fmt::Display| {
            json!({ "name": "全组待办", "filters": { "state": "live", "assignee": "me" }, "shared_with": contract.to_string() })
        };
        save(&stage, &engineer, body(&stage.hs)).await.expect(403);
        save(&stage, &client, body(&stage.hs)).await.expect(403);
        save(&stage, &stage.stranger(), body(&stage.hs)).await.expect(404);
        let view = save(&stage, &manager, body(&stage.hs)).await.expect(201).json();
        let ticket = stage.open("HS-S3").await;
        stage.act(&engineer, &ticket, "take", json!({})).await.expect(200);
        // "me" is whoever looks.
        assert_eq!((views(&stage, &engineer).await[0]["count"].clone(), views(&stage, &client).await[0]["count"].clone()), (json!(1), json!(0)));
        assert_eq!(views(&stage, &engineer).await[0]["mine"], false);
        assert_eq!(views(&stage, &stage.stranger()).await.len(), 0);
        change(&stage, &engineer, &view, json!({ "name": "改" })).await.expect(403);
        change(&stage, &stage.stranger(), &view, json!({ "name": "改" })).await.expect(404);
        change(&stage, &stage.agent(), &view, json!({ "name": "坐席改过" })).await.expect(200);
        // A count is within what the one who looks may see.
        stage.env.set("2024-07-01T10:00:00+08:00");
        stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201);
        save(&stage, &manager, json!({ "name": "全部", "filters": {}, "shared_with": stage.re })).await.expect(201);
        let of = async |by: &Actor| views(&stage, by).await.iter().find(|view| view["name"] == "全部").unwrap()["count"].clone();
        assert_eq!((of(&manager).await, of(&stage.stranger()).await), (json!(2), json!(1)));
        let narrow = actor(9).on_works(stage.re, Role::Engineer, &["1"]).done();
        assert_eq!(of(&narrow).await, json!(0));
        // Not shared any more.
        change(&stage, &manager, &view, json!({ "shared_with": null })).await.expect(200);
        assert!(!names(&views(&stage, &engineer).await).contains(&"坐席改过"));
        let audited: Vec<(String,)> = stage.db.read().await.unwrap()
            .all("SELECT action FROM audit_entry WHERE action LIKE 'ticketing.view%' ORDER BY seq", jianyue_platform::args![]).await.unwrap();
        assert_eq!(audited.len(), 4);
    }
}
