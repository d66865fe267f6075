//! From the first failure to the first success, and what others are told of it.

use chrono::TimeDelta;
use jianyue_platform::{db::Db, subjects::subject_of};
use jianyue_probing::{
    policy::judge::Outcome,
    service::{Sight, settle},
};
use jianyue_reach::{Certificate, Reading};
use jianyue_testkit::{env::time, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Service, Stage, text};

/// What is seen of `probe` at this moment.
async fn sees(stage: &Stage, probe: &Value, reading: Reading) {
    let at = stage.env.now();
    let probe = text(&probe["id"]).parse().unwrap();
    let sight = Sight { probe, fence: None, first_failed_at: at, at, outcome: Outcome::Reached(reading) };
    let mut tx = stage.db.write().await.unwrap();
    assert_eq!(settle(&mut tx, &stage.env, vec![sight]).await.unwrap().kept, 1);
    tx.commit().await.unwrap();
}

on_both_databases! {
    async fn an_outage_is_noticed_told_and_closed_with_its_down_time(db: Db) {
        let stage = Stage::new(db).await;
        let mut service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({ "level": 1 })).await;
        assert_eq!((&probe["state"], &probe["enabled"]), (&json!("unknown"), &json!(true)));
        assert_eq!(stage.look(&probe).await["state"], "up");
        service.stop().await;
        let down = stage.look(&probe).await;
        assert_eq!(down["state"], "down", "{down}");
        assert!(text(&down["last_text"]).contains("端口上没有服务"));
        let from = stage.env.now();
        stage.look(&probe).await;
        let open = stage.outages("&open=true").await;
        assert_eq!((open.len(), &open[0]["until"], &open[0]["problem"]), (1, &Value::Null, &json!("down")));
        let found = stage.events("probing.deviation_found").await;
        assert_eq!(found.len(), 1, "one outage is told once: {found:?}");
        let id = text(&probe["id"]);
        assert_eq!((&found[0]["key"], &found[0]["level"]), (&json!(format!("probe:{id}")), &json!(1)));
        assert_eq!((&found[0]["contract_id"], &found[0]["title"]), (&json!(stage.hs.0), &json!("网上报名 · 登录页 不可用")));
        assert_eq!(time(&text(&found[0]["at"])), from);
        service.again().await;
        let up = stage.look(&probe).await;
        assert_eq!((&up["state"], time(&text(&up["since"]))), (&json!("up"), stage.env.now()));
        let gone = stage.events("probing.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["key"], &gone[0]["lasted_seconds"]), (1, &found[0]["key"], &json!(120)));
        assert!(text(&gone[0]["text"]).contains("持续 2 分"), "{gone:?}");
        let outage = stage.outages("&open=false").await;
        assert_eq!((outage.len(), &outage[0]["seconds"], &outage[0]["title"]), (1, &json!(120), &json!("登录页")));
        assert_eq!(stage.outages("&open=true").await.len(), 0);
        // The hour knows it too.
        let history = format!("/probes/{id}/history?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z");
        let hours = stage.get(&stage.client(), &history).await.expect(200).json();
        let sum = |key: &str| hours.as_array().unwrap().iter().map(|hour| hour[key].as_i64().unwrap()).sum::<i64>();
        assert_eq!((sum("n"), sum("ok"), sum("down_seconds")), (4, 2, 120), "{hours}");
        // People are told of it by its name.
        let mut tx = stage.db.read().await.unwrap();
        let subject = subject_of(stage.app.app(), &mut tx, "probing.deviation_found", id.parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((subject.contract, subject.title.as_str()), (Some(stage.hs), "网上报名 · 登录页"));
    }

    async fn warnings_and_own_faults_are_no_outages(db: Db) {
        let stage = Stage::new(db).await;
        let service = Service::start().await;
        let limits = json!({ "thresholds": [{ "metric": "ms", "above": -1, "level": "warning" }] });
        let slow = stage.probe("tcp", service.target(), limits).await;
        assert_eq!(stage.look(&slow).await["state"], "warning");
        let inside = stage.probe("tcp", json!({ "host": "10.0.0.1", "port": 1 }), json!({ "title": "内网" })).await;
        assert_eq!(stage.look(&inside).await["state"], "unknown");
        assert_eq!((stage.outages("").await.len(), stage.events("probing.deviation_found").await.len()), (0, 0));
    }

    async fn a_warning_that_lasts_asks_for_a_ticket_once(db: Db) {
        let stage = Stage::new(db).await;
        let limits = json!([{ "metric": "disk_percent", "above": 80, "level": "warning", "ticket": true }]);
        let probe = stage.probe("tcp", json!({ "host": "127.0.0.1", "port": 1 }), json!({ "thresholds": limits })).await;
        let key = json!(format!("probe:{}:warning", text(&probe["id"])));
        let disk = async |percent| {
            stage.env.advance(TimeDelta::seconds(60));
            sees(&stage, &probe, Reading::default().with("disk_percent", percent)).await;
            let (found, gone) = (stage.events("probing.deviation_found").await, stage.events("probing.deviation_gone").await);
            assert!(found.iter().chain(&gone).all(|told| told["key"] == key), "{found:?} {gone:?}");
            (found.len(), gone.len())
        };
        for (percent, told) in [(85.0, 0), (85.0, 0), (70.0, 0), (85.0, 0), (86.0, 0), (87.0, 1), (88.0, 1)] {
            assert_eq!(disk(percent).await, (told, 0), "{percent}");
        }
        let found = stage.events("probing.deviation_found").await;
        assert_eq!((&found[0]["level"], &found[0]["title"]), (&json!(9), &json!("网上报名 · 登录页 超过提醒线")));
        assert_eq!(disk(70.0).await, (1, 1));
        assert_eq!(stage.events("probing.deviation_gone").await[0]["lasted_seconds"], 240);
        assert_eq!(stage.outages("").await.len(), 0);
        // What is switched off warns no more.
        for _ in 0..3 {
            disk(90.0).await;
        }
        stage.patch(&stage.engineer(), &format!("/probes/{}", text(&probe["id"])), 1, json!({ "enabled": false })).await.expect(200);
        assert_eq!((stage.events("probing.deviation_found").await.len(), stage.events("probing.deviation_gone").await.len()), (2, 2));
    }

    async fn what_is_looked_at_no_more_is_over(db: Db) {
        let stage = Stage::new(db).await;
        let mut service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({})).await;
        service.stop().await;
        stage.look(&probe).await;
        stage.env.advance(TimeDelta::seconds(90));
        let path = format!("/probes/{}", text(&probe["id"]));
        let off = stage.patch(&stage.engineer(), &path, 1, json!({ "enabled": false })).await.expect(200).json();
        assert_eq!((&off["state"], &off["next_at"]), (&json!("unknown"), &Value::Null));
        let gone = stage.events("probing.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["lasted_seconds"]), (1, &json!(90)));
        assert!(text(&gone[0]["text"]).contains("探测停用"));
        assert_eq!(stage.outages("&open=true").await.len(), 0);
    }

    async fn certificates_are_told_when_they_are_new_or_others(db: Db) {
        let stage = Stage::new(db).await;
        let probe = stage.probe("tls", json!({ "host": "127.0.0.1", "port": 443 }), json!({})).await;
        let certificate = |n: u8| Certificate {
            serial: format!("0{n}"),
            issuer: "CN=测试根".into(),
            subject: "CN=a.example".into(),
            names: vec![],
            not_before: stage.env.now(),
            not_after: stage.env.now() + TimeDelta::days(90),
            fingerprint: format!("{n}").repeat(64),
        };
        let reading = |numbers: &[u8]| Reading {
            certificates: numbers.iter().map(|n| certificate(*n)).collect(),
            ..Reading::default()
        };
        sees(&stage, &probe, reading(&[1, 9])).await;
        stage.env.advance(TimeDelta::seconds(60));
        sees(&stage, &probe, reading(&[1, 9])).await;
        assert_eq!(stage.events("probing.certificate_seen").await.len(), 2);
        stage.env.advance(TimeDelta::seconds(60));
        sees(&stage, &probe, reading(&[2, 9])).await;
        let seen = stage.events("probing.certificate_seen").await;
        assert_eq!(seen.len(), 3);
        assert_eq!((&seen[2]["serial"], &seen[2]["own"], &seen[2]["target"]), (&json!("02"), &json!(true), &json!("127.0.0.1:443")));
        assert_eq!((&seen[1]["own"], &seen[0]["issuer"]), (&json!(false), &json!("CN=测试根")));
    }

    async fn the_ticket_of_an_outage_is_shown_beside_it(db: Db) {
        let stage = Stage::new(db).await;
        let mut service = Service::start().await;
        let probe = stage.probe("tcp", service.target(), json!({})).await;
        service.stop().await;
        stage.look(&probe).await;
        let told = Told { key: format!("probe:{}", text(&probe["id"])), ticket_id: uuid::Uuid::from_u128(7), number: "HS-7" };
        let mut tx = stage.db.write().await.unwrap();
        jianyue_platform::events::record(&mut tx, &stage.env, &told).await.unwrap();
        tx.commit().await.unwrap();
        stage.app.deliver_events().await;
        assert_eq!(stage.outages("").await[0]["ticket_number"], "HS-7");
    }
}

/// What the module of tickets tells.
#[derive(serde::Serialize)]
struct Told {
    key: String,
    ticket_id: uuid::Uuid,
    number: &'static str,
}

impl jianyue_platform::events::Event for Told {
    const KIND: &'static str = "ticketing.deviation_ticketed";

    fn subject(&self) -> uuid::Uuid {
        self.ticket_id
    }

    fn contract(&self) -> Option<jianyue_kernel::ContractId> {
        None
    }
}
