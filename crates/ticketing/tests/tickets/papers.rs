//! Papers of tickets: everything that is written down is in them, and nothing that is not for everybody.

use jianyue_contracts::registry::Registry;
use jianyue_documents::{
    Document,
    model::{Block, Signature},
};
use jianyue_platform::{Module, blob::BlobStore, db::Db, dossier::DossierAsk};
use jianyue_testkit::on_both_databases;
use jianyue_ticketing::{
    Desk, TicketingModule, paper,
    service::{Papers, papers, statistics::roll_up},
};
use serde_json::json;

use crate::{
    common::{Stage, id},
    sheets::picture,
};

/// Everything that can be read in a document.
fn words(document: &Document) -> String {
    let mut all = vec![document.title.clone(), document.number.clone().unwrap_or_default()];
    for block in &document.blocks {
        match block {
            Block::Heading { text, .. } => all.push(text.clone()),
            Block::Paragraph(paragraph) => all.push(paragraph.text.clone()),
            Block::Facts { pairs, .. } => all.extend(pairs.iter().map(|(name, value)| format!("{name}：{value}"))),
            Block::Table(table) if table.rows.is_empty() => all.push(table.empty.clone()),
            Block::Table(table) => all.extend(table.rows.iter().flatten().map(ToString::to_string)),
            Block::Image(image) => all.push(image.caption.clone()),
            Block::Signatures(signatures) => {
                all.extend(signatures.iter().map(|Signature { role, name, on, .. }| format!("{role}：{name} {on:?}")));
            }
            Block::List { items, .. } => all.extend(items.iter().cloned()),
            Block::Chart(_) | Block::PageBreak => {}
        }
    }
    all.join("\n")
}

/// A ticket with a visit, a note and a sheet with everything.
async fn worked(db: Db) -> (Stage, serde_json::Value, serde_json::Value) {
    let stage = Stage::new(db).await;
    let ticket = stage.open("HS-S2").await;
    let engineer = stage.engineer();
    stage.act(&engineer, &ticket, "take", json!({})).await.expect(200);
    stage.act(&engineer, &ticket, "respond", json!({ "text": "马上到场" })).await.expect(200);
    stage.act(&engineer, &ticket, "notes", json!({ "text": "口令是 Secret-1" })).await.expect(200);
    stage.act(&engineer, &ticket, "check-in", json!({})).await.expect(200);
    stage.act(&engineer, &ticket, "work-around", json!({ "text": "切换到备机" })).await.expect(200);
    let (photo, signature) =
        (picture(&stage, &ticket, "机柜.png", "public").await, picture(&stage, &ticket, "签名.png", "public").await);
    let sheet = json!({
        "found": "中级证书过期", "done": "更新证书并重启",
        "checklist": [{ "key": "house.running", "text": "业务功能已恢复正常", "result": "ok", "note": "抽查三处" }],
        "parts": [{ "code": "BJ-0007", "name": "加密卡", "model": "SJK-1", "quantity": 2, "unit": "块" }],
        "tests": [{ "passed": false, "note": "首次未重启" }, { "passed": true }],
        "signed": { "name": "值班员（测试）", "title": "科员", "attachment_id": signature, "device_at": "2021-12-06T10:00:00+08:00" },
        "photos": [photo],
    });
    let written = stage.act(&engineer, &ticket, "service-sheets", sheet).await.expect(201).json();
    stage.act(&engineer, &ticket, "resolve", json!({ "solution": "更换中级证书，回电 13800000000" })).await.expect(200);
    (stage, ticket, written)
}

async fn told(stage: &Stage, ticket: &serde_json::Value) -> Papers {
    let by = stage.client();
    let desk = Desk::at(stage.app.app(), &by);
    papers(&mut stage.db.read().await.unwrap(), desk, id(ticket).parse().unwrap()).await.unwrap()
}

