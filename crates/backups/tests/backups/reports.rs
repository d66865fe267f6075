//! What backups contribute to reports.

use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Setting, Stage, module};

async fn section(stage: &Stage, contract: ContractId, works: &[&str]) -> Option<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-02-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let source = module(std::path::Path::new("/")).report_sources().remove(0);
    let mut tx = stage.db.read().await.unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap().inspect(figures_hold)
}

fn n(section: &Section, keys: &[&str]) -> Vec<i64> {
    let count = |key: &&str| if let Value::Count(n) = figure(section, key) { *n } else { panic!("{key} is no count") };
    keys.iter().map(count).collect()
}

on_both_databases! {
    async fn what_was_made_looked_at_and_restored_is_counted(db: Db) {
        let stage = Stage::with(db, Setting::default()).await;
        assert_eq!(section(&stage, stage.hs, &[]).await, None);
        let policy = stage.policy("plain", "*.bak", json!({})).await;
        stage.put("a.bak", b"one backup", 2);
        stage.put("b.bak", b"another backup", 1);
        stage.check(&policy).await;
        let drill = stage.drill(&policy).await;
        let gone = stage.policy("plain", "*.none", json!({ "title": "没有的备份" })).await;
        stage.check(&gone).await;
        let told = section(&stage, stage.hs, &[]).await.unwrap();
        assert_eq!(n(&told, &["policies", "made", "kept", "checks", "faults"]), [2, 2, 2, 2, 1]);
        let proved = i64::from(drill["state"] == "proved");
        assert_eq!(n(&told, &["proved", "failed"]), [proved, 1 - proved]);
        assert!(told.hints.iter().any(|hint| hint.text.contains("没有的备份")));
        let drills = told.tables.iter().find(|table| table.key == "drills").unwrap();
        assert_eq!(drills.rows[0].cells[1].to_string(), drill["file"].as_str().unwrap());
    }
}
