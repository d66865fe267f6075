//! Papers of rounds: every answer and signature is in them.

use jianyue_documents::{Document, model::Block};
use jianyue_inspection::{
    InspectionModule, paper,
    service::{Desk, Sheet, daily_sheet, run_sheet},
};
use jianyue_platform::{Module, blob::BlobStore, db::Db, dossier::DossierAsk};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id};

/// Everything that can be read in a document.
fn words(document: &Document) -> String {
    let mut all = vec![document.title.clone(), document.issuer.clone()];
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => all.push(text.clone()),
            Block::Paragraph(paragraph) => all.push(paragraph.text.clone()),
            Block::Facts { pairs, .. } => all.extend(pairs.iter().map(|(name, value)| format!("{name}：{value}"))),
            Block::Table(table) => all.extend(table.rows.iter().flatten().map(ToString::to_string)),
            Block::Signatures(signed) => all.extend(
                signed.iter().map(|one| format!("{}：{} {:?} {}", one.role, one.name, one.on, one.drawn.is_some())),
            ),
            _ => {}
        }
    }
    all.join("\n")
}

fn on_paper(stage: &Stage, sheet: &Sheet) -> String {
    let blobs = stage.app.app().state::<BlobStore>().clone();
    let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
    words(&paper::paper(sheet, &find, stage.env.now()))
}

on_both_databases! {
    async fn a_sheet_and_a_run_are_whole_on_paper(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let run = stage.start(&daily).await;
        stage.fill(&run).await;
        stage.answer(&run, json!({ "3.state": { "value": "异常", "note": "加密机告警" } })).await.expect(200);
        stage.sign(&run, "engineer").await;
        let closed = stage.close(&run).await.expect(200).json();
        let by = stage.client();
        let desk = Desk::of(stage.app.app(), &by);
        let mut tx = stage.db.read().await.unwrap();
        let day = daily_sheet(&mut tx, desk, stage.hs, "2021-12-06".parse().unwrap()).await.unwrap();
        let one = run_sheet(&mut tx, desk, id(&run).parse().unwrap()).await.unwrap();
        drop(tx);
        assert_eq!((paper::name(&day), one.title.as_str()), ("系统日常监控单 2021-12-06".to_owned(), "巡检报告"));
        for told in [on_paper(&stage, &day), on_paper(&stage, &one)] {
            for item in closed["checklist"]["items"].as_array().unwrap() {
                assert!(told.contains(item["title"].as_str().unwrap()), "{item} is missing");
            }
            for expected in ["加密机告警", "异常", "巡检人：签字人", "true", "已完成", closed["digest"].as_str().unwrap(), "附件一"] {
                assert!(told.contains(expected), "{expected} is missing in {told}");
            }
        }
    }

    async fn papers_are_files_for_whoever_sees_the_rounds(db: Db) {
        let stage = Stage::new(db).await;
        let run = stage.start(&stage.first("HS-I1.daily").await).await;
        for path in [
            format!("/runs/{}/paper?format=html", id(&run)),
            format!("/contracts/{}/sheets/daily/paper?day=2021-12-06&format=xlsx", stage.hs),
            format!("/contracts/{}/sheets/weekly/paper?week=2021-12-06&format=docx", stage.hs),
        ] {
            stage.get(&stage.client(), &path).await.expect(200);
            stage.get(&stage.stranger(), &path).await.expect(404);
        }
    }

    async fn a_dossier_has_the_report_on_each_run_once(db: Db) {
        let stage = Stage::new(db).await;
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
        stage.make(&rows[0]).await;
        let source = InspectionModule.dossier().unwrap();
        let (from, to) = ("2021-01-01".parse().unwrap(), "2022-12-31".parse().unwrap());
        let all = DossierAsk { contract: stage.hs, works: Vec::new(), from, to };
        let other = DossierAsk { works: vec!["infra".to_owned()], ..all.clone() };
        let mut tx = stage.db.read().await.unwrap();
        let papers = source.papers(stage.app.app(), &mut tx, &all, None).await.unwrap();
        assert_eq!(papers.len(), 1);
        assert!(papers[0].name.starts_with("巡检报告/2021-12-06 "), "{:?}", papers[0]);
        let next = source.papers(stage.app.app(), &mut tx, &all, Some(&papers[0].key)).await.unwrap();
        assert!(next.is_empty() && source.papers(stage.app.app(), &mut tx, &other, None).await.unwrap().is_empty());
    }
}
