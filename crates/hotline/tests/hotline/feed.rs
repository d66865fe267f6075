//! Reports of phone systems.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Phones, Stage, administrator, event, text};

async fn only_call(stage: &Stage) -> Value {
    let page = stage.get(&stage.agent(), "/calls").await.expect(200).json();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    page["items"][0].clone()
}

on_both_databases! {
    async fn a_call_is_the_same_whatever_the_order_of_its_reports(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let mut answered = event("2", "c", "answered", "2026-03-02T08:30:41+08:00");
        answered["agent"] = json!("p5");
        let mut arrived = event("1", "c", "arrived", "2026-03-02T08:30:00+08:00");
        arrived["number"] = json!("010-62000000");
        let ended = event("3", "c", "ended", "2026-03-02T08:35:00+08:00");
        // The end comes first, alone; nothing is known of an answer yet, and nothing of a wait.
        assert_eq!(stage.told(&phones, json!([ended])).await, ["done"]);
        let half = only_call(&stage).await;
        assert_eq!((&half["outcome"], &half["wait_seconds"]), (&json!("abandoned"), &Value::Null));
        assert_eq!(stage.told(&phones, json!([answered, arrived])).await, ["done", "done"]);
        let call = only_call(&stage).await;
        assert_eq!((&call["outcome"], &call["wait_seconds"]), (&json!("answered"), &json!(41)));
        assert_eq!((&call["arrived_at"], &call["ended_at"]), (&json!("2026-03-02T00:30:00Z"), &json!("2026-03-02T00:35:00Z")));
        assert_eq!((&call["agent"]["name"], &call["caller_number"]), (&json!("人员5（测试）"), &json!("01062000000")));
        // It was given up for a moment and is counted once now.
        let waits = stage.waits("2026-03-02", "2026-03-02").await;
        let day = &waits["days"][0];
        assert_eq!((&day["arrived"], &day["answered"], &day["abandoned"]), (&json!(1), &json!(1), &json!(0)));
    }

    async fn what_was_taken_is_not_taken_again(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let arrived = event("1", "c", "arrived", "2026-03-02T08:30:00+08:00");
        let gone = event("2", "c", "abandoned", "2026-03-02T08:30:50+08:00");
        assert_eq!(stage.told(&phones, json!([arrived, arrived, gone])).await, ["done", "repeated", "done"]);
        // The same id tells nothing new, whatever it says.
        let other = event("1", "c2", "arrived", "2026-03-02T08:31:00+08:00");
        assert_eq!(stage.told(&phones, json!([gone, other])).await, ["repeated", "repeated"]);
        let day = stage.waits("2026-03-02", "2026-03-02").await["days"][0].clone();
        assert_eq!((&day["arrived"], &day["abandoned"], &day["p50"]), (&json!(1), &json!(1), &Value::Null));
        assert_eq!(only_call(&stage).await["outcome"], "abandoned");
        // The ids are forgotten when what they tell of would be refused for its age.
        stage.env.set("2026-04-05T09:00:00+08:00");
        stage.app.run_job("hotline.forget_feed").await.unwrap();
        assert_eq!(stage.told(&phones, json!([gone])).await, ["refused"]);
    }

    async fn lists_hear_that_a_call_is_over(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let told = async |id: &str, what: &str, at: &str| {
            stage.told(&phones, json!([event(id, "c", what, &format!("2026-03-02T08:{at}+08:00"))])).await;
            stage.events("hotline.call_changed").await.len()
        };
        assert_eq!((told("1", "arrived", "30:00").await, told("2", "answered", "30:20").await), (1, 2));
        assert_eq!(told("3", "ended", "35:00").await, 3);
        assert_eq!(told("4", "ended", "35:01").await, 3, "it was over already");
    }

    async fn each_report_is_judged_for_itself(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let mut elsewhere = event("2", "c", "answered", "2026-03-02T08:30:00+08:00");
        elsewhere["line"] = json!("6200");
        let mut unknown = event("3", "d", "arrived", "2026-03-02T08:30:00+08:00");
        unknown["line"] = json!("9999");
        let events = json!([
            event("1", "c", "arrived", "2026-03-02T08:30:00+08:00"),
            elsewhere,
            unknown,
            event("4", "d", "arrived", "2026-03-02T09:05:01+08:00"),
            event("5", "d", "arrived", "2026-01-30T08:59:59+08:00"),
            event("6", "d", "danced", "2026-03-02T08:30:00+08:00"),
            "nothing",
            event("8", "d", "arrived", "2026-03-02T09:05:00+08:00"),
        ]);
        let answer = stage.feed(&phones, events).await.expect(200).json();
        let codes: Vec<&Value> = answer["results"].as_array().unwrap().iter().map(|result| &result["code"]).collect();
        let expected = [
            Value::Null,
            json!("hotline.line_changed"),
            json!("hotline.unknown_line"),
            json!("hotline.time_ahead"),
            json!("hotline.too_old"),
            json!("hotline.bad_event"),
            json!("hotline.bad_event"),
            Value::Null,
        ];
        assert_eq!(codes, expected.iter().collect::<Vec<_>>(), "{answer}");
        // What was refused may come again when it is put right.
        assert_eq!(stage.told(&phones, json!([event("3", "d", "arrived", "2026-03-02T08:30:00+08:00")])).await, ["done"]);
    }

    async fn nobody_is_believed_without_the_signature(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let body = json!({ "events": [event("1", "c", "arrived", "2026-03-02T08:30:00+08:00")] }).to_string();
        let now = stage.env.now().timestamp();
        for at in [now - 301, now + 301] {
            let old = stage.feed_signed(&phones, &body, at).await.expect(401);
            assert_eq!(old.code(), "hotline.bad_signature");
        }
        let forged = Phones { secret: "0".repeat(64), id: phones.id.clone() };
        stage.feed_signed(&forged, &body, now).await.expect(401);
        let nobody = Phones { secret: phones.secret.clone(), id: uuid::Uuid::nil().to_string() };
        stage.feed_signed(&nobody, &body, now).await.expect(401);
        stage.app.post(&format!("/api/v1/hotline/feed/{}", phones.id)).body("application/json", body.clone()).send().await.expect(401);
        assert_eq!(stage.get(&stage.agent(), "/calls").await.json()["items"], json!([]));
        stage.feed_signed(&phones, &body, now - 300).await.expect(200);
        let rotated = stage.post(&administrator(), &format!("/hotline/sources/{}/rotate", phones.id), json!({})).await.expect(200).json();
        stage.feed_signed(&phones, &body, now).await.expect(401);
        let fresh = Phones { secret: text(&rotated["secret"]), id: phones.id.clone() };
        stage.feed_signed(&fresh, &body, now).await.expect(200);
        stage.app.delete(&format!("/api/v1/hotline/sources/{}", phones.id)).by(&administrator()).send().await.expect(204);
        stage.feed_signed(&fresh, &body, now).await.expect(401);
    }

    async fn there_are_limits(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let many: Vec<Value> = (0..201).map(|n| event(&n.to_string(), &n.to_string(), "arrived", "2026-03-02T08:30:00+08:00")).collect();
        assert_eq!(stage.feed(&phones, json!(many)).await.expect(413).code(), "hotline.feed_too_large");
        assert_eq!(stage.told(&phones, json!(many[..200])).await, vec!["done"; 200]);
        let large = format!("{{\"events\":[]{}}}", " ".repeat(256 * 1024));
        stage.feed_signed(&phones, &large, stage.env.now().timestamp()).await.expect(413);
        stage.feed_signed(&phones, "[]", stage.env.now().timestamp()).await.expect(400);
    }

    async fn who_does_not_work_on_the_contract_is_a_text_only(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        for (n, account, id) in [(1, "p8", Value::Null), (2, "nobody", Value::Null), (3, "p4", json!(stage.manager().person.0))] {
            let mut answered = event(&n.to_string(), &n.to_string(), "answered", &format!("2026-03-02T08:3{n}:00+08:00"));
            answered["agent"] = json!(account);
            assert_eq!(stage.told(&phones, json!([answered])).await, ["done"]);
            let last = stage.get(&stage.agent(), "/calls").await.json()["items"][0].clone();
            assert_eq!(last["agent"]["id"], id, "{account}");
        }
    }

    async fn what_people_wrote_stays_when_the_phone_system_tells_more(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        stage.told(&phones, json!([event("1", "c", "arrived", "2026-03-02T08:30:00+08:00")])).await;
        let call = only_call(&stage).await;
        let path = format!("/api/v1/calls/{}", text(&call["id"]));
        let edit = |note: &str, version: &str| {
            let body = json!({ "note": note });
            stage.app.patch(&path).by(&stage.agent()).header("if-match", version).json(&body).send()
        };
        edit("正在处理", "\"1\"").await.expect(200);
        stage.told(&phones, json!([event("2", "c", "answered", "2026-03-02T08:30:10+08:00")])).await;
        // The agent's next edit is not turned away for what the phone system told meanwhile.
        let done = edit("已处理", "\"2\"").await.expect(200).json();
        assert_eq!((&done["note"], &done["outcome"]), (&json!("已处理"), &json!("answered")));
    }

    async fn phone_systems_belong_to_the_administrator(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        stage.get(&stage.manager(), "/hotline/sources").await.expect(403);
        let listed = stage.get(&administrator(), "/hotline/sources").await.expect(200);
        assert!(!listed.text().contains(&phones.secret));
        assert_eq!(listed.json()[0]["lines"][0]["line"], "4008");
        for (body, field) in [
            (json!({ "name": "总机（测试）", "lines": [{ "line": "1", "contract_id": stage.ex.0 }] }), "name"),
            (json!({ "name": "二号", "lines": [] }), "lines"),
            (json!({ "name": "二号", "lines": [{ "line": "1", "contract_id": uuid::Uuid::nil() }] }), "lines"),
            (json!({ "name": "二号", "lines": [{ "line": "1", "contract_id": stage.ex.0 }, { "line": "1", "contract_id": stage.hs.0 }] }), "lines"),
        ] {
            let refused = stage.post(&administrator(), "/hotline/sources", body.clone()).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{body}");
        }
    }
}
