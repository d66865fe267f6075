//! What other systems tell of interfaces and exchanges.

use chrono::TimeDelta;
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, text};

fn event(id: &str, at: &str) -> Value {
    json!({ "id": id, "kind": "signature_failure", "at": format!("2026-03-02T{at}+08:00"), "partner": "报名系统" })
}

async fn tell(stage: &Stage, events: Value) -> Value {
    let path = format!("/contracts/{}/watch-events", stage.hs);
    stage.post(&stage.engineer(), &path, json!({ "events": events })).await.expect(200).json()
}

async fn rule(stage: &Stage, count: i64) -> Value {
    let body = json!({ "kind": "signature_failure", "count": count, "within_seconds": 600, "level": 2 });
    let path = format!("/api/v1/contracts/{}/watch-rules", stage.hs);
    stage.app.put(&path).by(&stage.engineer()).json(&body).send().await.expect(200).json()
}

on_both_databases! {
    async fn too_many_within_the_window_are_told_once_and_their_end_too(db: Db) {
        let stage = Stage::new(db).await;
        let rule = rule(&stage, 3).await;
        // Three, but not within ten minutes.
        tell(&stage, json!([event("1", "08:30:00"), event("2", "08:35:00"), event("3", "08:45:01")])).await;
        assert_eq!(stage.events("probing.deviation_found").await.len(), 0);
        // Told twice, it counts once.
        let again = tell(&stage, json!([event("3", "08:45:01"), event("3", "08:45:01"), event("4", "08:50:30")])).await;
        assert_eq!((&again["taken"], &again["repeated"]), (&json!(1), &json!(2)));
        assert_eq!(stage.events("probing.deviation_found").await.len(), 0);
        tell(&stage, json!([event("5", "08:52:00"), event("6", "08:53:00")])).await;
        let found = stage.events("probing.deviation_found").await;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((&found[0]["key"], &found[0]["level"]), (&json!(format!("watch:{}", text(&rule["id"]))), &json!(2)));
        assert_eq!(found[0]["at"], "2026-03-02T00:52:00Z");
        assert!(text(&found[0]["title"]).contains("签名验签失败 3 次"));
        stage.app.run_job("probing.sweep_rules").await.unwrap();
        assert_eq!(stage.events("probing.deviation_gone").await.len(), 0, "three are within the last ten minutes");
        stage.env.advance(TimeDelta::minutes(10));
        stage.app.run_job("probing.sweep_rules").await.unwrap();
        stage.app.run_job("probing.sweep_rules").await.unwrap();
        let gone = stage.events("probing.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["key"], &gone[0]["lasted_seconds"]), (1, &found[0]["key"], &json!(1080)));
        let rules = stage.get(&stage.client(), &format!("/contracts/{}/watch-rules", stage.hs)).await.json();
        assert_eq!(rules[0]["open_since"], Value::Null);
    }

    async fn what_comes_late_counts_where_it_belongs(db: Db) {
        let stage = Stage::new(db).await;
        rule(&stage, 3).await;
        tell(&stage, json!([event("1", "07:00:00"), event("3", "07:08:00")])).await;
        tell(&stage, json!([event("2", "07:04:00")])).await;
        let found = stage.events("probing.deviation_found").await;
        assert_eq!((found.len(), &found[0]["at"]), (1, &json!("2026-03-01T23:08:00Z")));
    }

    async fn what_does_not_fit_is_refused_as_a_whole(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/watch-events", stage.hs);
        let mut exchange = event("1", "08:30:00");
        exchange["kind"] = json!("exchange");
        exchange["partner"] = Value::Null;
        for wrong in [event("", "08:30:00"), event("1", "10:00:00"), exchange] {
            let body = json!({ "events": [event("0", "08:30:00"), wrong] });
            stage.post(&stage.engineer(), &path, body).await.expect(422);
        }
        let many: Vec<Value> = (0..501).map(|n| event(&n.to_string(), "08:30:00")).collect();
        stage.post(&stage.engineer(), &path, json!({ "events": many })).await.expect(413);
        stage.post(&stage.client(), &path, json!({ "events": [] })).await.expect(403);
        stage.post(&stage.stranger(), &path, json!({ "events": [] })).await.expect(404);
        let page = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!(page["items"].as_array().unwrap().len(), 0);
        tell(&stage, json!([event("a", "08:30:00"), event("b", "08:40:00")])).await;
        let page = stage.get(&stage.client(), &format!("{path}?limit=1")).await.expect(200).json();
        assert_eq!(page["items"][0]["id"], "b");
        let next = format!("{path}?limit=1&after={}", text(&page["next"]));
        assert_eq!(stage.get(&stage.client(), &next).await.expect(200).json()["items"][0]["id"], "a");
    }

    async fn an_exchange_that_stays_away_is_an_outage(db: Db) {
        let stage = Stage::new(db).await;
        let limits = json!({ "every_seconds": 600, "thresholds": [
            { "metric": "success_age_seconds", "above": 3600, "level": "down" },
            { "metric": "lag_seconds", "above": 300, "level": "warning" },
        ] });
        let probe = stage.probe("exchange", json!({ "partner": "大数据平台" }), limits).await;
        assert_eq!(stage.look(&probe).await["state"], "unknown");
        let exchanged = |id: &str, at: &str, ok: bool, lag: i64| {
            json!({ "id": id, "kind": "exchange", "at": format!("2026-03-02T{at}+08:00"), "partner": "大数据平台",
                "ok": ok, "count": 10, "lag_seconds": lag })
        };
        tell(&stage, json!([exchanged("1", "08:50:00", true, 20), exchanged("2", "08:55:00", false, 0)])).await;
        let up = stage.look(&probe).await;
        assert_eq!((&up["state"], &up["metrics"]["count"], &up["metrics"]["failures"]), (&json!("up"), &json!(10.0), &json!(1.0)));
        tell(&stage, json!([exchanged("3", "08:58:00", true, 400)])).await;
        assert_eq!(stage.look(&probe).await["state"], "warning");
        let mut state = Value::Null;
        for _ in 0..6 {
            state = stage.look(&probe).await["state"].clone();
        }
        assert_eq!(state, "down");
        assert_eq!(stage.events("probing.deviation_found").await.len(), 1);
    }
}
