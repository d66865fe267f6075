//! Moving, announcing, missing.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id};

on_both_databases! {
    async fn an_announcement_after_its_day_is_none(db: Db) {
        let stage = Stage::new(db).await;
        let weekly = stage.first("HS-I1.weekly").await;
        assert_eq!((&weekly["planned"], &weekly["to"]), (&json!("2021-12-06"), &json!("2021-12-12")));
        let path = format!("/occurrences/{}/announce", id(&weekly));
        stage.env.set("2021-12-07T00:00:01+08:00");
        let late = stage.post(&stage.engineer(), &path, json!({ "reason": "机房停电" })).await.expect(409);
        assert_eq!(late.code(), "inspection.announced_too_late");
        stage.env.set("2021-12-06T18:00:00+08:00");
        stage.post(&stage.client(), &path, json!({ "reason": "机房停电" })).await.expect(403);
        let told = stage.post(&stage.engineer(), &path, json!({ "reason": "机房停电" })).await.expect(200).json();
        assert_eq!((&told["state"], &told["announcement"]["reason"]), (&json!("announced"), &json!("机房停电")));
        // It is over as it was announced, and not missed.
        stage.env.set("2021-12-20T10:00:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.now(&weekly).await["state"], "announced");
        let counts = stage.counts("HS-I1.weekly", "2021-12-06", "2021-12-12").await;
        assert_eq!((&counts["planned"], &counts["announced"], &counts["missed"]), (&json!(1), &json!(1), &json!(0)));
        assert!(stage.events("inspection.occurrence_announced").await[0]["text"].as_str().unwrap().contains("本期不能执行：机房停电"));
    }

    async fn what_is_put_off_is_owed_on_the_new_day(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let path = format!("/occurrences/{}/announce", id(&daily));
        stage.post(&stage.engineer(), &path, json!({ "reason": "停电", "new_day": "2021-12-05" })).await.expect(422);
        let told = stage.post(&stage.engineer(), &path, json!({ "reason": "停电", "new_day": "2021-12-08" })).await.expect(200).json();
        assert_eq!((&told["state"], &told["planned"], &told["due"], &told["to"]), (&json!("announced"), &json!("2021-12-08"), &json!("2021-12-08"), &json!("2021-12-06")));
        stage.env.set("2021-12-08T22:00:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.now(&daily).await["state"], "announced");
        stage.env.set("2021-12-09T00:01:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.now(&daily).await["state"], "missed");
        stage.app.run_job("inspection.sweep").await.unwrap();
        let missed = stage.events("inspection.occurrence_missed").await;
        assert_eq!(missed.iter().filter(|told| told["occurrence_id"] == daily["id"]).count(), 1);
    }

    async fn what_was_missed_is_made_late(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        stage.env.set("2021-12-07T09:00:00+08:00");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.counts("HS-I1.daily", "2021-12-06", "2021-12-06").await["missed"], 1);
        stage.make(&daily).await;
        let now = stage.now(&daily).await;
        assert_eq!((&now["state"], &now["allowed_actions"]), (&json!("done_late"), &json!([])));
        let counts = stage.counts("HS-I1.daily", "2021-12-06", "2021-12-06").await;
        assert_eq!((&counts["late"], &counts["missed"], &counts["planned"]), (&json!(1), &json!(0), &json!(1)));
        stage.post(&stage.engineer(), &format!("/occurrences/{}/run", id(&daily)), json!({})).await.expect(409);
    }

    async fn what_is_due_tomorrow_is_told_once(db: Db) {
        let stage = Stage::new(db).await;
        stage.app.run_job("inspection.sweep").await.unwrap();
        let told = stage.events("inspection.occurrence_due").await;
        let daily: Vec<_> = told.iter().filter(|told| told["text"].as_str().unwrap().starts_with("安全应用系统日常监测")).collect();
        assert_eq!(daily.len(), 2, "today's and tomorrow's");
        assert_eq!(daily[1]["due_at"], "2021-12-07T16:00:00Z");
        stage.app.run_job("inspection.sweep").await.unwrap();
        assert_eq!(stage.events("inspection.occurrence_due").await.len(), told.len());
    }

    async fn it_is_moved_inside_its_period_from_its_last_version(db: Db) {
        let stage = Stage::new(db).await;
        let weekly = stage.first("HS-I1.weekly").await;
        let path = format!("/api/v1/occurrences/{}", id(&weekly));
        let patch = async |tag: &str, body| stage.app.patch(&path).by(&stage.manager()).header("if-match", tag).json(&body).send().await;
        patch("\"1\"", json!({ "planned": "2021-12-13" })).await.expect(422);
        patch("\"1\"", json!({ "assignee": stage.client().person.0 })).await.expect(422);
        let moved = patch("\"1\"", json!({ "planned": "2021-12-09" })).await.expect(200).json();
        assert_eq!((&moved["planned"], &moved["version"]), (&json!("2021-12-09"), &json!(2)));
        patch("\"1\"", json!({ "assignee": null })).await.expect(412);
        let engineer = stage.engineer();
        stage.app.patch(&path).by(&engineer).header("if-match", "\"2\"").json(&json!({})).send().await.expect(403);
    }

    async fn what_an_event_makes_due_is_added(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let path = format!("/contracts/{}/occurrences", stage.re);
        let body = json!({ "rule": "RE-I2.4", "day": "2024-07-01", "occasion": "更换人脸识别主机" });
        let added = stage.post(&stage.engineer(), &path, body.clone()).await.expect(201).json();
        assert_eq!((&added["works"], &added["state"]), (&json!(["4"]), &json!("planned")));
        stage.post(&stage.member(), &path, body).await.expect(404);
        stage.post(&stage.engineer(), &path, json!({ "rule": "RE-I1.1", "day": "2024-07-01", "occasion": "x" })).await.expect(422);
        // The plan leaves it alone.
        stage.app.run_job("inspection.plan").await.unwrap();
        let run = stage.start(&stage.now(&added).await).await;
        let tests = run["checklist"]["items"].as_array().unwrap().iter().find(|item| item["key"] == "test.passed").unwrap();
        assert_eq!(tests["repeat"], 3);
    }

    async fn a_calendar_has_what_is_planned(db: Db) {
        let stage = Stage::new(db).await;
        let calendar = stage.get(&stage.engineer(), &format!("/occurrences/calendar?contract={}", stage.hs)).await.expect(200);
        assert!(calendar.header("content-type").starts_with("text/calendar"));
        let text = calendar.text();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
        assert!(text.matches("BEGIN:VEVENT").count() > 60);
    }
}
