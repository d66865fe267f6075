//! Phases in the ledger.

use jianyue_platform::{
    Module,
    db::Db,
    duties::{Duty, DutyState},
};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, national_day};

async fn duties(stage: &Stage) -> Vec<Duty> {
    let source = jianyue_assurance::AssuranceModule.duties().unwrap();
    let mut tx = stage.db.read().await.unwrap();
    let (from, to) = ("2024-09-01".parse().unwrap(), "2024-12-31".parse().unwrap());
    source.duties(stage.app.app(), &mut tx, stage.hc, from, to).await.unwrap()
}

on_both_databases! {
    async fn a_phase_is_a_duty_by_itself_where_no_inspection_lists_it(db: Db) {
        let stage = Stage::new(db).await;
        let festival = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        assert_eq!(festival["clause"], "二 (一)–(四)(六)4、(五)3");
        assert_eq!(duties(&stage).await.len(), 0, "inspections list the festival");
        let mut event = national_day();
        (event["title"], event["occasion"]) = (json!("论坛保障"), json!("event"));
        (event["from"], event["to"]) = (json!("2024-09-24"), json!("2024-09-25"));
        let declared = stage.declare(&stage.manager(), event).await.expect(201).json();
        assert_eq!(duties(&stage).await.len(), 0, "not confirmed");
        let period = stage.confirm(&declared).await;
        let found = duties(&stage).await;
        let shown: Vec<_> = found.iter().map(|one| (one.title.as_str(), one.rule.as_str(), one.state)).collect();
        assert_eq!(shown, [
            ("论坛保障 · 保障前", "HC-I2", DutyState::Open),
            ("论坛保障 · 保障中", "HC-I2", DutyState::Coming),
            ("论坛保障 · 保障后", "HC-I2", DutyState::Coming),
        ]);
        stage.tick_all(&period, "before").await;
        stage.complete(&period, "before").await.expect(200);
        stage.env.set("2024-09-28T10:00:00+08:00");
        let states: Vec<_> = duties(&stage).await.into_iter().map(|one| (one.state, one.evidence.len())).collect();
        assert_eq!(states, [(DutyState::Done, 1), (DutyState::Missed, 0), (DutyState::Open, 0)]);
        assert_eq!(stage.events("assurance.duty_proved").await.len(), 0);
    }
}
