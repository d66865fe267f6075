//! What tickets contribute to reports: figures equal the rows that they count, and the tickets that there are.

use chrono::NaiveDate;
use jianyue_kernel::Value;
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use jianyue_ticketing::TicketingModule;
use serde_json::json;

use crate::{
    common::{Stage, id, new},
    sheets::picture,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn december(stage: &Stage) -> ReportAsk {
    ReportAsk { contract: stage.hs, works: Vec::new(), from: day("2021-12-01"), to: day("2021-12-31"), subject: None }
}

async fn sections(stage: &Stage, ask: &ReportAsk) -> Vec<Section> {
    let mut tx = stage.db.read().await.unwrap();
    let mut sections = Vec::new();
    for source in TicketingModule.report_sources() {
        if let Some(section) = source.section(stage.app.app(), &mut tx, ask).await.unwrap() {
            assert_eq!((section.code.as_str(), section.title.as_str()), (source.code(), source.title()));
            figures_hold(&section);
            sections.push(section);
        }
    }
    sections
}

fn of<'a>(sections: &'a [Section], code: &str) -> &'a Section {
    sections.iter().find(|section| section.code == code).unwrap_or_else(|| panic!("no section {code}"))
}

fn counts(section: &Section, keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| figure(section, key).clone()).collect()
}

fn n(counts: &[i64]) -> Vec<Value> {
    counts.iter().map(|n| Value::Count(*n)).collect()
}

/// One ticket of November that is closed in December; in December one closed with a visit and a sheet, one open and too late,
/// one cancelled; and one of January.
async fn played(db: Db) -> (Stage, Vec<serde_json::Value>) {
    let stage = Stage::at(db, "2021-11-29T10:00:00+08:00").await;
    let old = stage.open("HS-S3").await;
    stage.env.set("2021-12-06T10:00:00+08:00");
    let done = stage.open("HS-S2").await;
    stage.act(&stage.engineer(), &done, "take", json!({})).await.expect(200);
    stage.act(&stage.engineer(), &done, "respond", json!({ "text": "已收到，正在赶往现场" })).await.expect(200);
    stage.act(&stage.engineer(), &done, "check-in", json!({})).await.expect(200);
    stage.act(&stage.engineer(), &done, "notes", json!({ "text": "口令是 Secret-1" })).await.expect(200);
    let signature = picture(&stage, &done, "签名.png", "public").await;
    let sheet = json!({
        "found": "中级证书过期，联系电话 13800000000", "done": "更新证书并重启服务",
        "parts": [{ "name": "加密卡", "quantity": 2, "unit": "块" }], "tests": [{ "passed": true }],
        "signed": { "name": "值班员（测试）", "attachment_id": signature, "device_at": "2021-12-06T10:00:00+08:00" },
    });
    stage.act(&stage.engineer(), &done, "service-sheets", sheet).await.expect(201);
    for ticket in [&old, &done] {
        stage.act(&stage.engineer(), ticket, "resolve", json!({ "solution": "更新中级证书" })).await.expect(200);
        stage.act(&stage.client(), ticket, "accept", json!({ "satisfaction": 5 })).await.expect(200);
    }
    let wrong = stage.open("HS-S3").await;
    stage.act(&stage.client(), &wrong, "cancel", json!({ "reason": "误报" })).await.expect(200);
    stage.env.set("2021-12-20T10:00:00+08:00");
    let mut service = new("HS-S1");
    service["kind"] = json!("consultation");
    let late = stage.open_as(&stage.agent(), stage.hs, &service).await.expect(201).json();
    stage.act(&stage.client(), &late, "urge", json!({})).await.expect(200);
    stage.sweep_at("2021-12-27T10:00:00+08:00").await;
    (stage, vec![old, done, wrong, late])
}

