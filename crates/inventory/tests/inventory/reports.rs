//! What the inventory of data contributes to reports.

use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};

use crate::common::{Stage, module};

async fn section(stage: &Stage, contract: ContractId, works: &[&str]) -> Option<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let source = module(Vec::new()).report_sources().remove(0);
    let mut tx = stage.db.read().await.unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap().inspect(figures_hold)
}

fn n(section: &Section, keys: &[&str]) -> Vec<i64> {
    let count = |key: &&str| if let Value::Count(n) = figure(section, key) { *n } else { panic!("{key} is no count") };
    keys.iter().map(count).collect()
}

on_both_databases! {
    async fn what_was_read_and_what_changed_is_counted(db: Db) {
        let stage = Stage::new(db).await;
        let none = section(&stage, stage.hc, &[]).await.unwrap();
        assert_eq!(n(&none, &["sources", "readings", "changed", "unread"]), [0, 0, 0, 0], "what the contract asks for is told");
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        assert_eq!(n(&section(&stage, stage.hc, &[]).await.unwrap(), &["sources", "unread"]), [1, 1]);
        stage.read(&source).await;
        stage.env.advance(chrono::TimeDelta::days(1));
        stage.read(&source).await;
        stage.alter("CREATE TABLE more (id INTEGER PRIMARY KEY)").await;
        stage.env.advance(chrono::TimeDelta::days(1));
        stage.read(&source).await;
        let told = section(&stage, stage.hc, &[]).await.unwrap();
        assert_eq!(n(&told, &["sources", "readings", "changed", "unread"]), [1, 3, 1, 0]);
        let changed = &told.tables.iter().find(|table| table.key == "changed_list").unwrap().rows[0];
        assert_eq!(changed.cells[6], Value::Count(1), "a table more");
    }
}
