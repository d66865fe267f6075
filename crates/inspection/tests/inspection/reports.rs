//! What comes round contributes to reports.

use chrono::TimeDelta;
use jianyue_inspection::InspectionModule;
use jianyue_kernel::{ContractId, Value};
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use crate::common::Stage;

async fn sections(stage: &Stage, contract: ContractId, works: &[&str], (from, to): (&str, &str)) -> Vec<Section> {
    let works = works.iter().map(ToString::to_string).collect();
    let ask = ReportAsk { contract, works, from: from.parse().unwrap(), to: to.parse().unwrap(), subject: None };
    let mut tx = stage.db.read().await.unwrap();
    let mut sections = Vec::new();
    for source in InspectionModule.report_sources() {
        if let Some(section) = source.section(stage.app.app(), &mut tx, &ask).await.unwrap() {
            figures_hold(&section);
            sections.push(section);
        }
    }
    sections
}

fn n(value: &Value) -> i64 {
    if let Value::Count(n) = value { *n } else { panic!("{value:?} is no count") }
}

/// Four days of which one is wrong on two things and the last one is not made.
async fn four_days(stage: &Stage) {
    let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
    for (day, (row, state)) in rows.iter().zip(["异常", "异常", "正常"]).enumerate() {
        stage.env.set("2021-12-06T10:00:00+08:00");
        stage.env.advance(TimeDelta::days(i64::try_from(day).unwrap()));
        let run = stage.start(row).await;
        stage.fill(&run).await;
        stage.answer(&run, json!({ "3.state": { "value": state, "note": "加密机告警" } })).await.expect(200);
        if day == 2 {
            stage.answer(&run, json!({ "5.state": { "value": "异常" } })).await.expect(200);
        }
        stage.sign(&run, "engineer").await;
        stage.close(&run).await.expect(200);
        stage.app.deliver_events().await;
    }
    stage.env.set("2021-12-10T00:10:00+08:00");
    stage.app.run_job("inspection.sweep").await.unwrap();
}

on_both_databases! {
    async fn rounds_are_counted_as_the_counts_of_the_rules_are(db: Db) {
        let stage = Stage::new(db).await;
        four_days(&stage).await;
        let rounds = sections(&stage, stage.hs, &[], ("2021-12-06", "2021-12-09")).await.remove(0);
        let told = stage.counts("HS-I1.daily", "2021-12-06", "2021-12-09").await;
        let table = rounds.tables.iter().find(|table| table.key == "rules").unwrap();
        let daily = table.rows.iter().find(|row| row.cells[0].to_string() == told["title"].as_str().unwrap()).unwrap();
        let figures: Vec<i64> = daily.cells[3..].iter().map(n).collect();
        let expected = ["planned", "done", "late", "missed", "announced", "open"].map(|key| told[key].as_i64().unwrap());
        assert_eq!(figures, expected);
        assert_eq!(&expected[..4], [4, 3, 0, 1]);
        assert!(daily.cells[2].to_string().contains("附件一"));
        let sum: i64 = ["done", "late", "missed", "announced", "open"].iter().map(|key| n(figure(&rounds, key))).sum();
        assert_eq!(sum, n(figure(&rounds, "planned")));
    }

    async fn findings_tell_what_became_of_them(db: Db) {
        let stage = Stage::new(db).await;
        four_days(&stage).await;
        let found = sections(&stage, stage.hs, &[], ("2021-12-01", "2021-12-31")).await.remove(1);
        assert_eq!(["findings", "gone", "still", "ticketed"].map(|key| n(figure(&found, key))), [3, 2, 1, 0]);
        let list = &found.tables[0];
        assert_eq!(list.rows[0].cells[2].to_string(), "异常");
        assert_eq!(list.rows[0].cells[3].to_string(), "加密机告警");
        assert!(found.hints.iter().any(|hint| hint.text.contains("尚未消除")));
        let none = sections(&stage, stage.hs, &[], ("2021-12-09", "2021-12-09")).await.remove(1);
        assert_eq!(n(figure(&none, "findings")), 0, "that a day found nothing is said");
    }

    async fn a_report_on_a_work_has_what_comes_round_in_it(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let planned = |sections: Vec<Section>| sections.first().map_or(0, |section| n(figure(section, "planned")));
        let span = ("2024-07-01", "2024-09-30");
        let all = planned(sections(&stage, stage.re, &[], span).await);
        let third = planned(sections(&stage, stage.re, &["3"], span).await);
        assert!(0 < third && third < all, "{third} of {all}");
        assert!(sections(&stage, stage.hs, &[], ("2030-01-01", "2030-01-31")).await.is_empty());
    }
}
