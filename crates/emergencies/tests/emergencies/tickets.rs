//! Tickets of severity one.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{OTHER, Stage, TICKET};

on_both_databases! {
    async fn a_ticket_of_severity_one_opens_one_emergency(db: Db) {
        let stage = Stage::new(db).await;
        stage.published().await;
        for _ in 0..2 {
            stage.told(stage.hs, TICKET, "HS-S1", Some("apps")).await;
        }
        let all = stage.list(&stage.client(), "").await;
        assert_eq!(all.len(), 1);
        let one = &all[0];
        assert_eq!((&one["title"], &one["ticket_number"]), (&json!("系统整体瘫痪"), &json!("HS-2022-000001")));
        assert_eq!((&one["works"], &one["level"], &one["affects_use"]), (&json!(["apps"]), &json!(1), &json!(true)));
        let again = json!({ "title": "又一次", "ticket_id": TICKET });
        let refused = stage.post(&stage.engineer(), &format!("/contracts/{}/emergencies", stage.hs), again).await;
        assert_eq!(refused.expect(409).code(), "emergencies.already_open");
    }

    async fn other_tickets_open_none(db: Db) {
        let stage = Stage::new(db).await;
        // Not grave enough; no duty for this work; no such case.
        stage.told(stage.hs, TICKET, "HS-S2", None).await;
        stage.told(stage.re, OTHER, "RE-1", Some("1")).await;
        stage.told(stage.hs, TICKET, "HS-S0", None).await;
        assert_eq!(stage.list(&stage.client(), "").await.len(), 0);
        assert_eq!(stage.list(&stage.member(), "").await.len(), 0);
        stage.told(stage.re, OTHER, "RE-3", Some("3")).await;
        assert_eq!((stage.list(&stage.member(), "").await.len(), stage.list(&stage.other_member(), "").await.len()), (1, 0));
    }

    async fn a_ticket_that_becomes_of_severity_one_opens_one_then(db: Db) {
        let stage = Stage::new(db).await;
        stage.told(stage.hs, TICKET, "HS-S2", Some("apps")).await;
        stage.changed("reply", "HS-S1").await;
        stage.changed("severity_changed", "HS-S2").await;
        assert_eq!(stage.list(&stage.client(), "").await.len(), 0);
        for _ in 0..2 {
            stage.changed("severity_changed", "HS-S1").await;
        }
        let all = stage.list(&stage.client(), "").await;
        assert_eq!((all.len(), &all[0]["level"]), (1, &json!(1)));
    }

    async fn a_ticket_of_long_ago_opens_none(db: Db) {
        let stage = Stage::new(db).await;
        let at = stage.env.env().now();
        stage.env.set("2022-03-20T09:00:00+08:00");
        let env = stage.env.env().with_clock(std::sync::Arc::new(jianyue_kernel::FixedClock::at(at)));
        stage.told_at(&env, stage.hs, TICKET, "HS-S1").await;
        assert_eq!(stage.list(&stage.client(), "").await.len(), 0);
    }
}
