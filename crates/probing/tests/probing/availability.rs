//! How much of a time things worked, and what others are told that probes have read.

use chrono::TimeDelta;
use jianyue_platform::{db::Db, readings::reading};
use jianyue_probing::{
    policy::judge::Outcome,
    service::{Sight, settle},
};
use jianyue_reach::{ReachError, Reading};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Service, Stage, text};

const DAY: &str = "from=2026-03-02T00:30:00Z&to=2026-03-03T00:00:00Z";

/// `probe` is looked at now.
async fn seen(stage: &Stage, probe: &Value, ok: bool) {
    let at = stage.env.now();
    let outcome = if ok {
        Outcome::Reached(Reading::default())
    } else {
        Outcome::Failed(ReachError::NoConnection("127.0.0.1:1".into(), "x".into()))
    };
    let sight = Sight { probe: text(&probe["id"]).parse().unwrap(), fence: None, first_failed_at: at, at, outcome };
    let mut tx = stage.db.write().await.unwrap();
    assert_eq!(settle(&mut tx, &stage.env, vec![sight]).await.unwrap().kept, 1);
    tx.commit().await.unwrap();
}

on_both_databases! {
    async fn officials_see_how_much_worked(db: Db) {
        let stage = Stage::new(db).await;
        let probe = stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({})).await;
        stage.probe("exchange", json!({ "partner": "委内共享" }), json!({ "title": "交换" })).await;
        // Good at nine and at ten; then down for six minutes.
        seen(&stage, &probe, true).await;
        stage.env.advance(TimeDelta::hours(1));
        for (ok, minutes) in [(true, 1), (false, 1), (false, 5), (true, 0)] {
            seen(&stage, &probe, ok).await;
            stage.env.advance(TimeDelta::minutes(minutes));
        }
        let now = stage.env.now();
        let path = format!("/contracts/{}/availability", stage.hs);
        let told = stage.get(&stage.client(), &format!("{path}?{DAY}")).await.expect(200).json();
        assert_eq!(told["from"], "2026-03-02T00:00:00Z");
        let system = &told["systems"][0];
        let [silent, of_port] = system["probes"].as_array().unwrap().as_slice() else { panic!("{told}") };
        assert_eq!((&silent["title"], &silent["up_percent"], &silent["watched_seconds"]), (&json!("交换"), &Value::Null, &json!(0)));
        let watched = of_port["watched_seconds"].as_i64().unwrap();
        assert_eq!(watched, 3_600 + (now.timestamp() % 3_600), "a whole hour and what has passed of this one");
        let down = of_port["down_seconds"].as_i64().unwrap();
        assert_eq!((down, &of_port["outages"], &of_port["longest_seconds"]), (360, &json!(1), &json!(360)));
        let percent = of_port["up_percent"].as_f64().unwrap();
        let watched = f64::from(i32::try_from(watched).unwrap());
        assert!((percent - 100.0 * (1.0 - 360.0 / watched)).abs() < 0.002, "{percent}");
        assert_eq!((&system["up_percent"], &system["name"]), (&of_port["up_percent"], &json!("网上报名")));
        // What was let go is still told of for its time, and of no other.
        stage.delete(&stage.engineer(), &format!("/probes/{}", text(&probe["id"]))).await.expect(204);
        let titles = async |span: &str| {
            let told = stage.get(&stage.client(), &format!("{path}?{span}")).await.expect(200).json();
            told["systems"][0]["probes"].as_array().unwrap().iter().map(|probe| text(&probe["title"])).collect::<Vec<_>>()
        };
        assert_eq!(titles(DAY).await, ["交换", "登录页"]);
        assert_eq!(titles("from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z").await, ["交换"]);
    }

    async fn an_outage_that_lasts_counts_as_far_as_it_lies_in_the_time(db: Db) {
        let stage = Stage::new(db).await;
        let probe = stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({})).await;
        let path = format!("/contracts/{}/availability", stage.hs);
        seen(&stage, &probe, false).await;
        stage.env.advance(TimeDelta::minutes(20));
        seen(&stage, &probe, false).await;
        let told = stage.get(&stage.client(), &format!("{path}?{DAY}")).await.expect(200).json();
        let of_port = &told["systems"][0]["probes"][0];
        assert_eq!((&of_port["outages"], &of_port["longest_seconds"]), (&json!(1), &of_port["down_seconds"]));
        assert_eq!((&of_port["down_seconds"], &of_port["up_percent"]), (&json!(1_200), &json!(0.0)));
        for by in [stage.stranger(), stage.member()] {
            stage.get(&by, &format!("{path}?{DAY}")).await.expect(404);
        }
        for wrong in ["from=2026-03-02T00:00:00Z&to=2026-03-02T00:00:00Z", "from=2024-03-02T00:00:00Z&to=2026-03-02T00:00:00Z"] {
            stage.get(&stage.client(), &format!("{path}?{wrong}")).await.expect(422);
        }
    }

    async fn what_a_probe_has_read_is_told_to_who_asks(db: Db) {
        let stage = Stage::new(db).await;
        let mut service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({})).await;
        let id = text(&probe["id"]).parse().unwrap();
        let read = async |contract| reading(stage.app.app(), &mut stage.db.read().await.unwrap(), contract, id).await.unwrap();
        assert_eq!(read(stage.hs).await, None, "it has not looked");
        stage.look(&probe).await;
        let good = read(stage.hs).await.unwrap();
        assert_eq!((good.ok, good.at, good.value.is_some()), (true, stage.env.now(), true));
        assert_eq!(read(stage.sc).await, None, "of another contract");
        service.stop().await;
        stage.look(&probe).await;
        let bad = read(stage.hs).await.unwrap();
        assert!(!bad.ok && bad.value.is_none() && bad.text.contains("端口上没有服务"), "{bad:?}");
        stage.patch(&stage.engineer(), &format!("/probes/{id}"), 1, json!({ "enabled": false })).await.expect(200);
        assert_eq!(read(stage.hs).await, None, "it looks no more");
        let inside = stage.probe("tcp", json!({ "host": "10.0.0.1", "port": 1 }), json!({ "title": "内网" })).await;
        stage.look(&inside).await;
        let id = text(&inside["id"]).parse().unwrap();
        let told = reading(stage.app.app(), &mut stage.db.read().await.unwrap(), stage.hs, id).await.unwrap();
        assert_eq!(told, None, "what the settings spoil is no reading");
    }
}