on_both_databases! {
    async fn tickets_are_counted_with_their_rows(db: Db) {
        let (stage, tickets) = played(db).await;
        let sections = sections(&stage, &december(&stage)).await;
        let stock = of(&sections, "ticketing.tickets");
        assert_eq!(counts(stock, &["opened", "closed", "before", "left", "undone", "reopened", "urged"]), n(&[2, 2, 1, 1, 1, 0, 1]));
        assert_eq!(figure(stock, "content").to_string(), "100%");
        let paths: Vec<&str> = stock.rows.iter().find(|table| table.key == "closed").unwrap().rows.iter().map(|row| row.path.as_str()).collect();
        assert_eq!(paths, [format!("/tickets/{}", id(&tickets[0])), format!("/tickets/{}", id(&tickets[1]))]);
        let parts = stock.tables.iter().find(|table| table.key == "by_part").unwrap();
        let parts: Vec<String> = parts.rows.iter().map(|row| row.cells.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(parts, ["上旬 1 2", "中旬 1 0", "下旬 0 0"]);
        assert_eq!(stock.charts[0].labels.len(), 3);
    }

    async fn clocks_are_held_against_the_contract(db: Db) {
        let (stage, _) = played(db).await;
        let sections = sections(&stage, &december(&stage)).await;
        let clocks = of(&sections, "ticketing.clocks");
        let (Value::Count(met), Value::Count(late)) = (figure(clocks, "met"), figure(clocks, "breached")) else { panic!() };
        assert!(*met >= 3 && *late >= 1, "{met} met, {late} late");
        assert_eq!(figure(clocks, "rate"), &Value::share(*met, met + late));
        let targets = clocks.tables.iter().find(|table| table.key == "by_target").unwrap();
        let sum = |column: usize| targets.rows.iter().map(|row| if let Value::Count(n) = row.cells[column] { n } else { 0 }).sum::<i64>();
        assert_eq!((sum(4), sum(5)), (*met, *late));
        let clauses: Vec<String> = targets.rows.iter().map(|row| row.cells[3].to_string()).collect();
        assert!(clauses.iter().all(|clause| clause.contains("附件一")), "{clauses:?}");
    }

    async fn faults_have_their_causes_and_visits_their_sheets(db: Db) {
        let (stage, tickets) = played(db).await;
        let sections = sections(&stage, &december(&stage)).await;
        let faults = of(&sections, "ticketing.faults");
        assert_eq!(counts(faults, &["faults", "over", "open", "explained"]), n(&[1, 1, 0, 1]));
        let list = faults.tables.iter().find(|table| table.key == "list").unwrap();
        assert_eq!(list.rows[0].cells[5].to_string(), "中级证书过期，联系电话 （电话略）");
        assert_eq!(list.rows[0].cells[6].to_string(), "更新中级证书");
        assert!(faults.hints.iter().any(|hint| hint.path == format!("/tickets/{}", id(&tickets[1]))));
        let visits = of(&sections, "ticketing.visits");
        assert_eq!(counts(visits, &["on_site", "remote", "visits", "sheets", "signed"]), n(&[1, 1, 1, 1, 1]));
        let parts = visits.tables.iter().find(|table| table.key == "parts").unwrap();
        assert_eq!(parts.rows[0].cells[2], Value::Count(2));
        assert!(!format!("{sections:?}").contains("Secret-1") && !format!("{sections:?}").contains("13800000000"));
    }

    async fn a_report_on_some_works_has_no_others(db: Db) {
        let (stage, _) = played(db).await;
        let ask = ReportAsk { works: vec!["infra".to_owned()], ..december(&stage) };
        let sections = sections(&stage, &ask).await;
        assert_eq!(counts(of(&sections, "ticketing.tickets"), &["opened", "closed", "before", "left", "undone"]), n(&[0; 5]));
        assert_eq!(counts(of(&sections, "ticketing.visits"), &["on_site", "remote", "visits", "sheets"]), n(&[0; 4]));
        assert!(of(&sections, "ticketing.tickets").rows.is_empty());
    }

    async fn a_report_on_a_ticket_tells_its_story_only(db: Db) {
        let (stage, tickets) = played(db).await;
        let ask = ReportAsk { subject: Some(format!("/tickets/{}", id(&tickets[1]))), ..december(&stage) };
        let told = sections(&stage, &ask).await;
        assert_eq!(told.iter().map(|section| section.code.as_str()).collect::<Vec<_>>(), ["ticketing.story"]);
        let clocks = told[0].tables.iter().find(|table| table.key == "clocks").unwrap();
        assert_eq!(clocks.rows.len(), stage.now(&tickets[1]).await["clocks"].as_array().unwrap().len());
        assert!(!format!("{told:?}").contains("Secret-1"));
        let elsewhere = ReportAsk { contract: stage.re, ..ask };
        assert!(sections(&stage, &elsewhere).await.is_empty());
    }
}
