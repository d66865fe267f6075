//! Positions against who fills them.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::{Stage, position};

on_both_databases! {
    async fn a_position_shows_who_fills_it_and_what_is_missing(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/staffing", stage.hc);
        let empty = stage.get(&stage.client(), &path).await;
        assert_eq!((&empty["team"]["heads"], &empty["team"]["change_notice"]), (&json!(13), &json!("5 个工作日")));
        assert_eq!(empty["team"]["earliest_on"], "2024-11-12");
        assert_eq!(position(&empty, "HC-T1.core")["gap"], 2);
        let (a, b) = (stage.hire(stage.hc, "甲工（演示）", None).await, stage.hire(stage.hc, "乙工（演示）", None).await);
        stage.assign(stage.hc, "HC-T1.core", &a, "2024-11-01").await;
        let board = stage.assign(stage.hc, "HC-T1.core", &b, "2024-11-06").await;
        let core = position(&board, "HC-T1.core");
        assert_eq!([&core["heads"], &core["filled"], &core["gap"]], [2, 1, 1], "one comes tomorrow");
        assert_eq!(core["holders"].as_array().unwrap().len(), 2);
        stage.env.set("2024-11-06T08:00:00+08:00");
        let board = stage.get(&stage.client(), &path).await;
        assert_eq!((&position(&board, "HC-T1.core")["gap"], &board["team"]["filled"]), (&json!(0), &json!(2)));
        let twice = json!({ "position": "HC-T1.core", "staff_id": b, "from_on": "2024-11-07" });
        let told = stage.post(&stage.manager(), &format!("contracts/{}/staff-assignments", stage.hc), twice).await;
        assert_eq!(told.expect(422).json()["errors"][0]["field"], "staff_id");
    }

    async fn a_month_under_strength_is_missed_in_the_row_of_its_position(db: Db) {
        let stage = Stage::new(db).await;
        assert!(stage.duties(stage.hc, "2024-09-01", "2024-12-31").await.is_empty(), "nobody was put down yet");
        let who = stage.hire(stage.hc, "甲工（演示）", None).await;
        stage.assign(stage.hc, "HC-T1.lead", &who, "2024-09-02").await;
        let all = stage.duties(stage.hc, "2024-09-01", "2024-11-30").await;
        let of = |rule: &str| all.iter().filter(|duty| duty.rule == rule).map(|duty| duty.state).collect::<Vec<_>>();
        assert_eq!(of("HC-T1.lead"), [DutyState::Done, DutyState::Done, DutyState::Open]);
        assert_eq!(of("HC-T1.core"), [DutyState::Missed, DutyState::Missed, DutyState::Open]);
        let core = all.iter().find(|duty| duty.rule == "HC-T1.core").unwrap();
        assert_eq!((core.kind, core.clause.as_str()), ("event", "五(二)1"));
        assert_eq!(core.note.as_deref(), Some("要求 2 人，最多缺 2 人，缺编 29 天"));
        assert_eq!(stage.duties(stage.hc, "2024-10-01", "2024-10-30").await.len(), 0, "a month stands under its last day");
    }

    async fn qualifications_are_marked_before_they_end(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.hc, "甲工（演示）", None).await;
        let path = format!("staff/{who}/qualifications");
        for (name, until) in [("长期", None), ("快到", Some("2024-12-01")), ("过期", Some("2024-11-04")), ("有效", Some("2025-11-04"))] {
            let body = json!({ "name": name, "number": "0001", "valid_until": until });
            stage.post(&stage.manager(), &path, body).await.expect(201);
        }
        let listed = stage.get(&stage.client(), &format!("contracts/{}/staff", stage.hc)).await;
        let held = listed[0]["qualifications"].as_array().unwrap();
        let told: Vec<_> = held.iter().map(|one| (one["name"].as_str().unwrap(), one["standing"].as_str().unwrap())).collect();
        assert_eq!(told, [("长期", "valid"), ("快到", "soon"), ("过期", "over"), ("有效", "valid")]);
        let first = held[0]["id"].as_str().unwrap();
        let gone = stage.app.delete(&format!("/api/v1/staff-qualifications/{first}"));
        gone.by(&stage.manager()).send().await.expect(204);
        let listed = stage.get(&stage.client(), &format!("contracts/{}/staff", stage.hc)).await;
        assert_eq!(listed[0]["qualifications"].as_array().unwrap().len(), 3);
    }

    async fn who_edits_what_somebody_changed_is_told(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.hc, "甲工（演示）", None).await;
        let put = |version: &'static str, body| stage.app.put(&format!("/api/v1/staff/{who}")).by(&stage.manager()).header("if-match", version).json(&body).send();
        let kept = put("\"1\"", json!({ "name": "甲工（演示）", "unit": "运维一部" })).await.expect(200).json();
        assert_eq!((&kept["unit"], &kept["version"]), (&json!("运维一部"), &json!(2)));
        let stale = put("\"1\"", json!({ "name": "另一人" })).await.expect(412).json();
        assert_eq!(stale["current"]["unit"], "运维一部");
        let stranger = json!({ "name": "甲工（演示）", "person_id": "00000000-0000-0000-0000-000000000001" });
        assert_eq!(put("\"2\"", stranger).await.expect(422).json()["errors"][0]["field"], "person_id");
    }
}
