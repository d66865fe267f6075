//! What reports are told of money.

use jianyue_billing::BillingModule;
use jianyue_kernel::Value;
use jianyue_platform::{
    Module,
    db::Db,
    reports::{ReportAsk, Section},
};
use jianyue_testkit::{figure, figures_hold, on_both_databases};
use serde_json::json;

use super::common::Stage;

async fn told(stage: &Stage, works: &[&str], (from, to): (&str, &str)) -> Option<Section> {
    let ask = ReportAsk {
        contract: stage.hc,
        works: works.iter().map(ToString::to_string).collect(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        subject: None,
    };
    let mut tx = stage.app.app().db().read().await.unwrap();
    BillingModule.report_sources()[0].section(stage.app.app(), &mut tx, &ask).await.unwrap()
}

/// The first payment is ready and a part of it paid; a breach was reduced, another one waits.
async fn story(stage: &Stage) {
    for (fact, on) in [
        ("in_force", "2024-07-19"),
        ("funds_arrived", "2024-08-01"),
        ("reports_accepted", "2024-08-16"),
        ("invoice_received", "2024-08-20"),
    ] {
        let body = json!({ "kind": "happened", "fact": fact, "for": "HC-M1.1", "on": on });
        stage.tell(&stage.manager(), stage.hc, &body).await.expect(201);
    }
    let breach = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-08-12", "text": "一周没有巡检" });
    let number = stage.tell(&stage.manager(), stage.hc, &breach).await.expect(201).json()["breach"].clone();
    let other = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-09-10", "text": "一周没有备份" });
    stage.tell(&stage.manager(), stage.hc, &other).await.expect(201);
    let decision = json!({
        "kind": "decision", "breach": number, "outcome": "reduced", "amount": "50000.00", "reason": "停电一天",
        "on": "2024-08-25",
    });
    stage.tell(&stage.client(), stage.hc, &decision).await.expect(201);
    let payment =
        json!({ "kind": "payment", "for": "HC-M1.1", "on": "2024-09-02", "amount": "800000.00", "voucher": "记-0902" });
    stage.tell(&stage.finance(), stage.hc, &payment).await.expect(201);
}

on_both_databases! {
    async fn a_quarter_has_its_payments_and_what_became_of_penalties(db: Db) {
        let stage = Stage::new(db).await;
        story(&stage).await;
        let quarter = told(&stage, &[], ("2024-07-01", "2024-09-30")).await.unwrap();
        figures_hold(&quarter);
        assert_eq!(["paid", "due", "penalties", "undecided", "waived"].map(|key| figure(&quarter, key).clone()), [1, 1, 2, 1, 0].map(Value::Count));
        let sums = ["total", "paid_all", "paid_sum", "proposed_sum", "confirmed_sum"].map(|key| figure(&quarter, key).to_string());
        assert_eq!(sums, ["¥1,803,000.00", "¥800,000.00", "¥800,000.00", "¥180,300.00", "¥50,000.00"]);
        let blocked = quarter.rows.iter().find(|table| table.key == "blocked").unwrap();
        assert!(blocked.rows.iter().any(|row| row.cells[2] == Value::from("财务人员")), "{blocked:?}");
        let august = told(&stage, &[], ("2024-08-01", "2024-08-31")).await.unwrap();
        figures_hold(&august);
        assert_eq!(["paid", "penalties"].map(|key| figure(&august, key).clone()), [0, 1].map(Value::Count));
        assert_eq!(figure(&august, "paid_all").to_string(), "¥0.00", "what was paid later is not told");
    }

    async fn a_report_about_some_works_tells_no_sums(db: Db) {
        let stage = Stage::new(db).await;
        story(&stage).await;
        assert!(told(&stage, &["1"], ("2024-07-01", "2024-09-30")).await.is_none());
    }
}
