//! What reports are told of the ledger.

use jianyue_kernel::Value;
use jianyue_obligations::ObligationsModule;
use jianyue_platform::{
    Module,
    db::Db,
    duties::DutyState,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};

use super::common::Stage;

async fn told(stage: &Stage, works: &[&str], (from, to): (&str, &str)) -> Section {
    let ask = ReportAsk {
        contract: stage.hs,
        works: works.iter().map(ToString::to_string).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: None,
    };
    let mut tx = stage.db.read().await.unwrap();
    ObligationsModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap().unwrap()
}

on_both_databases! {
    async fn every_rule_stands_with_how_it_was_kept(db: Db) {
        let stage = Stage::new(db).await;
        stage.inspect("HS-I1.daily", "2021-12-01", DutyState::Done);
        stage.inspect("HS-I1.daily", "2021-12-02", DutyState::Missed);
        stage.inspect("HS-I1.weekly", "2021-12-03", DutyState::DoneLate);
        let section = told(&stage, &[], ("2021-12-01", "2021-12-03")).await;
        figures_hold(&section);
        // The daily sheet of each inspection stands where that stands.
        let missed = section.rows.iter().find(|table| table.key == "missed").unwrap();
        assert_eq!(figure(&section, "missed"), &Value::Count(i64::try_from(missed.rows.len()).unwrap()));
        assert_eq!(missed.rows.iter().filter(|row| row.cells[0] == Value::from("安全应用系统日常监测")).count(), 1, "{missed:?}");
        assert_eq!(figure(&section, "late"), &Value::Count(1));
        let rules = section.rows.iter().find(|table| table.key == "rules").unwrap();
        let change = rules.rows.iter().find(|row| row.path.ends_with("rule=HS-O1.change")).unwrap();
        assert_eq!((&change.cells[2], &change.cells[1]), (&Value::Count(0), &Value::from("附件一 三.2.2(2)、2.3")), "a rule without anything due stands there too");
        let kept = section.tables.iter().find(|table| table.key == "kept").unwrap();
        assert!(kept.rows.iter().all(|row| row.cells[2] != Value::Count(0) || row.cells[7] != Value::Count(0)));
    }
}
