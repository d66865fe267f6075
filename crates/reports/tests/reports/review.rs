//! The client's review: accepted, by the client or by silence where the contract says so, and taken back by a correction.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, allowed, text, whats};

on_both_databases! {
    async fn silence_accepts_at_the_end_of_the_fifteenth_day_and_not_before(db: Db) {
        let stage = Stage::new(db).await;
        let sent = stage.submitted().await;
        assert_eq!((&sent["review_by"], &sent["silence"]), (&json!("2021-12-21"), &json!("accepted")));
        assert_eq!(sent["review"], json!({ "within": "15 日", "clause": "第六条 3", "silence": "accepted", "from": "2021-12-06", "by": "2021-12-21" }));
        let told = stage.told("reports.report_submitted").await;
        let facts = ["on", "due_on", "late", "rule", "side"].map(|member| told[0][member].clone());
        assert_eq!(facts, [json!("2021-12-06"), json!(null), json!(false), json!("HS-R1.monthly"), json!("client")]);
        stage.look_at("2021-12-17T23:00:00+08:00").await;
        assert_eq!(stage.told("reports.review_near").await.len(), 0);
        stage.look_at("2021-12-18T09:00:00+08:00").await;
        let near = stage.told("reports.review_near").await;
        assert_eq!((near.len(), &near[0]["clause"]), (1, &json!("第六条 3")), "told once");
        stage.look_at("2021-12-21T23:59:59+08:00").await;
        assert_eq!(stage.now(&stage.official(), &sent).await["state"], "submitted");
        // Nobody answers behind it, even before the clock has said so.
        stage.env.set("2021-12-22T00:00:00+08:00");
        let refused = stage.step(&stage.official(), &sent, "question", json!({ "comments": [{ "text": "还有问题" }] })).await.expect(409);
        assert!(refused.code() == "reports.accepted_by_silence" && refused.text().contains("第六条 3"), "{}", refused.text());
        stage.look_at("2021-12-22T00:05:00+08:00").await;
        let accepted = stage.now(&stage.official(), &sent).await;
        assert_eq!((&accepted["state"], &accepted["accepted_how"], &accepted["accepted_at"]), (&json!("accepted"), &json!("by_silence"), &json!("2021-12-21T16:00:00Z")));
        assert_eq!(whats(&accepted), ["drafted", "submitted", "silent"]);
        let told = stage.told("reports.report_accepted").await;
        let facts = ["on", "how", "clause", "version", "from", "to"].map(|member| told[0][member].clone());
        assert_eq!(facts, [json!("2021-12-21"), json!("by_silence"), json!("第六条 3"), json!(1), json!("2021-11-01"), json!("2021-11-30")]);
        assert_eq!(told.len(), 1);
        let paper = stage.get(&stage.official(), &format!("/reports/{}/file?format=html", text(&sent, "id"))).await.expect(200);
        assert!(paper.text().contains("视为通过"), "the paper says how it was accepted");
    }

    async fn where_the_contract_says_nothing_silence_is_no_acceptance(db: Db) {
        let stage = Stage::at(db, "2025-01-06T10:00:00+08:00").await;
        let body = json!({ "rule": "RE-R1.5.yearly", "from": "2024-06-14" });
        let draft = stage.add(&stage.manager(), stage.re, &body).await.expect(201).json();
        let sent = stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200).json();
        // Five working days from Monday 6 January.
        assert_eq!((&sent["review_by"], &sent["silence"]), (&json!("2025-01-13"), &json!("unsaid")));
        stage.look_at("2025-01-14T09:00:00+08:00").await;
        let now = stage.now(&stage.official(), &sent).await;
        assert_eq!((&now["state"], &now["review_overdue"]), (&json!("submitted"), &json!(true)));
        assert_eq!((stage.told("reports.report_accepted").await.len(), stage.told("reports.review_near").await.len()), (0, 1));
        assert_eq!(whats(&now), ["drafted", "submitted", "overdue"], "a fact, and told once");
        // It can still be answered.
        let done = stage.step(&stage.official(), &sent, "accept", json!({ "text": "同意" })).await.expect(200).json();
        assert_eq!((&done["state"], &done["accepted_how"]), (&json!("accepted"), &json!("by_client")));
    }

    async fn nobody_accepts_what_they_submitted(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.november().await;
        let sent = stage.step(&stage.both(), &draft, "submit", json!({})).await.expect(200).json();
        assert_eq!(allowed(&sent), ["withdraw"]);
        let refused = stage.step(&stage.both(), &sent, "accept", json!({})).await.expect(409);
        assert!(refused.code() == "reports.own_report" && refused.text().contains("第六条 3"), "{}", refused.text());
        stage.step(&stage.manager(), &sent, "accept", json!({})).await.expect(403);
        stage.step(&stage.stranger(), &sent, "accept", json!({})).await.expect(404);
        assert_eq!(allowed(&stage.now(&stage.official(), &sent).await), ["accept", "question"]);
        let path = format!("/api/v1/reports/{}/accept", text(&sent, "id"));
        let stale = stage.app.post(&path).by(&stage.official()).header("if-match", "\"77\"").json(&json!({})).send().await;
        assert_eq!(stale.expect(412).code(), "reports.stale");
        stage.step(&stage.official(), &sent, "accept", json!({})).await.expect(200);
        stage.step(&stage.official(), &sent, "accept", json!({})).await.expect(409);
        assert_eq!(stage.told("reports.report_accepted").await[0]["how"], "by_client");
    }

    async fn a_correction_takes_the_acceptance_back_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let sent = stage.submitted().await;
        assert_eq!(stage.step(&stage.manager(), &sent, "correct", json!({ "text": "x" })).await.expect(409).code(), "reports.wrong_state");
        stage.step(&stage.official(), &sent, "accept", json!({})).await.expect(200);
        stage.step(&stage.official(), &sent, "correct", json!({ "text": "件数有误" })).await.expect(403);
        let draft = stage.step(&stage.manager(), &sent, "correct", json!({ "text": "件数有误" })).await.expect(200).json();
        assert_eq!((&draft["state"], &draft["draft"], &draft["accepted_at"], &draft["facts"]["version"]), (&json!("draft"), &json!(true), &json!(null), &json!(2)));
        let told = stage.told("reports.acceptance_taken_back").await;
        assert_eq!((told.len(), &told[0]["version"], &told[0]["reason"]), (1, &json!(1), &json!("件数有误")));
        let seen = stage.now(&stage.official(), &sent).await;
        assert_eq!((&seen["draft"], &seen["facts"]["version"], &seen["correction"]), (&json!(false), &json!(1), &json!("件数有误")));
        let second = stage.step(&stage.manager(), &sent, "submit", json!({})).await.expect(200).json();
        assert_eq!((&second["submitted_version"], &second["handed_in_on"]), (&json!(2), &json!("2021-12-06")), "handed in is what it was");
        stage.step(&stage.official(), &sent, "accept", json!({})).await.expect(200);
        assert_eq!(stage.told("reports.report_accepted").await.len(), 2);
    }
}
