//! What is told, and what follows from it.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

/// Everything that the first payment of the platform contract waits for.
async fn ready(stage: &Stage) {
    for (fact, on) in [
        ("in_force", "2024-07-19"),
        ("funds_arrived", "2024-08-01"),
        ("reports_accepted", "2024-08-16"),
        ("invoice_received", "2024-08-20"),
    ] {
        let body = json!({ "kind": "happened", "fact": fact, "for": "HC-M1.1", "on": on });
        stage.tell(&stage.manager(), stage.hc, &body).await.expect(201);
    }
}

async fn breach(stage: &Stage) -> String {
    let body = json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-08-12", "text": "一周没有巡检" });
    let told = stage.tell(&stage.manager(), stage.hc, &body).await.expect(201).json();
    told["breach"].as_str().unwrap().to_owned()
}

fn payment(amount: &str) -> Value {
    json!({ "kind": "payment", "for": "HC-M1.1", "on": "2024-09-02", "amount": amount, "voucher": "记-0902" })
}

on_both_databases! {
    async fn a_breach_becomes_a_penalty_that_is_netted_from_the_next_payment(db: Db) {
        let stage = Stage::new(db).await;
        ready(&stage).await;
        let number = breach(&stage).await;
        assert_eq!(stage.account("2024-09-01").await["penalties"][0]["proposed"], "90150.00");
        let objection = json!({ "kind": "objection", "breach": number, "text": "当周机房停电", "on": "2024-08-20" });
        stage.tell(&stage.manager(), stage.hc, &objection).await.expect(201);
        let decision = json!({
            "kind": "decision", "breach": number, "outcome": "reduced", "amount": "50000.00", "reason": "停电一天",
            "on": "2024-08-25",
        });
        assert_eq!(stage.tell(&stage.manager(), stage.hc, &decision).await.expect(403).code(), "denied");
        stage.tell(&stage.client(), stage.hc, &decision).await.expect(201);
        let account = stage.account("2024-09-01").await;
        let first = &account["lines"][0];
        assert_eq!((&first["deducted"], &first["open"], &first["due_on"]), (&json!("50000.00"), &json!("851500.00"), &json!("2024-09-03")));
        stage.tell(&stage.finance(), stage.hc, &payment("851500.00")).await.expect(201);
        assert_eq!(stage.account("2024-09-02").await["lines"][0]["state"], "paid");
        let whole = stage.get(&stage.client(), &format!("contracts/{}/account", stage.hc)).await.expect(200).json();
        assert_eq!((&whole["objections"][0]["breach"], &whole["entries"]), (&json!(number), &json!(8)));
    }

    async fn a_payment_stays_and_is_corrected_by_an_entry_below_zero(db: Db) {
        let stage = Stage::new(db).await;
        ready(&stage).await;
        let over = stage.tell(&stage.finance(), stage.hc, &payment("901500.01")).await.expect(422).json();
        assert_eq!(over["errors"][0]["field"], "amount");
        let paid = stage.tell(&stage.finance(), stage.hc, &payment("901500.00")).await.expect(201).json();
        let undo = json!({ "kind": "withdrawal", "entry": paid["id"], "reason": "登记错了" });
        assert_eq!(stage.tell(&stage.finance(), stage.hc, &undo).await.expect(409).code(), "billing.payment_stays");
        stage.tell(&stage.finance(), stage.hc, &payment("-1500.00")).await.expect(201);
        assert_eq!(stage.account("2024-09-30").await["lines"][0]["open"], "1500.00");
        let under = stage.tell(&stage.finance(), stage.hc, &payment("-900000.01")).await.expect(422).json();
        assert_eq!(under["errors"][0]["field"], "amount");
    }

    async fn what_was_a_mistake_is_withdrawn_and_still_shown(db: Db) {
        let stage = Stage::new(db).await;
        breach(&stage).await;
        let list = |by| { let stage = &stage; async move {
            stage.get(&by, &format!("contracts/{}/billing-entries", stage.hc)).await.expect(200).json()
        }};
        let told = list(stage.client()).await;
        let undo = json!({ "kind": "withdrawal", "entry": told[0]["id"], "reason": "巡检单后来找到了" });
        stage.tell(&stage.client(), stage.hc, &undo).await.expect(201);
        assert_eq!(stage.account("2024-09-30").await["penalties"], json!([]));
        let told = list(stage.client()).await;
        assert_eq!((told[1]["withdrawn"].as_bool(), told.as_array().unwrap().len()), (Some(true), 2));
        assert_eq!(stage.tell(&stage.client(), stage.hc, &undo).await.expect(422).json()["errors"][0]["field"], "entry");
    }

    async fn a_question_changes_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/account/what-if?at=2024-09-30", stage.hc);
        let four: Vec<Value> = (1..=4).map(|day| json!({
            "kind": "breach", "rule": "HC-M2.service", "on": format!("2024-08-0{day}"), "text": "假设",
        })).collect();
        let answer = stage.post(&stage.manager(), &path, &json!({ "entries": four })).await.expect(200).json();
        assert_eq!(answer["account"]["penalties"][3]["proposed"], "450750.00");
        assert_eq!(answer["account"]["thresholds"][0]["reached"], true);
        assert_eq!(stage.account("2024-09-30").await["penalties"], json!([]));
    }

    async fn what_does_not_fit_is_told_and_leaves_nothing_behind(db: Db) {
        let stage = Stage::new(db).await;
        for (field, body) in [
            ("on", json!({ "kind": "demand", "for": "HC-M1.1", "on": "2024-10-01" })),
            ("for", json!({ "kind": "demand", "for": "HC-M9", "on": "2024-09-01" })),
            ("rule", json!({ "kind": "breach", "rule": "HC-M9", "on": "2024-09-01", "text": "某事" })),
            ("text", json!({ "kind": "breach", "rule": "HC-M2.service", "on": "2024-09-01", "text": " " })),
            ("breach", json!({ "kind": "breach_ended", "breach": "WY-001", "on": "2024-09-01" })),
        ] {
            let answer = stage.tell(&stage.manager(), stage.hc, &body).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{answer}");
        }
        let list = stage.get(&stage.client(), &format!("contracts/{}/billing-entries", stage.hc)).await;
        assert_eq!(list.expect(200).json(), json!([]));
    }

    async fn the_schedule_is_that_of_all_contracts_that_one_reads(db: Db) {
        let stage = Stage::new(db).await;
        ready(&stage).await;
        let all = stage.get(&stage.finance(), "billing/schedule?at=2024-09-30").await.expect(200).json();
        let keys: Vec<_> = all["lines"].as_array().unwrap().iter().map(|one| one["line"]["key"].as_str().unwrap()).collect();
        assert_eq!((keys[0], keys.len()), ("HC-M1.1", 7), "what is due comes first");
        let september = all["months"].as_array().unwrap().iter().find(|one| one["month"] == "2024-09-01").unwrap();
        assert_eq!((&september["due"], &september["paid"]), (&json!("901500.00"), &json!("0.00")));
        let waits = &all["lines"].as_array().unwrap().iter().find(|one| one["line"]["key"] == "HC-M1.2").unwrap()["waits_for"];
        assert_eq!(waits, &json!(["报告通过评审", "收到发票"]));
        let member = stage.get(&stage.member(), "billing/schedule?at=2024-09-30").await.expect(200).json();
        assert_eq!(member["lines"], json!([]), "who sees some works sees no account");
        stage.get(&stage.member(), &format!("contracts/{}/account", stage.re)).await.expect(404);
    }
}
