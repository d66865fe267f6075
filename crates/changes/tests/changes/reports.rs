//! What reports are told, and the paper of a change.

use jianyue_changes::{ChangesModule, paper, service};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{HintPart, ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};
use serde_json::json;

use super::common::Stage;

async fn told(stage: &Stage, contract: ContractId, works: &[&str], (from, to): (&str, &str)) -> Option<Section> {
    let ask = ReportAsk {
        contract,
        works: works.iter().map(ToString::to_string).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: None,
    };
    let mut tx = stage.app.app().db().read().await.unwrap();
    ChangesModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// One that works, one that was taken back, one that nobody released, one that is a draft.
async fn story(stage: &Stage) -> serde_json::Value {
    let (engineer, official) = (stage.engineer(), stage.official());
    let good = stage.ready(&json!({ "source": "/tickets/7" })).await;
    let bad = stage.ready(&json!({ "title": "补丁 7", "kind": "patch", "works": ["infra"] })).await;
    stage.approved(&json!({ "title": "没有发布" })).await;
    stage.written(&json!({ "title": "草稿" })).await;
    stage.env.set("2021-12-02T21:00:00+08:00");
    let good = stage.step(&engineer, &good, "release", &json!({ "note": "3.2.0" })).await;
    let good = stage.step(&official, &good, "verify", &json!({ "text": "登录正常" })).await;
    let bad = stage.step(&engineer, &bad, "release", &json!({})).await;
    stage.step(&engineer, &bad, "roll-back", &json!({ "reason": "服务起不来" })).await;
    good
}

on_both_databases! {
    async fn a_period_counts_what_was_handed_in_and_what_became_of_it(db: Db) {
        let stage = Stage::new(db).await;
        story(&stage).await;
        let section = told(&stage, stage.hs, &[], ("2021-12-01", "2021-12-31")).await.unwrap();
        figures_hold(&section);
        let values = ["planned", "released", "rolled_back", "unreleased", "urgent"].map(|key| figure(&section, key).clone());
        assert_eq!(values, [3, 2, 1, 1, 0].map(Value::Count));
        assert_eq!(figure(&section, "verified").to_string(), "50%");
        let note = section.figures[0].note.as_deref().unwrap();
        assert!(note.contains("附件一 三.2.2(2)、2.3"), "{note}");
        let cause = section.hints.iter().find(|hint| hint.part == HintPart::Cause).unwrap();
        assert_eq!(cause.text, "补丁 7回退：服务起不来");
        let back = section.rows.iter().find(|table| table.key == "rolled_back").unwrap();
        assert!(back.rows[0].path.starts_with("/changes/") && back.rows[0].client_path.starts_with("/portal/changes/"));
    }

    async fn other_works_and_other_days_count_nothing_and_say_so(db: Db) {
        let stage = Stage::new(db).await;
        story(&stage).await;
        let infra = told(&stage, stage.hs, &["infra"], ("2021-12-01", "2021-12-31")).await.unwrap();
        assert_eq!(figure(&infra, "planned"), &Value::Count(1));
        let none = told(&stage, stage.hs, &[], ("2021-11-01", "2021-11-30")).await.unwrap();
        figures_hold(&none);
        assert_eq!(figure(&none, "planned"), &Value::Count(0));
        assert!(none.rows.is_empty() && none.tables.is_empty());
    }

    async fn the_paper_says_what_the_page_says(db: Db) {
        let stage = Stage::new(db).await;
        let good = story(&stage).await;
        let official = stage.official();
        let desk = Desk::of(stage.app.app(), &official);
        let mut tx = stage.app.app().db().read().await.unwrap();
        let detail = service::change(&mut tx, desk, good["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let version = desk.version(&mut tx, stage.hs, desk.today()).await.unwrap();
        let paper = paper::paper(&detail, &Letterhead::of(&version.model, &detail.change.works), desk.now());
        let words = paper.words();
        paper_holds(&serde_json::to_value(&detail).unwrap(), &words, &["state", "kind", "urgency", "risk", "action",
            "result", "steps", "rule", "updated_at", "works"]);
        assert!(words.contains("一、变更分析") && words.contains("验证通过") && words.contains("安全应用"), "{words}");
    }

    async fn a_draft_has_a_paper_that_says_what_is_wanting(db: Db) {
        let stage = Stage::new(db).await;
        let draft = stage.written(&json!({})).await;
        let engineer = stage.engineer();
        let desk = Desk::of(stage.app.app(), &engineer);
        let mut tx = stage.app.app().db().read().await.unwrap();
        let detail = service::change(&mut tx, desk, draft["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let words = paper::paper(&detail, &Letterhead::default(), desk.now()).words();
        for said in ["尚未提交审批。", "没有测试记录。", "尚未发布。"] {
            assert!(words.contains(said), "{words}");
        }
        drop(tx);
        let path = format!("/changes/{}/paper?format=", draft["id"].as_str().unwrap());
        stage.get(&stage.member(), &format!("{path}pdf")).await.expect(404);
        stage.get(&engineer, &format!("{path}exe")).await.expect(400);
        let answer = stage.get(&engineer, &format!("{path}html")).await.expect(200);
        assert!(answer.header("content-disposition").contains("HS-BG-0001"));
    }
}
