//! Holds, changed severities, and why a deadline is what it is.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, at, clock, id};

fn hold() -> Value {
    json!({ "reason": "等待甲方提供机房钥匙", "evidence": "甲方邮件 2021-12-06", "agreed_by": "甲方联系人" })
}

on_both_databases! {
    async fn a_hold_needs_reason_evidence_and_consent(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let bare = json!({ "reason": "等待", "evidence": " ", "agreed_by": "" });
        let answer = stage.act(&stage.engineer(), &ticket, "pause", bare).await.expect(422).json();
        assert_eq!(answer["errors"].as_array().unwrap().len(), 2);
        let held = stage.act(&stage.engineer(), &ticket, "pause", hold()).await.expect(200).json();
        let restore = clock(&held, "restore");
        assert_eq!((&held["state"], &restore["state"]), (&json!("paused"), &json!("paused")));
        assert_eq!((&restore["remaining_seconds"], &restore["due_at"]), (&json!(48 * 3600), &Value::Null));
        assert_eq!(restore["pause_reason"], "等待甲方提供机房钥匙");
        // A hold does not stop the response.
        assert_eq!(clock(&held, "response")["state"], "running");
        stage.env.set("2021-12-06T12:00:00+08:00");
        let on = stage.act(&stage.engineer(), &ticket, "resume", json!({})).await.expect(200).json();
        assert_eq!(on["state"], "open");
        assert_eq!(clock(&on, "restore")["due_at"], at("2021-12-08T12:00:00+08:00"));
    }

    async fn a_raised_priority_on_a_held_ticket_still_breaches(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        // 30 of 48 hours are used, then it is held.
        stage.env.set("2021-12-07T16:00:00+08:00");
        let held = stage.act(&stage.engineer(), &ticket, "pause", hold()).await.expect(200).json();
        let raise = json!({ "case": "HS-S1", "reason": "系统整体瘫痪" });
        let raised = stage.act_on(&stage.client(), &held, "severity", raise).await.expect(200).json();
        assert_eq!(raised["case"], "HS-S1");
        assert_eq!(clock(&raised, "restore")["state"], "paused");
        stage.env.set("2021-12-07T18:00:00+08:00");
        stage.act(&stage.engineer(), &ticket, "resume", json!({})).await.expect(200);
        stage.sweep_at("2021-12-07T18:00:15+08:00").await;
        let now = stage.now(&ticket).await;
        assert_eq!((&clock(&now, "restore")["state"], &clock(&now, "restore")["overdue"]), (&json!("running"), &json!(true)));
        let breached: Vec<_> = stage.events(&ticket).await.into_iter()
            .filter(|(kind, payload)| kind == "ticketing.clock_breached" && payload["clock"] == "restore").collect();
        assert_eq!(breached.len(), 1, "{breached:?}");
        let counts = stage.get(&stage.client(), "/tickets/counts").await.expect(200).json();
        assert_eq!(counts["breached"], 1);
    }

    async fn a_deadline_is_explained_to_the_second(db: Db) {
        let stage = Stage::at(db, "2021-12-10T17:00:00+08:00").await;
        let ticket = stage.open("HS-S2").await;
        let path = format!("/tickets/{}/clocks/arrive/explanation", id(&ticket));
        let why = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!(why["clock"]["due_at"], at("2021-12-13T17:00:00+08:00"));
        let segments = why["segments"].as_array().unwrap();
        let counted: i64 = segments.iter().filter(|s| s["counted"] == true).map(|s| s["seconds"].as_i64().unwrap()).sum();
        assert_eq!(counted, 9 * 3600);
        assert!(segments.iter().any(|s| s["why"].as_str().unwrap().contains("周末")), "{segments:?}");
        assert!(why["lines"].as_array().unwrap().iter().any(|l| l.as_str().unwrap().contains("附件一 四.1(4)")));
        stage.get(&stage.client(), &format!("/tickets/{}/clocks/nothing/explanation", id(&ticket))).await.expect(404);
        stage.get(&stage.stranger(), &path).await.expect(404);
    }

    async fn verdicts_are_not_judged_again(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        stage.env.set("2021-12-06T10:05:00+08:00");
        let before = stage.act(&stage.engineer(), &ticket, "respond", json!({ "text": "收到" })).await.expect(200).json();
        // A stop that lies in the past of the calendar of another year's notice stays as it was judged.
        let frozen = clock(&before, "response").clone();
        stage.env.set("2021-12-20T10:00:00+08:00");
        stage.sweep().await;
        let raise = json!({ "case": "HS-S1", "reason": "升级" });
        let now = stage.now(&ticket).await;
        let after = stage.act_on(&stage.client(), &now, "severity", raise).await.expect(200).json();
        assert_eq!(clock(&after, "response"), &frozen);
    }
}
