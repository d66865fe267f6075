//! What reports are told, and the papers of trainings and changes.

use std::collections::BTreeMap;

use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_staffing::{StaffingModule, paper, service};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::{PIXEL, Stage, position};

async fn told(stage: &Stage, code: &str, contract: ContractId, (from, to): (&str, &str)) -> Option<Section> {
    let ask =
        ReportAsk { contract, works: Vec::new(), from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.db.read().await.unwrap();
    let sources = StaffingModule.report_sources();
    let source = sources.iter().find(|source| source.code() == code).unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// A training of EX that was held, signed, rated and confirmed; its id.
async fn trained(stage: &Stage) -> String {
    let body = json!({
        "rule": "EX-O1.training", "topic": "考务系统操作", "audience": "考务人员", "place": "考试中心", "trainer": "王工（演示）",
        "planned_on": "2024-11-05", "note": "含实操演练",
    });
    let one = stage.post(&stage.manager(), &format!("contracts/{}/trainings", stage.ex), body).await.expect(201).json();
    let id = one["id"].as_str().unwrap().to_owned();
    let body = json!({ "name": "学员一（演示）", "unit": "考务处" });
    let listed = stage.post(&stage.engineer(), &format!("trainings/{id}/attendees"), body).await.expect(201).json();
    let who = listed["people"][0]["id"].as_str().unwrap().to_owned();
    stage
        .post(&stage.engineer(), &format!("training-attendees/{who}/sign"), json!({ "image": PIXEL }))
        .await
        .expect(200);
    let rating = json!({ "score": 4, "comment": "讲得清楚" });
    stage.post(&stage.engineer(), &format!("training-attendees/{who}/rate"), rating).await.expect(200);
    let body = json!({ "name": "学员二（演示）" });
    stage.post(&stage.engineer(), &format!("trainings/{id}/attendees"), body).await.expect(201);
    stage
        .post(&stage.engineer(), &format!("trainings/{id}/hold"), json!({ "held_on": "2024-11-05" }))
        .await
        .expect(200);
    let agreed = json!({ "accepted": true, "note": "达到目的" });
    stage.post(&stage.client(), &format!("trainings/{id}/confirm"), agreed).await.expect(200);
    id
}

on_both_databases! {
    async fn trainings_are_counted_with_who_signed(db: Db) {
        let stage = Stage::new(db).await;
        trained(&stage).await;
        let november = told(&stage, "staffing.trainings", stage.ex, ("2024-11-01", "2024-11-30")).await.unwrap();
        figures_hold(&november);
        let values = ["trainings", "held", "late", "signed"].map(|key| figure(&november, key).clone());
        assert_eq!(values, [1, 1, 0, 1].map(Value::Count));
        assert_eq!(figure(&november, "average").to_string(), "4.0");
        assert!(november.figures[0].note.as_deref().unwrap().ends_with("（第二条 7(1)），合同期内至少 2 次"), "{november:?}");
        let october = told(&stage, "staffing.trainings", stage.ex, ("2024-10-01", "2024-10-31")).await.unwrap();
        figures_hold(&october);
        assert_eq!(figure(&october, "trainings"), &Value::Count(0));
    }

    async fn a_position_without_people_is_short_and_a_day_without_anybody_is_a_gap(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.re, "人员2（测试）", Some(2)).await;
        stage.assign(stage.re, "RE-P4", &who, "2024-10-01").await;
        let path = format!("/api/v1/contracts/{}/presence", stage.re);
        let body = json!({ "post": "RE-P4", "staff_id": who, "day": "2024-10-22", "came": "09:00:00", "left": "17:30:00", "reason": "补记" });
        stage.app.put(&path).by(&stage.manager()).json(&body).send().await.expect(200);
        let section = told(&stage, "staffing.team", stage.re, ("2024-10-01", "2024-10-31")).await.unwrap();
        figures_hold(&section);
        let values = ["there", "expected", "gaps"].map(|key| figure(&section, key).clone());
        assert_eq!(values, [1, 8, 7].map(Value::Count));
        assert_eq!(figure(&section, "attended").to_string(), "12.5%");
        let presence = section.tables.iter().find(|table| table.key == "presence").unwrap();
        assert_eq!(presence.total.as_deref().unwrap()[2..], [8, 1, 0, 7].map(Value::Count));
        let gaps = section.rows.iter().find(|table| table.key == "gaps").unwrap();
        assert_eq!(gaps.rows[0].path, "/staffing?tab=presence&month=2024-10");
        let week = told(&stage, "staffing.team", stage.re, ("2024-10-21", "2024-10-27")).await.unwrap();
        assert_eq!(figure(&week, "expected"), &Value::Count(2));
    }

    async fn a_change_of_a_key_person_is_told_and_has_a_paper(db: Db) {
        let stage = Stage::new(db).await;
        let (old, new) = (stage.hire(stage.hc, "甲经理（演示）", None).await, stage.hire(stage.hc, "乙经理（演示）", None).await);
        let board = stage.assign(stage.hc, "HC-T1.lead", &old, "2024-08-01").await;
        let held = position(&board, "HC-T1.lead")["holders"][0]["id"].as_str().unwrap().to_owned();
        let body = json!({ "assignment_id": held, "coming_id": new, "effective_on": "2024-11-12", "reason": "岗位轮换", "handover": ["账号", "文档"] });
        let asked = stage.post(&stage.manager(), &format!("contracts/{}/staff-changes", stage.hc), body).await.expect(201).json();
        let path = format!("staff-changes/{}", asked["id"].as_str().unwrap());
        stage.post(&stage.client(), &format!("{path}/decide"), json!({ "agree": true, "note": "同意更换" })).await.expect(200);
        for item in 0..2 {
            stage.post(&stage.engineer(), &format!("{path}/handover"), json!({ "item": item, "done": true })).await.expect(200);
        }
        stage.env.set("2024-11-12T09:00:00+08:00");
        stage.post(&stage.manager(), &format!("{path}/finish"), json!({})).await.expect(200);
        let section = told(&stage, "staffing.team", stage.hc, ("2024-11-01", "2024-11-30")).await.unwrap();
        figures_hold(&section);
        assert_eq!(["changes", "unconsented"].map(|key| figure(&section, key).clone()), [1, 0].map(Value::Count));
        assert!(section.hints.iter().any(|hint| hint.text.contains("更换为乙经理（演示），交接 2 项")), "{:?}", section.hints);
        let client = stage.client();
        let desk = Desk::of(stage.app.app(), &client);
        let mut tx = stage.db.read().await.unwrap();
        let change = service::change(&mut tx, desk, asked["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.hc, desk.today()).await.unwrap();
        drop(tx);
        let words = paper::change::paper(&change, &Letterhead::of(&version.model, &change.works), desk.now()).words();
        paper_holds(&serde_json::to_value(&change).unwrap(), &words, &["rule", "position", "state", "works"]);
        assert!(words.contains("提前 5 个工作日书面通知，并请贵方同意") && words.contains("北京市住房和城乡建设委员会综合事务中心："), "{words}");
        let file = stage.app.get(&format!("/api/v1/{path}/paper?format=html")).by(&client).send().await.expect(200);
        assert!(file.text().contains("岗位轮换"));
    }

    async fn the_record_of_a_training_says_who_was_there_and_shows_their_signatures(db: Db) {
        let stage = Stage::new(db).await;
        let id = trained(&stage).await;
        let client = stage.client();
        let desk = Desk::of(stage.app.app(), &client);
        let mut tx = stage.db.read().await.unwrap();
        let training = service::training(&mut tx, desk, id.parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.ex, desk.today()).await.unwrap();
        drop(tx);
        let picture = training.people[0].signature.unwrap();
        let drawn = BTreeMap::from([(picture, vec![1, 2, 3])]);
        let head = Letterhead::of(&version.model, &training.works);
        let document = paper::training::paper(&training, &head, &drawn, desk.now());
        let words = document.words();
        paper_holds(&serde_json::to_value(&training).unwrap(), &words, &["rule", "state", "standing", "works", "updated_at"]);
        assert!(words.contains("应到 2 人，签到 1 人，1 人评价，平均 4.0 分"), "{words}");
        let signed = document.blocks.iter().any(|block| matches!(block,
            jianyue_documents::model::Block::Signatures(all) if all.iter().any(|one| one.drawn.as_deref() == Some(&[1, 2, 3][..]))));
        assert!(signed);
        stage.app.get(&format!("/api/v1/trainings/{id}/paper?format=html")).by(&client).send().await.expect(200);
        stage.app.get(&format!("/api/v1/trainings/{id}/paper?format=html")).by(&stage.member()).send().await.expect(404);
    }
}
