//! What the ledger hears of documents.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, text};

on_both_databases! {
    async fn a_document_is_handed_in_by_its_report(db: Db) {
        let stage = Stage::new(db).await;
        let months = async || {
            let all = stage.duties(stage.hs, "2021-10-01", "2021-12-31").await;
            all.into_iter().filter(|duty| duty.rule == "HS-R1.monthly").collect::<Vec<_>>()
        };
        let states = |all: &[jianyue_platform::duties::Duty]| all.iter().map(|duty| duty.state).collect::<Vec<_>>();
        assert_eq!(states(&months().await), [DutyState::Open, DutyState::Open, DutyState::Coming]);
        let draft = stage.november().await;
        assert_eq!(months().await[1].evidence, [], "a draft shows nothing");
        stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200);
        let done = months().await;
        assert_eq!(states(&done), [DutyState::Open, DutyState::Done, DutyState::Coming]);
        assert_eq!((done[1].key.as_str(), done[1].kind), ("document:HS-R1.monthly:2021-11-01", "document"));
        let shown = &done[1].evidence[0];
        assert_eq!(shown.client_path, format!("/portal/reports/{}", text(&draft, "id")));
        assert!(shown.text.ends_with("第 1 版：已提交，审核中"), "{}", shown.text);
        stage.step(&stage.manager(), &draft, "withdraw", json!({ "text": "漏了" })).await.expect(200);
        assert_eq!(states(&months().await)[1], DutyState::Open);
    }

    async fn a_report_on_an_event_answers_its_duty_and_sheets_are_left_to_rounds(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "rule": "HS-R2", "from": "2021-12-01", "subject": "/tickets/7" });
        let report = stage.add(&stage.manager(), stage.hs, &body).await.expect(201).json();
        stage.step(&stage.manager(), &report, "submit", json!({})).await.expect(200);
        let all = stage.duties(stage.hs, "2021-12-01", "2021-12-06").await;
        let event = all.iter().find(|duty| duty.rule == "HS-R2").unwrap();
        assert_eq!((event.kind, event.state), ("event", DutyState::Done));
        let sheets: Vec<_> = all.iter().filter(|duty| duty.rule == "HS-R1.daily").map(|duty| duty.key.as_str()).collect();
        assert_eq!(sheets.first(), Some(&"sheet:HS-R1.daily:2021-12-01"));
    }

    async fn what_is_owed_once_is_done_when_each_work_has_its_own(db: Db) {
        let stage = Stage::at(db, "2024-12-10T10:00:00+08:00").await;
        let of = async || {
            let all = stage.duties(stage.re, "2024-12-01", "2025-01-31").await;
            all.into_iter().find(|duty| duty.rule == "RE-R1.acceptance").unwrap().state
        };
        let works = ["1", "2", "3", "4", "5"];
        for (n, work) in works.into_iter().enumerate() {
            assert_eq!(of().await, DutyState::Coming, "{n} of {}", works.len());
            let body = json!({ "rule": "RE-R1.acceptance", "from": "2024-06-14", "work": work });
            let draft = stage.add(&stage.manager(), stage.re, &body).await.expect(201).json();
            let parts: Vec<_> = draft["parts"].as_array().unwrap().iter().filter(|part| part["missing"] == true)
                .map(|part| json!({ "key": part["key"], "text": "见附件。" })).collect();
            stage.step(&stage.manager(), &draft, "edit", json!({ "parts": parts })).await.expect(200);
            stage.step(&stage.manager(), &draft, "submit", json!({})).await.expect(200);
        }
        assert_eq!(of().await, DutyState::Done);
    }
}
