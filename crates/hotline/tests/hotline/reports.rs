//! What the hotline contributes to reports.

use jianyue_hotline::HotlineModule;
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    dossier::DossierAsk,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::{Stage, event, text};

async fn sections(stage: &Stage, contract: ContractId, works: &[&str]) -> Vec<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let (from, to) = ("2026-03-01".parse().unwrap(), "2026-03-31".parse().unwrap());
    let ask = ReportAsk { contract, works, from, to, subject: None };
    let mut tx = stage.db.read().await.unwrap();
    let mut sections = Vec::new();
    for source in HotlineModule.report_sources() {
        if let Some(section) = source.section(stage.app.app(), &mut tx, &ask).await.unwrap() {
            assert_eq!(section.code, source.code());
            figures_hold(&section);
            sections.push(section);
        }
    }
    sections
}

fn counts(section: &Section, keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| figure(section, key).clone()).collect()
}

fn n(counts: &[i64]) -> Vec<Value> {
    counts.iter().map(|n| Value::Count(*n)).collect()
}

on_both_databases! {
    async fn calls_are_held_against_the_promise_with_their_rows(db: Db) {
        let stage = Stage::new(db).await;
        let phones = stage.phones().await;
        let call = |n: usize, wait: i64| {
            let from = jianyue_testkit::env::time("2026-03-01T10:00:00+08:00");
            let until = (from + chrono::TimeDelta::seconds(wait)).to_rfc3339();
            let name = format!("c{n}");
            [event(&format!("{n}a"), &name, "arrived", &from.to_rfc3339()), event(&format!("{n}b"), &name, "answered", &until)]
        };
        for (n, wait) in [5, 59, 60].into_iter().enumerate() {
            stage.told(&phones, json!(call(n, wait))).await;
        }
        let gone = [event("g", "g", "arrived", "2026-03-01T11:00:00+08:00"), event("h", "g", "abandoned", "2026-03-01T11:05:00+08:00")];
        stage.told(&phones, json!(gone)).await;
        stage.told(&phones, json!([event("r", "r", "arrived", "2026-03-01T12:00:00+08:00")])).await;
        stage.told(&phones, json!([event("o", "o", "answered", "2026-04-01T00:00:00+08:00")])).await;
        let sections = sections(&stage, stage.ex, &[]).await;
        let calls = &sections[0];
        assert_eq!(counts(calls, &["arrived", "answered", "abandoned", "voicemail"]), n(&[4, 3, 1, 0]));
        assert_eq!(figure(calls, "within_phone"), &Value::share(2, 3));
        let within = calls.figures.iter().find(|figure| figure.key == "within_phone").unwrap().note.clone().unwrap();
        assert!(within.contains("第二条 4(2)") && within.contains("少于 60 秒") && within.contains("未达标"), "{within}");
        let waits = stage.waits("2026-03-01", "2026-03-31").await;
        let row = &calls.tables.iter().find(|table| table.key == "waits").unwrap().rows[0].cells;
        for (cell, member) in [(4, "p50"), (5, "p90"), (6, "p95"), (7, "max")] {
            assert_eq!(row[cell], Value::Seconds(waits["totals"][0][member].as_i64().unwrap()), "{member}");
        }
        assert_eq!(row[1], Value::Count(waits["totals"][0]["arrived"].as_i64().unwrap()));
        let (from, to) = ("2024-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let ask = DossierAsk { contract: stage.ex, works: Vec::new(), from, to };
        let source = HotlineModule.dossier().unwrap();
        let mut tx = stage.db.read().await.unwrap();
        let kept = source.kept(stage.app.app(), &mut tx, &ask).await.unwrap();
        let wait = kept.iter().find(|one| one.rule == "EX-Q1").unwrap();
        assert_eq!((wait.done, wait.late), (0, 1), "a promise that was not reached is not kept");
        assert!(wait.evidence[0].text.contains("2/3 通"), "{:?}", wait.evidence);
        let work = DossierAsk { works: vec!["exam".to_owned()], ..ask };
        assert!(source.kept(stage.app.app(), &mut tx, &work).await.unwrap().is_empty());
    }

    async fn return_calls_and_satisfaction_have_their_rows(db: Db) {
        let stage = Stage::new(db).await;
        for (ticket, points) in [(1, Some(5)), (2, Some(2)), (3, None)] {
            stage.ticket_changed(stage.hs, ticket, "closed").await;
            let calls = stage.get(&stage.agent(), "/return-calls").await.expect(200).json();
            let call = calls["items"].as_array().unwrap().iter().find(|call| call["ticket_number"] == format!("T-{ticket}")).unwrap().clone();
            if let Some(points) = points {
                let body = json!({ "satisfaction": points, "comment": "说明" });
                stage.post(&stage.agent(), &format!("/return-calls/{}/complete", text(&call["id"])), body).await.expect(200);
            }
        }
        let sections = sections(&stage, stage.hs, &[]).await;
        let returns = sections.iter().find(|section| section.code == "hotline.returns").unwrap();
        assert_eq!(counts(returns, &["due", "made", "late", "left", "answers", "content"]), n(&[3, 2, 0, 1, 2, 1]));
        assert_eq!(figure(returns, "satisfaction"), &Value::share(1, 2));
        let due = returns.figures.iter().find(|figure| figure.key == "due").unwrap();
        assert!(due.note.as_ref().unwrap().contains("附件一 四.1(9)"));
        assert_eq!(returns.tables[0].rows.len(), 2);
    }

    async fn what_is_promised_is_told_without_a_call_and_a_work_has_none(db: Db) {
        let stage = Stage::new(db).await;
        let codes = |sections: Vec<Section>| sections.into_iter().map(|section| section.code).collect::<Vec<_>>();
        assert_eq!(codes(sections(&stage, stage.sc, &[]).await), ["hotline.calls", "hotline.returns"]);
        let cards = sections(&stage, stage.sc, &[]).await;
        let note = cards[1].figures.iter().find(|figure| figure.key == "satisfaction").unwrap().note.clone().unwrap();
        assert!(note.contains("90%") && note.contains("本期没有答复"), "{note}");
        assert!(sections(&stage, stage.ex, &["exam"]).await.is_empty());
    }
}
