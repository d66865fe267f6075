//! What reports are told, and the papers of emergencies and drills.

use chrono::TimeDelta;
use jianyue_contracts::{Desk, Letterhead};
use jianyue_emergencies::{EmergenciesModule, paper, service};
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module as _,
    db::Db,
    reports::{HintPart, ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::{Stage, id, report};

async fn told(stage: &Stage, contract: ContractId, (from, to): (&str, &str)) -> Option<Section> {
    let ask =
        ReportAsk { contract, works: Vec::new(), from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.db.read().await.unwrap();
    EmergenciesModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// An emergency of HS that was commanded, stood down and reported, and confirmed with a note.
async fn over(stage: &Stage) -> serde_json::Value {
    stage.published().await;
    let (engineer, manager, client) = (stage.engineer(), stage.manager(), stage.client());
    let more = json!({ "affects_use": true, "scenario": "早高峰全部用户不能登录" });
    let file = stage.open(stage.hs, more).await;
    stage.act(&engineer, &file, "roles", json!({ "role": "总指挥" })).await.expect(200);
    stage.env.advance(TimeDelta::minutes(3));
    stage.log(&file, "decision", "切换到备用系统").await;
    stage.act(&engineer, &file, "entries", json!({ "kind": "standby", "text": "已切换", "step": 2 })).await.expect(201);
    stage.env.advance(TimeDelta::minutes(57));
    stage.act(&engineer, &file, "stand-down", json!({ "text": "恢复正常" })).await.expect(200);
    stage.act(&manager, &file, "report", report()).await.expect(200);
    stage.act(&client, &file, "confirm", json!({ "note": "同意，注意防范" })).await.expect(200);
    file
}

/// A drill that was held, with something found.
async fn drilled(stage: &Stage) -> String {
    let body = json!({ "title": "切换演练", "scenario": "主机房断电", "planned_on": "2022-03-04" });
    let path = format!("/contracts/{}/emergency-drills", stage.hs);
    let drill = stage.post(&stage.manager(), &path, body).await.expect(201).json();
    stage.env.set("2022-03-04T12:00:00+08:00");
    let held = json!({
        "held_at": "2022-03-04T10:00:00+08:00", "minutes": 45, "participants": "项目经理、驻场工程师", "summary": "达到预期",
        "timeline": [{ "minute": 0, "text": "宣布启动" }, { "minute": 20, "text": "切换完成" }],
        "findings": [{ "text": "备用系统证书将到期", "owner": "驻场工程师", "due_on": "2022-03-20" }],
    });
    stage.post(&stage.engineer(), &format!("/emergency-drills/{}/hold", id(&drill)), held).await.expect(200);
    id(&drill).to_owned()
}

on_both_databases! {
    async fn what_happened_was_drilled_and_called_is_counted(db: Db) {
        let stage = Stage::new(db).await;
        over(&stage).await;
        let open = stage.open(stage.hs, json!({})).await;
        stage.act(&stage.client(), &open, "report-day", json!({ "on": "2022-04-15" })).await.expect(200);
        drilled(&stage).await;
        let march = told(&stage, stage.hs, ("2022-03-01", "2022-03-31")).await.unwrap();
        figures_hold(&march);
        let keys = ["emergencies", "unreported", "drills", "held", "findings", "calls", "plans"];
        assert_eq!(keys.map(|key| figure(&march, key).clone()), [2, 1, 1, 1, 1, 0, 1].map(Value::Count));
        assert_eq!(figure(&march, "mean").to_string(), "1 小时");
        assert!(march.figures[0].note.as_deref().unwrap().contains("附件一 三.3.2、7"), "{:?}", march.figures[0]);
        let of = |part| march.hints.iter().filter(move |hint| hint.part == part).map(|hint| hint.text.as_str()).collect::<Vec<_>>();
        assert_eq!(of(HintPart::Cause), ["登录全部失败：存储控制器故障"]);
        assert_eq!(of(HintPart::Suggestion), ["备用系统证书将到期，由驻场工程师于 2022-03-20 前整改"]);
        let april = told(&stage, stage.hs, ("2022-04-01", "2022-04-30")).await.unwrap();
        figures_hold(&april);
        assert_eq!(figure(&april, "emergencies"), &Value::Count(0), "it is counted under the day on which it began");
    }

    async fn a_missed_drill_is_said_to_be_missed(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "title": "切换演练", "scenario": "断电", "planned_on": "2022-03-04" });
        stage.post(&stage.manager(), &format!("/contracts/{}/emergency-drills", stage.hs), body).await.expect(201);
        stage.env.set("2022-03-10T09:00:00+08:00");
        let march = told(&stage, stage.hs, ("2022-03-01", "2022-03-31")).await.unwrap();
        figures_hold(&march);
        assert_eq!(["drills", "held"].map(|key| figure(&march, key).clone()), [1, 0].map(Value::Count));
        assert_eq!(march.rows[0].rows[0].cells[6], Value::from("未举行"));
    }

    async fn the_report_says_what_happened_and_names_no_number(db: Db) {
        let stage = Stage::new(db).await;
        let file = over(&stage).await;
        for by in [stage.client(), stage.engineer()] {
            let desk = Desk::of(stage.app.app(), &by);
            let mut tx = stage.db.read().await.unwrap();
            let file = service::emergency(&mut tx, desk, id(&file["emergency"]).parse().unwrap()).await.unwrap();
            let version = desk.version(&mut tx, stage.hs, desk.today()).await.unwrap();
            drop(tx);
            let words = paper::emergency::paper(&file, &Letterhead::of(&version.model, &[])).words();
            paper_holds(&serde_json::to_value(&file).unwrap(), &words,
                &["rule", "state", "kind", "body", "allowed_actions", "now", "works"]);
            assert!(words.contains("已切换（预案步骤：告知主管处室）"), "{words}");
            assert!(!words.contains("010-55550101") && !words.contains("13800000000"), "{words}");
        }
        let path = format!("/emergencies/{}/paper?format=html", id(&file["emergency"]));
        stage.get(&stage.member(), &path).await.expect(404);
        assert!(stage.get(&stage.client(), &path).await.expect(200).text().contains("存储控制器故障"));
    }

    async fn the_record_of_a_drill_says_what_was_found(db: Db) {
        let stage = Stage::new(db).await;
        let drill = drilled(&stage).await;
        let client = stage.client();
        let desk = Desk::of(stage.app.app(), &client);
        let mut tx = stage.db.read().await.unwrap();
        let one = service::drill(&mut tx, desk, drill.parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.hs, desk.today()).await.unwrap();
        drop(tx);
        let words = paper::drill::paper(&one, &Letterhead::of(&version.model, &[]), None, desk.now()).words();
        paper_holds(&serde_json::to_value(&one).unwrap(), &words, &["state", "allowed_actions", "works"]);
        assert!(words.contains("第 20 分钟 切换完成") && words.contains("45 分"), "{words}");
        stage.get(&client, &format!("/emergency-drills/{drill}/paper?format=html")).await.expect(200);
    }
}
