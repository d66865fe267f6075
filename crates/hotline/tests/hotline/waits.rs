//! What the hotline is measured by.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, event};

/// Reports of a call that arrived at `at` on 1 March and was picked up `wait` seconds later.
fn answered(n: usize, at: &str, wait: u32) -> [Value; 2] {
    let from = jianyue_testkit::env::time(at);
    let until = (from + chrono::TimeDelta::seconds(wait.into())).to_rfc3339();
    let call = format!("c{n}");
    [event(&format!("{n}a"), &call, "arrived", at), event(&format!("{n}b"), &call, "answered", &until)]
}

on_both_databases! {
    async fn less_than_a_minute_is_fifty_nine_seconds(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        for (n, wait) in [59, 60, 61].into_iter().enumerate() {
            stage.told(&phones, json!(answered(n, "2026-03-01T10:00:00+08:00", wait))).await;
        }
        let waits = stage.waits("2026-03-01", "2026-03-01").await;
        let day = &waits["days"][0];
        assert_eq!((&day["within"], &day["answered"], &day["within_percent"]), (&json!(1), &json!(3), &json!(33.33)));
        assert_eq!((&day["p50"], &day["p90"], &day["max"]), (&json!(60), &json!(61), &json!(61)));
        assert_eq!((&day["target"], &day["met"]), (&json!("EX-Q1"), &json!(false)));
        let target = &waits["targets"][0];
        assert_eq!((&target["seconds"], &target["clause"]), (&json!(60), &json!("第二条 4(2)")));
        assert_eq!(target["assumed"].as_array().unwrap().len(), 2);
        assert_eq!(waits["totals"][0]["within"], 1);
    }

    async fn a_call_belongs_to_the_day_of_its_arrival_in_shanghai(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        // 23:59:58 and 00:00:00 in Shanghai are the same day in UTC.
        stage.told(&phones, json!(answered(1, "2026-02-28T23:59:58+08:00", 30))).await;
        stage.told(&phones, json!(answered(2, "2026-03-01T00:00:00+08:00", 5))).await;
        let waits = stage.waits("2026-02-28", "2026-03-01").await;
        let days: Vec<_> = waits["days"].as_array().unwrap().iter().map(|day| (&day["day"], &day["p50"])).collect();
        assert_eq!(days, [(&json!("2026-02-28"), &json!(30)), (&json!("2026-03-01"), &json!(5))]);
        assert_eq!((&waits["totals"][0]["answered"], &waits["totals"][0]["met"]), (&json!(2), &json!(true)));
        // An arrival that is told later moves the call to its day.
        stage.told(&phones, json!([event("9", "late", "answered", "2026-03-01T00:00:20+08:00")])).await;
        assert_eq!(stage.waits("2026-03-01", "2026-03-01").await["days"][0]["unmeasured"], 1);
        stage.told(&phones, json!([event("8", "late", "arrived", "2026-02-28T23:59:50+08:00")])).await;
        let moved = stage.waits("2026-02-28", "2026-03-01").await;
        assert_eq!((&moved["days"][0]["answered"], &moved["days"][1]["answered"]), (&json!(2), &json!(1)));
        assert_eq!((&moved["days"][1]["unmeasured"], &moved["days"][0]["p50"]), (&json!(0), &json!(30)));
    }

    async fn calls_given_up_stand_apart_and_calls_that_ring_do_not_count(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        stage.told(&phones, json!(answered(1, "2026-03-01T10:00:00+08:00", 5))).await;
        let gone = [event("g", "g", "arrived", "2026-03-01T10:00:00+08:00"), event("h", "g", "abandoned", "2026-03-01T10:05:00+08:00")];
        stage.told(&phones, json!(gone)).await;
        stage.told(&phones, json!([event("r", "r", "arrived", "2026-03-01T10:00:00+08:00")])).await;
        let mut chat = answered(7, "2026-03-01T10:00:00+08:00", 10);
        for event in &mut chat {
            event["channel"] = json!("online");
        }
        stage.told(&phones, json!(chat)).await;
        let waits = stage.waits("2026-03-01", "2026-03-01").await;
        let (phone, online) = (&waits["totals"][0], &waits["totals"][1]);
        assert_eq!((&phone["arrived"], &phone["abandoned"], &phone["max"]), (&json!(2), &json!(1), &json!(5)));
        assert_eq!((&phone["within_percent"], &phone["met"]), (&json!(100.0), &json!(true)));
        // Ten seconds are not less than ten seconds.
        assert_eq!((&online["target"], &online["met"]), (&json!("EX-Q2"), &json!(false)));
    }

    async fn a_contract_without_a_promise_has_measures_without_a_verdict(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "channel": "phone", "arrived_at": "2026-03-02T08:00:00+08:00", "answered_at": "2026-03-02T08:02:00+08:00" });
        stage.post(&stage.agent(), &format!("/contracts/{}/calls", stage.hs), body).await.expect(201);
        let path = |from: &str, to: &str| format!("/hotline/waits?contract={}&from={from}&to={to}", stage.hs);
        let waits = stage.get(&stage.client(), &path("2026-03-01", "2026-03-02")).await.expect(200).json();
        assert_eq!((&waits["totals"][0]["p95"], &waits["totals"][0]["met"], &waits["targets"]), (&json!(120), &Value::Null, &json!([])));
        stage.get(&stage.client(), &path("2026-03-02", "2026-03-01")).await.expect(422);
        stage.get(&stage.client(), &path("2025-01-01", "2026-03-01")).await.expect(422);
    }
}
