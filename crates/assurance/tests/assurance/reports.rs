//! What reports are told, and the paper of a special period.

use jianyue_assurance::{AssuranceModule, paper, service};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_kernel::Value;
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases, paper_holds};

use crate::common::{Stage, id, national_day};

async fn told(stage: &Stage, works: &[&str], (from, to): (&str, &str)) -> Option<Section> {
    let ask = ReportAsk {
        contract: stage.hc,
        works: works.iter().map(ToString::to_string).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: None,
    };
    let mut tx = stage.db.read().await.unwrap();
    AssuranceModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

on_both_databases! {
    async fn only_what_the_client_confirmed_is_told(db: Db) {
        let stage = Stage::new(db).await;
        let declared = stage.declare(&stage.manager(), national_day()).await.expect(201).json();
        let october = ("2024-10-01", "2024-10-31");
        let none = told(&stage, &[], october).await.unwrap();
        figures_hold(&none);
        assert_eq!(figure(&none, "periods"), &Value::Count(0));
        stage.confirm(&declared).await;
        stage.tick_all(&declared, "before").await;
        stage.complete(&declared, "before").await.expect(200);
        stage.env.set("2024-10-12T09:00:00+08:00");
        let some = told(&stage, &[], october).await.unwrap();
        figures_hold(&some);
        let keys = ["periods", "freezes", "phases", "done", "late"];
        assert_eq!(keys.map(|key| figure(&some, key).clone()), [1, 1, 3, 1, 2].map(Value::Count));
        assert!(some.figures[0].note.as_deref().unwrap().contains("二 (一)–(四)(六)4"), "{:?}", some.figures[0]);
        assert_eq!(some.hints[0].text, "国庆节保障保障前：全部检查完成，运行正常");
        assert_eq!(some.rows[0].rows[0].client_path, format!("/portal/assurance/{}", id(&declared)));
    }

    async fn a_plan_becomes_a_summary_when_all_phases_are_done(db: Db) {
        let stage = Stage::new(db).await;
        let period = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        let official = stage.official();
        let desk = Desk::of(stage.app.app(), &official);
        let made = async || {
            let mut tx = stage.db.read().await.unwrap();
            let full = service::detail(&mut tx, desk, id(&period).parse().unwrap()).await.unwrap();
            let version = desk.version(&mut tx, stage.hc, desk.today()).await.unwrap();
            drop(tx);
            let document = paper::paper(&full, &Letterhead::of(&version.model, &full.period.works), desk.now());
            (full, document)
        };
        let (full, plan) = made().await;
        assert_eq!(plan.title, "特殊时期保障方案");
        let but = ["rule", "occasion", "state", "stage", "phase", "key", "allowed_actions", "works", "occurrence_on"];
        paper_holds(&serde_json::to_value(&full).unwrap(), &plan.words(), &but);
        stage.tick_all(&period, "before").await;
        stage.complete(&period, "before").await.expect(200);
        stage.env.set("2024-10-12T09:00:00+08:00");
        for phase in ["during", "after"] {
            stage.tick_all(&period, phase).await;
            stage.complete(&period, phase).await.expect(200);
        }
        let (full, summary) = made().await;
        assert_eq!(summary.title, "特殊时期保障总结");
        paper_holds(&serde_json::to_value(&full).unwrap(), &summary.words(), &but);
        assert!(summary.words().contains("逾期完成") && summary.words().contains("全部检查完成，运行正常"));
        let path = format!("/special-periods/{}/paper?format=html", id(&period));
        stage.get(&stage.stranger(), &path).await.expect(404);
        stage.get(&official, &path).await.expect(200);
    }
}
