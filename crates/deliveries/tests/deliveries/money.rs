//! Weeks of money.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, text};

/// Opens the week of 2 March, with the books of three orders: one with another amount, one without a receipt, and a payment
/// without an order.
pub async fn week(stage: &Stage) -> Value {
    stage.paid(&[("A", 2), ("B", 3), ("C", 8)]).await;
    let week = stage
        .post(&stage.manager(), &stage.of("/reconciliations"), json!({ "day": "2026-03-04" }))
        .await
        .expect(201)
        .json();
    let path = format!("/reconciliations/{}/import?side=", text(&week["id"]));
    let tables = [
        (
            "payment",
            "流水号,订单号,金额,支付时间\nT1,A,20.00,2026-03-02\nT2,B,21.00,2026-03-03\nT3,C,20.00,2026-03-08\nT4,X,20.00,2026-03-08\nT5,Y,20.00,2026-03-09\nT6,Z,,2026-03-03\n",
            (4, 2),
        ),
        (
            "receipt",
            "票据号,订单号,金额,开票日期\nP1,A,20.00,2026-03-09\nP2,B,21.00,2026-03-09\nP4,X,20.00,2026-03-09\n",
            (3, 0),
        ),
        ("treasury", "缴款书号,金额,缴款日期\nK1,81.00,2026-03-09\n", (1, 0)),
    ];
    for (side, table, (added, refused)) in tables {
        let told = stage.upload(&stage.manager(), &format!("{path}{side}"), table).await.expect(200).json();
        assert_eq!((&told["added"], &told["refused"]), (&json!(added), &json!(refused)), "{told}");
    }
    week
}

on_both_databases! {
    async fn differences_are_found_explained_and_the_week_is_closed(db: Db) {
        let stage = Stage::new(db).await;
        let id = text(&week(&stage).await["id"]);
        let path = format!("/reconciliations/{id}");
        let found = stage.read(&path).await;
        let told: Vec<_> = found["lines"].as_array().unwrap().iter()
            .map(|line| (text(&line["kind"]), text(&line["order_number"]), line["found"].as_i64().unwrap() - line["expected"].as_i64().unwrap())).collect();
        let expected = [("amount_differs", "B", 100), ("receipt_missing", "C", -2000), ("payment_without_order", "X", 2000)];
        assert_eq!(told, expected.map(|(kind, order, fen)| (kind.to_owned(), order.to_owned(), fen)));
        assert_eq!((&found["totals"]["orders_fen"], &found["totals"]["payments_fen"], &found["may"]), (&json!(6000), &json!(8100), &json!(false)));
        let close = format!("{path}/close");
        let early = stage.post(&stage.manager(), &close, json!({})).await.expect(409).json();
        assert_eq!((&early["code"], &early["detail"]), (&json!("deliveries.not_ready"), &json!("还有 3 项差异没有说明原因，逐项说明后才能办结。")));
        for line in found["lines"].as_array().unwrap() {
            let body = json!({ "key": line["key"], "text": "已与支付平台核对，下周退补" });
            stage.put(&stage.client(), &format!("{path}/explanations"), body.clone()).await.expect(403);
            stage.put(&stage.manager(), &format!("{path}/explanations"), body).await.expect(200);
        }
        let closed = stage.post(&stage.manager(), &close, json!({})).await.expect(200).json();
        assert_eq!((&closed["state"], &closed["unexplained"], &closed["closed_by"]), (&json!("closed"), &json!(0), &json!("人员4（测试）")));
        let proof = stage.events("deliveries.duty_proved").await;
        assert_eq!(proof.len(), 1);
        assert_eq!((&proof[0]["rule"], &proof[0]["kind"], &proof[0]["on"]), (&json!("SC-O1.reconciliation"), &json!("duty"), &json!("2026-03-09")));
        assert_eq!(proof[0]["text"], "2026-03-02 至 2026-03-08 对账办结：支付 4 笔，差异 3 项均已说明");
        // What was found stays, whatever comes afterwards.
        stage.paid(&[("D", 4)]).await;
        assert_eq!(stage.read(&path).await["totals"], found["totals"]);
        assert_eq!(stage.post(&stage.manager(), &close, json!({})).await.expect(409).code(), "deliveries.wrong_state");
        let book = stage.get(&stage.client(), &format!("{path}/export")).await.expect(200);
        assert!(book.header("content-type").ends_with("spreadsheetml.sheet"));
        let listed = stage.read(&stage.of("/reconciliations")).await;
        assert_eq!((&listed["items"][0]["differences"], &listed["items"][0]["from"]), (&json!(3), &json!("2026-03-02")));
    }

    async fn an_explanation_holds_for_the_difference_that_it_was_given_for(db: Db) {
        let stage = Stage::new(db).await;
        let id = text(&week(&stage).await["id"]);
        let path = format!("/reconciliations/{id}");
        let line = stage.read(&path).await["lines"][0].clone();
        let body = json!({ "key": line["key"], "text": "多收 1 元，退回" });
        assert_eq!(stage.put(&stage.manager(), &format!("{path}/explanations"), body.clone()).await.expect(200).json()["unexplained"], 2);
        // The row was typed wrongly: it is taken out and written down anew, with another amount.
        let rows = stage.read(&format!("{path}/rows?side=payment")).await;
        let row = rows["items"].as_array().unwrap().iter().find(|row| row["number"] == "T2").unwrap().clone();
        stage.app.delete(&format!("/api/v1/reconciliation-rows/{}", text(&row["id"]))).by(&stage.manager()).send().await.expect(204);
        let new = json!({ "side": "payment", "number": "T2", "order_number": "B", "amount": 2200, "happened_on": "2026-03-03" });
        stage.post(&stage.manager(), &format!("{path}/rows"), new.clone()).await.expect(201);
        stage.post(&stage.manager(), &format!("{path}/rows"), new).await.expect(422);
        let now = stage.read(&path).await;
        let (kinds, open): (Vec<&str>, i64) = (now["lines"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect(), now["unexplained"].as_i64().unwrap());
        assert_eq!((kinds, open), (vec!["amount_differs", "receipt_amount_differs", "receipt_missing", "payment_without_order", "treasury_differs"], 5));
        stage.put(&stage.manager(), &format!("{path}/explanations"), body).await.expect(422);
    }

    async fn a_week_is_closed_when_it_is_over(db: Db) {
        let stage = Stage::new(db).await;
        let open = json!({ "day": "2026-03-09" });
        let first = stage.post(&stage.manager(), &stage.of("/reconciliations"), open.clone()).await.expect(201).json();
        let again = stage.post(&stage.manager(), &stage.of("/reconciliations"), open).await.expect(201).json();
        assert_eq!(first["id"], again["id"]);
        let close = format!("/reconciliations/{}/close", text(&first["id"]));
        assert_eq!(stage.post(&stage.manager(), &close, json!({})).await.expect(409).code(), "deliveries.not_ready");
        stage.post(&stage.manager(), &stage.of("/reconciliations"), json!({ "day": "2026-03-10" })).await.expect(422);
        stage.post(&stage.client(), &stage.of("/reconciliations"), json!({ "day": "2026-03-02" })).await.expect(403);
        stage.env.set("2026-03-16T00:00:00+08:00");
        stage.post(&stage.manager(), &close, json!({})).await.expect(200);
    }
}
