//! What assets and spares contribute to reports.

use jianyue_assets::AssetsModule;
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Stage, text};

async fn section(stage: &Stage, contract: ContractId, works: &[&str]) -> Option<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let source = AssetsModule::new("https://jianyue.example/").report_sources().remove(0);
    let mut tx = stage.db.read().await.unwrap();
    source.section(stage.app.app(), &mut tx, &ask).await.unwrap().inspect(figures_hold)
}

fn n(section: &Section, keys: &[&str]) -> Vec<i64> {
    let count = |key: &&str| if let Value::Count(n) = figure(section, key) { *n } else { panic!("{key} is no count") };
    keys.iter().map(count).collect()
}

on_both_databases! {
    async fn changes_stock_and_counts_have_their_rows(db: Db) {
        let stage = Stage::new(db).await;
        let class = stage.class("ZD", "终端", None).await;
        let asset = stage.asset(&class, json!({})).await;
        stage.asset(&class, json!({})).await;
        let low = stage.spare("内存条（演示）", 5, 4).await;
        stage.spare("硬盘（演示）", 9, 1).await;
        stage.move_spare(&low, "out", 3).await.expect(201);
        let note = json!({ "kind": "repaired", "text": "更换电源" });
        stage.post(&stage.engineer(), &format!("/assets/{}/entries", text(&asset["id"])), note).await.expect(201);
        let taking = stage.add("/stock-takings", json!({ "of": "spares", "title": "三月盘点" })).await;
        let told = section(&stage, stage.hs, &[]).await.unwrap();
        assert_eq!(n(&told, &["assets", "spares", "below", "takings"]), [2, 2, 1, 0]);
        let movements = told.rows.iter().find(|table| table.key == "movements").unwrap();
        let sum = |code: &str| movements.rows.iter().filter(|row| row.cells[0] == Value::from(code)).map(|row| if let Value::Count(n) = row.cells[3] { n } else { 0 }).sum::<i64>();
        assert_eq!(sum(&text(&low["code"])), stage.stock(&low).await, "the rows are the movements that make the stock");
        assert!(n(&told, &["changes"])[0] >= 3, "two that came and a repair");
        let takings = told.tables.iter().find(|table| table.key == "taking_list").unwrap();
        assert_eq!((takings.rows[0].path.clone(), &takings.rows[0].cells[4]), (format!("/stock-takings/{}", text(&taking["id"])), &Value::Count(2)));
        assert!(told.figures[0].note.as_ref().unwrap().contains("附件一"));
        assert!(told.hints.iter().any(|hint| hint.text.contains("内存条")));
        let (from, to) = ("2021-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let ask = jianyue_platform::dossier::DossierAsk { contract: stage.hs, works: Vec::new(), from, to };
        let source = AssetsModule::new("https://jianyue.example/").dossier().unwrap();
        let kept = source.kept(stage.app.app(), &mut stage.db.read().await.unwrap(), &ask).await.unwrap();
        assert!(kept.iter().any(|one| one.evidence[0].text.contains("已登记资产 2 项")), "{kept:?}");
    }
}

on_both_databases! {
    async fn a_stock_taking_is_whole_on_paper(db: Db) {
        use jianyue_assets::{paper::paper, service::taking_papers};
        use jianyue_documents::model::Block;

        let stage = Stage::new(db).await;
        stage.spare("内存条（演示）", 5, 0).await;
        let taking = stage.add("/stock-takings", json!({ "of": "spares", "title": "三月盘点" })).await;
        let mut tx = stage.db.read().await.unwrap();
        let id = text(&taking["id"]).parse().unwrap();
        let (told, lines, head) = taking_papers(stage.app.app(), &mut tx, &stage.client(), id).await.unwrap();
        drop(tx);
        let document = paper(&told, &lines, &head, stage.env.now());
        let table = document.blocks.iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).unwrap();
        assert_eq!(table.rows.len(), lines.len());
        assert_eq!((table.rows[0][1].to_string(), &table.rows[0][4]), ("内存条（演示）".to_owned(), &Value::Count(5)));
        let path = format!("/stock-takings/{id}/paper?format=html");
        stage.get(&stage.client(), &path).await.expect(200);
        stage.get(&stage.stranger(), &path).await.expect(404);
    }
}
