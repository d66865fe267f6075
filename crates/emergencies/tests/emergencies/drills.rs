//! Drills and what they find.

use jianyue_platform::{Module as _, db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, id};

async fn planned(stage: &Stage, on: &str) -> Value {
    let body = json!({ "title": "切换演练", "scenario": "主机房断电", "planned_on": on });
    let answer = stage.post(&stage.manager(), &format!("/contracts/{}/emergency-drills", stage.hs), body).await;
    answer.expect(201).json()
}

fn held(at: &str) -> Value {
    json!({
        "held_at": at, "minutes": 45, "participants": "项目经理、驻场工程师", "summary": "达到预期",
        "timeline": [{ "minute": 0, "text": "宣布启动" }, { "minute": 20, "text": "切换完成" }],
        "findings": [{ "text": "备用系统证书将到期", "owner": "驻场工程师", "due_on": "2022-03-20" }],
    })
}

on_both_databases! {
    async fn a_drill_is_held_and_its_findings_are_followed(db: Db) {
        let stage = Stage::new(db).await;
        let drill = planned(&stage, "2022-03-04").await;
        assert_eq!((&drill["state"], &drill["clause"]), (&json!("planned"), &json!("附件一 三.3.2、7")));
        let path = format!("/emergency-drills/{}/hold", id(&drill));
        stage.post(&stage.engineer(), &path, held("2022-03-04T10:00:00+08:00")).await.expect(422);
        stage.env.set("2022-03-04T12:00:00+08:00");
        let over = stage.post(&stage.engineer(), &path, held("2022-03-04T10:00:00+08:00")).await.expect(200).json();
        assert_eq!((&over["state"], over["outcome"]["timeline"].as_array().unwrap().len()), (&json!("held"), 2));
        stage.post(&stage.engineer(), &path, held("2022-03-04T10:00:00+08:00")).await.expect(409);
        stage.env.set("2022-03-21T09:00:00+08:00");
        let late = stage.get(&stage.client(), &format!("/emergency-drills/{}", id(&drill))).await.expect(200).json();
        assert_eq!(late["findings"][0]["overdue"], true);
        let finding = format!("/emergency-findings/{}/done", id(&late["findings"][0]));
        stage.post(&stage.client(), &finding, json!({ "note": "已更换" })).await.expect(403);
        let done = stage.post(&stage.engineer(), &finding, json!({ "note": "已更换" })).await.expect(200).json();
        assert_eq!((&done["findings"][0]["overdue"], &done["findings"][0]["done_by"]), (&json!(false), &json!("工程师")));
        stage.post(&stage.engineer(), &finding, json!({ "note": "已更换" })).await.expect(409);
    }

    async fn a_drill_moves_with_a_reason_while_its_day_is_ahead(db: Db) {
        let stage = Stage::new(db).await;
        let drill = planned(&stage, "2022-03-04").await;
        let path = format!("/emergency-drills/{}/move", id(&drill));
        let to = |day: &str, reason: &str| json!({ "planned_on": day, "reason": reason });
        assert!(drill["allowed_actions"].as_array().unwrap().contains(&json!("move")));
        stage.post(&stage.engineer(), &path, to("2022-03-11", "机房施工")).await.expect(403);
        for (day, reason, field) in [("2022-03-11", " ", "reason"), ("2022-03-01", "提前", "planned_on"), ("2022-03-04", "不变", "planned_on")] {
            let refused = stage.post(&stage.manager(), &path, to(day, reason)).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field);
        }
        let moved = stage.post(&stage.manager(), &path, to("2022-03-11", "机房施工")).await.expect(200).json();
        assert_eq!((&moved["planned_on"], &moved["state"]), (&json!("2022-03-11"), &json!("planned")));
        stage.env.set("2022-03-12T09:00:00+08:00");
        assert_eq!(stage.post(&stage.manager(), &path, to("2022-03-20", "又改")).await.expect(409).code(), "emergencies.wrong_state");
    }

    async fn a_drill_whose_day_passed_is_missed_and_can_be_made_up_for(db: Db) {
        let stage = Stage::new(db).await;
        let drill = planned(&stage, "2022-03-04").await;
        let bad = json!({ "title": "切换", "scenario": "断电", "planned_on": "2022-03-01" });
        let path = format!("/contracts/{}/emergency-drills", stage.hs);
        stage.post(&stage.manager(), &path, bad).await.expect(422);
        stage.post(&stage.engineer(), &path, json!({ "title": "切换", "scenario": "断电", "planned_on": "2022-03-09" })).await.expect(403);
        stage.env.set("2022-03-05T09:00:00+08:00");
        let list = stage.get(&stage.client(), "/emergency-drills").await.expect(200).json();
        assert_eq!(list["items"][0]["state"], "missed");
        let state = |stage: &Stage| {
            let (app, db, hs) = (stage.app.app().clone(), stage.db.clone(), stage.hs);
            async move {
                let source = jianyue_emergencies::EmergenciesModule.duties().unwrap();
                let day = |text: &str| text.parse().unwrap();
                let mut tx = db.read().await.unwrap();
                source.duties(&app, &mut tx, hs, day("2022-03-04"), day("2022-03-04")).await.unwrap()[0].state
            }
        };
        assert_eq!(state(&stage).await, DutyState::Missed);
        let path = format!("/emergency-drills/{}/hold", id(&drill));
        stage.post(&stage.engineer(), &path, held("2022-03-05T08:00:00+08:00")).await.expect(200);
        assert_eq!(state(&stage).await, DutyState::DoneLate);
    }
}
