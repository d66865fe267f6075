//! Papers of backups: what was checked and restored is in them.

use jianyue_backups::{
    paper,
    service::{drill_papers, policy_papers},
};
use jianyue_documents::{Document, model::Block};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, text};

fn words(document: &Document) -> String {
    let mut all = vec![document.title.clone()];
    for block in &document.blocks {
        match block {
            Block::Paragraph(paragraph) => all.push(paragraph.text.clone()),
            Block::Facts { pairs, .. } => all.extend(pairs.iter().map(|(name, value)| format!("{name}：{value}"))),
            Block::Table(table) => all.extend(table.rows.iter().flatten().map(ToString::to_string)),
            _ => {}
        }
    }
    all.join("\n")
}

on_both_databases! {
    async fn checks_and_drills_are_whole_on_paper(db: Db) {
        let stage = Stage::new(db).await;
        let policy = stage.policy("plain", "*.bak", json!({ "place": "异地机房" })).await;
        stage.put("a.bak", b"one backup", 2);
        let check = stage.check(&policy).await;
        let drill = stage.drill(&policy).await;
        let by = stage.client();
        let mut tx = stage.db.read().await.unwrap();
        let told = policy_papers(stage.app.app(), &mut tx, &by, text(&policy["id"]).parse().unwrap()).await.unwrap();
        let (one, of, head) = drill_papers(stage.app.app(), &mut tx, &by, text(&drill["id"]).parse().unwrap()).await.unwrap();
        drop(tx);
        let verification = words(&paper::verification(&told, stage.env.now()));
        for expected in ["业务库", "异地机房", "a.bak", "北京市人力资源和社会保障局", if check["ok"] == true { "正常" } else { "有问题" }] {
            assert!(verification.contains(expected), "{expected} is missing in {verification}");
        }
        let record = words(&paper::drill(&one, &of, &head, stage.env.now()));
        for expected in ["a.bak", drill["text"].as_str().unwrap(), "结果：恢复"] {
            assert!(record.contains(expected), "{expected} is missing in {record}");
        }
        for path in [format!("/backup-policies/{}/paper?format=html", text(&policy["id"])), format!("/backup-drills/{}/paper?format=docx", text(&drill["id"]))] {
            stage.get(&stage.client(), &path).await.expect(200);
            stage.get(&stage.stranger(), &path).await.expect(404);
        }
    }
}