on_both_databases! {
    async fn a_service_sheet_is_whole_on_paper(db: Db) {
        let (stage, ticket, written) = worked(db).await;
        let told = told(&stage, &ticket).await;
        let blobs = stage.app.app().state::<BlobStore>().clone();
        let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
        let document = paper::sheet(&told.ticket, &told.sheets[0], None, &told.head, &find, stage.env.now());
        let words = words(&document);
        for expected in [
            written["number"].as_str().unwrap(), "北京市人力资源和社会保障局", "中级证书过期", "更新证书并重启", "业务功能已恢复正常", "正常", "抽查三处",
            "BJ-0007", "加密卡", "SJK-1", "块", "未通过", "首次未重启", "通过", "机柜.png", "值班员（测试）（科员）", "2021-12-06",
            written["digest"].as_str().unwrap(),
        ] {
            assert!(words.contains(expected), "{expected} is missing in {words}");
        }
        let drawn = document.blocks.iter().find_map(|block| if let Block::Signatures(all) = block { Some(all[1].drawn.is_some()) } else { None });
        assert_eq!(drawn, Some(true), "the client's signature is drawn");
        assert!(document.blocks.iter().any(|block| matches!(block, Block::Image(_))));
    }

    async fn a_fault_report_tells_clocks_cause_and_treatment_and_nothing_internal(db: Db) {
        let (stage, ticket, _) = worked(db).await;
        let told = told(&stage, &ticket).await;
        let words = words(&paper::fault(&told.ticket, &told.entries, &told.sheets, &told.head, stage.env.now()));
        let shown = stage.now(&ticket).await;
        for clock in shown["clocks"].as_array().unwrap() {
            for member in ["budget_text", "clause"] {
                let expected = clock[member].as_str().unwrap();
                assert!(words.contains(expected), "{expected} is missing in {words}");
            }
        }
        for expected in ["全部考务人员登录时提示证书校验失败", "中级证书过期", "临时方案：切换到备机", "更换中级证书，回电 （电话略）", "到场时间", "达标"] {
            assert!(words.contains(expected), "{expected} is missing in {words}");
        }
        assert!(!words.contains("Secret-1") && !words.contains("13800000000"), "{words}");
    }

    async fn papers_are_files_for_whoever_sees_the_ticket(db: Db) {
        let (stage, ticket, written) = worked(db).await;
        let of_ticket = format!("/tickets/{}/paper?format=html", id(&ticket));
        let of_sheet = format!("/tickets/{}/service-sheets/{}/paper?format=docx", id(&ticket), written["id"].as_str().unwrap());
        for path in [&of_ticket, &of_sheet] {
            stage.get(&stage.client(), path).await.expect(200);
            stage.get(&stage.stranger(), path).await.expect(404);
        }
        let other = stage.open("HS-S3").await;
        let elsewhere = format!("/tickets/{}/service-sheets/{}/paper?format=docx", id(&other), written["id"].as_str().unwrap());
        stage.get(&stage.client(), &elsewhere).await.expect(404);
    }

    async fn a_dossier_knows_how_each_case_was_kept_and_has_each_sheet_once(db: Db) {
        let (stage, ticket, written) = worked(db).await;
        roll_up(&stage.db, stage.app.app().state::<Registry>(), &stage.env.env()).await.unwrap();
        let source = TicketingModule.dossier().unwrap();
        let (from, to) = ("2021-01-01".parse().unwrap(), "2022-12-31".parse().unwrap());
        let all = DossierAsk { contract: stage.hs, works: Vec::new(), from, to };
        let other = DossierAsk { works: vec!["infra".to_owned()], ..all.clone() };
        let shown = stage.now(&ticket).await;
        let mut tx = stage.db.read().await.unwrap();
        let kept = source.kept(stage.app.app(), &mut tx, &all).await.unwrap();
        let case = kept.iter().find(|one| one.rule == "HS-S2").unwrap();
        let states: Vec<&str> = shown["clocks"].as_array().unwrap().iter().map(|clock| clock["state"].as_str().unwrap()).collect();
        let n = |wanted: &[&str]| i64::try_from(states.iter().filter(|state| wanted.contains(state)).count()).unwrap();
        assert_eq!((case.done, case.late, case.open), (n(&["met"]), n(&["breached"]), n(&["running", "paused"])));
        assert!(case.done > 0 && case.evidence.iter().any(|one| one.text.contains("响应时限：达标 1 项")), "{:?}", case.evidence);
        assert!(source.kept(stage.app.app(), &mut tx, &other).await.unwrap().is_empty());
        let papers = source.papers(stage.app.app(), &mut tx, &all, None).await.unwrap();
        let names: Vec<&str> = papers.iter().map(|paper| paper.name.as_str()).collect();
        assert_eq!(names, [format!("服务单/{}", written["number"].as_str().unwrap())]);
        let next = source.papers(stage.app.app(), &mut tx, &all, Some(&papers[0].key)).await.unwrap();
        assert!(next.is_empty() && source.papers(stage.app.app(), &mut tx, &other, None).await.unwrap().is_empty());
    }
}
