//! Reminders, and certificates that were met on the network.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    db::Db,
    events::{self, Event},
};
use jianyue_testkit::on_both_databases;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::common::Stage;

const REMIND: &str = "certificates.remind";
const EXPIRING: &str = "certificates.certificate_expiring";

/// As a probe tells of it.
#[derive(Serialize)]
struct CertificateSeen {
    contract_id: Uuid,
    serial: &'static str,
    issuer: &'static str,
    subject: &'static str,
    not_after: DateTime<Utc>,
    target: &'static str,
}

impl Event for CertificateSeen {
    const KIND: &'static str = "probing.certificate_seen";

    fn subject(&self) -> Uuid {
        self.contract_id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}

async fn days(stage: &Stage) -> Vec<i64> {
    stage.events(EXPIRING).await.iter().map(|event| event["days"].as_i64().unwrap()).collect()
}

on_both_databases! {
    async fn each_stage_is_told_once_however_often_the_job_runs(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-05-01").await;
        for _ in 0..62 {
            stage.app.run_job(REMIND).await.unwrap();
            stage.app.run_job(REMIND).await.unwrap();
            stage.env.advance(TimeDelta::days(1));
        }
        assert_eq!(days(&stage).await, [60, 30, 14, 7, 1]);
        let last = stage.events(EXPIRING).await.pop().unwrap();
        assert_eq!((&last["certificate_id"], &last["clause"]), (&one["id"], &json!("附件一 一.1、三.2.2、六")));
        assert_eq!(last["text"], "还有 1 天到期（2026-05-01），请安排更新");
    }

    async fn after_an_outage_people_are_told_how_it_stands_and_not_of_every_stage(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("A1", "2026-05-01").await;
        stage.env.set("2026-04-22T09:00:00+08:00");
        stage.app.run_job(REMIND).await.unwrap();
        assert_eq!(days(&stage).await, [9]);
        stage.env.set("2026-05-02T09:00:00+08:00");
        stage.app.run_job(REMIND).await.unwrap();
        assert_eq!(days(&stage).await, [9], "what is over is no longer coming");
    }

    async fn a_new_term_begins_anew_and_what_was_taken_back_is_not_told(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-03-08").await;
        let two = stage.add("A2", "2026-03-08").await;
        let path = |of: &serde_json::Value| format!("/certificates/{}", of["id"].as_str().unwrap());
        stage.patch(&stage.engineer(), &path(&two), &two["version"], json!({ "status": "revoked" })).await.expect(200);
        stage.app.run_job(REMIND).await.unwrap();
        assert_eq!(days(&stage).await, [6]);
        stage.patch(&stage.engineer(), &path(&one), &one["version"], json!({ "valid_until": "2026-03-09" })).await.expect(200);
        stage.app.run_job(REMIND).await.unwrap();
        assert_eq!(days(&stage).await, [6, 7]);
    }

    async fn many_that_end_on_one_day_are_all_told(db: Db) {
        let stage = Stage::new(db).await;
        let rows: Vec<String> = (1..=1203).map(|n| format!("持证人 {n}（演示）,某处,{n:06X},北京 CA,2026-03-20\n")).collect();
        let file = format!("持有人,单位,序列号,颁发机构,到期日期\n{}", rows.concat());
        stage.hand_in(&stage.engineer(), "/certificates/import", "a.csv", file.as_bytes(), None).await.expect(200);
        stage.app.run_job(REMIND).await.unwrap();
        assert_eq!(days(&stage).await.len(), 1203);
    }

    async fn what_servers_show_is_joined_with_the_register_before_and_after(db: Db) {
        let stage = Stage::new(db).await;
        let known = stage.add("A1", "2026-05-01").await;
        for (serial, target) in [("00:a1", "login.example.gov.cn:443"), ("B2", "files.example.gov.cn:990")] {
            let seen = CertificateSeen {
                contract_id: stage.hs.0,
                serial,
                issuer: "CN=演示 CA",
                subject: "CN=login.example.gov.cn",
                not_after: "2026-05-01T10:00:00+08:00".parse().unwrap(),
                target,
            };
            let mut tx = stage.db.write().await.unwrap();
            events::record(&mut tx, &stage.env, &seen).await.unwrap();
            tx.commit().await.unwrap();
        }
        stage.app.deliver_events().await;
        let path = format!("/contracts/{}/certificates/seen", stage.hs);
        let seen = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&seen[0]["target"], &seen[0]["certificate_id"]), (&json!("files.example.gov.cn:990"), &json!(null)));
        assert_eq!((&seen[1]["valid_until"], &seen[1]["certificate_id"]), (&json!("2026-05-01"), &known["id"]));
        let file = "持有人,单位,序列号,颁发机构,到期日期\n文件服务器（演示）,某处,B2,演示 CA,2026-05-01\n";
        stage.hand_in(&stage.engineer(), "/certificates/import", "a.csv", file.as_bytes(), None).await.expect(200);
        let seen = stage.get(&stage.client(), &path).await.expect(200).json();
        assert!(seen[0]["certificate_id"].is_string());
    }
}
