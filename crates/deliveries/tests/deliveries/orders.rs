//! Orders from tables and by hand, and what the ledger says of them.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, text};

const TABLE: &str = "订单号,缴费时间,费用,类型,学校,姓名\n\
    R1,2026-03-04 10:20,20.00,补换卡,第一小学（演示）,王小某\n\
    R2,,20.00,补换卡,第一小学（演示）,李某\n\
    R3,2026-03-10,20.00,补换卡,,\n\
    R4,2026-03-04,20.00,快餐,,\n\
    R1,2026-03-05,20.00,,,\n\
    N1,2026-03-05,,新办卡,第二小学（演示）,\n";

on_both_databases! {
    async fn a_table_is_taken_row_by_row_and_a_row_without_a_day_is_refused(db: Db) {
        let stage = Stage::new(db).await;
        let path = stage.of("/delivery-batches?kind=payments&preview=true");
        let look = stage.upload(&stage.manager(), &path, TABLE).await.expect(200).json();
        let told = stage.import("payments", TABLE).await;
        assert_eq!((&look["preview"], &look["added"], &told["added"], &told["refused"]), (&json!(true), &json!(2), &json!(2), &json!(4)));
        let reasons: Vec<(u64, String)> = told["rows"].as_array().unwrap().iter().filter(|row| row["outcome"] == "refused")
            .map(|row| (row["line"].as_u64().unwrap(), text(&row["reason"]))).collect();
        let expected = [
            (3, "没有填写缴费时间，这一行不能导入"),
            (4, "日期 2026-03-10 在今天之后，请核对"),
            (5, "合同没有“快餐”这类配送，可填：补换卡送达、新办卡送到学校"),
            (6, "与前面某一行的编号相同，请只保留一行"),
        ];
        assert_eq!(reasons, expected.map(|(line, reason)| (line, reason.to_owned())));
        let order = stage.order("R1").await;
        // Seven working days behind Wednesday the 4th.
        assert_eq!((&order["due_on"], &order["receiver"], &order["state"], &order["fee"]), (&json!("2026-03-13"), &json!("王**"), &json!("paid"), &json!(2000)));
        assert_eq!((&order["owed_under"]["clause"], &order["owed_under"]["within"]), (&json!("附件 1.2.1、1.5(2)"), &json!("7 个工作日")));
        assert_eq!((&stage.order("N1").await["due_on"], &stage.order("N1").await["rule"]), (&Value::Null, &json!("SC-O1.new")));
        // The same again is the same; other facts are refused.
        let again = stage.import("payments", "订单号,缴费时间,费用,类型,学校,姓名\nR1,2026-03-04,20.00,补换卡,第一小学（演示）,王小某\nN1,2026-03-04,,新办卡,第二小学（演示）,\n").await;
        assert_eq!((&again["same"], &again["refused"]), (&json!(1), &json!(1)));
        assert_eq!(again["rows"][1]["reason"], "订单已登记，缴费日是 2026-03-05，表中是 2026-03-04。请核对后改正表格");
        let batches = stage.read(&stage.of("/delivery-batches")).await;
        assert_eq!(batches["items"].as_array().unwrap().len(), 2);
        let first = text(&batches["items"][1]["id"]);
        assert_eq!(stage.orders(&format!("batch={first}")).await.len(), 2);
    }

    async fn cards_are_made_handed_over_and_received(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("R1", 2), ("R2", 2), ("R3", 3)]).await;
        let made = stage.import("made", "订单号,制卡时间\nR1,2026-03-03 16:00\nR2,2026-03-03 16:00\nR9,2026-03-03\nR3,2026-03-02\n").await;
        assert_eq!((&made["added"], &made["refused"]), (&json!(2), &json!(2)));
        assert_eq!(made["rows"][3]["reason"], "日期早于缴费日 2026-03-03，请核对");
        let handed = "订单号,运单号,交寄时间,快递公司\nR1,SF1,2026-03-04 10:00,某快递（演示）\nR2,SF1,2026-03-04 10:00,某快递（演示）\n";
        assert_eq!(stage.import("handed", handed).await["added"], 2);
        assert_eq!(stage.import("handed", handed).await["same"], 2);
        let other = stage.import("handed", "订单号,运单号,交寄时间\nR1,SF2,2026-03-05\n").await;
        assert_eq!(other["rows"][0]["reason"], "已在途（运单 SF1）。退回或投递失败后才能重新交寄");
        assert_eq!(stage.orders("q=SF1").await.len(), 2, "a parcel holds many cards");
        let order = stage.order("R1").await;
        let path = format!("/deliveries/{}/events", text(&order["id"]));
        let nobody = stage.post(&stage.manager(), &path, json!({ "kind": "delivered" })).await;
        assert_eq!(nobody.expect(422).json()["errors"][0]["field"], "signed_by");
        let early = json!({ "kind": "delivered", "signed_by": "李某某", "at": "2026-03-01T10:00:00+08:00" });
        stage.post(&stage.manager(), &path, early).await.expect(422);
        let done = json!({ "kind": "delivered", "signed_by": "李某某", "at": "2026-03-06T10:00:00+08:00" });
        let order = stage.post(&stage.manager(), &path, done.clone()).await.expect(201).json();
        assert_eq!((&order["state"], &order["signed_by"], &order["late"]), (&json!("delivered"), &json!("李**"), &json!(false)));
        assert_eq!(order["events"].as_array().unwrap().len(), 3);
        assert_eq!(stage.post(&stage.manager(), &path, done.clone()).await.expect(409).code(), "deliveries.wrong_state");
        stage.post(&stage.client(), &path, done).await.expect(403);
    }

    async fn what_is_late_and_what_will_be_is_told_apart(db: Db) {
        let stage = Stage::new(db).await;
        stage.env.set("2026-03-16T09:00:00+08:00");
        // Due on the 11th, 16th, 17th, 17th, 18th and 20th.
        stage.paid(&[("A", 2), ("B", 5), ("C", 6), ("D", 6), ("E", 9), ("F", 11)]).await;
        stage.import("handed", "订单号,运单号,交寄时间\nC,SF1,2026-03-14\nD,SF2,2026-03-09\nE,SF3,2026-03-15\n").await;
        let numbers = async |query: &str| -> Vec<String> {
            stage.orders(query).await.iter().map(|order| text(&order["number"])).collect()
        };
        assert_eq!(numbers("show=late").await, ["A"]);
        // The 16th to the 18th; what moved since the last working day is on its way.
        assert_eq!(numbers("show=ahead").await, ["B", "D"]);
        assert_eq!(numbers("show=open").await, ["A", "B", "C", "D", "E", "F"]);
        assert_eq!(numbers("state=shipped&school=%E7%AC%AC%E4%B8%80%E5%B0%8F%E5%AD%A6%EF%BC%88%E6%BC%94%E7%A4%BA%EF%BC%89").await.len(), 3);
        let told = stage.read(&stage.of("/deliveries/summary")).await;
        assert_eq!((&told["late"], &told["ahead"], &told["behind"], &told["ahead_until"]), (&json!(1), &json!(2), &json!(0), &json!("2026-03-18")));
        let mut pages = Vec::new();
        let mut after = String::new();
        loop {
            let page = stage.read(&stage.of(&format!("/deliveries?show=open&limit=4{after}"))).await;
            pages.push(page["items"].as_array().unwrap().len());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(pages, [4, 2]);
        // People are told once a day.
        stage.app.run_job("deliveries.late_ahead").await.unwrap();
        stage.app.run_job("deliveries.late_ahead").await.unwrap();
        let events = stage.events("deliveries.late_ahead").await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0]["text"], "2 单 2026-03-18 前应送达，还没有交寄或没有物流动态，另有 1 单已逾期");
    }

    async fn a_day_of_payment_is_a_duty_of_the_ledger(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2), ("B", 2), ("C", 3)]).await;
        stage.import("handed", "订单号,运单号,交寄时间\nA,SF1,2026-03-04\nB,SF1,2026-03-04\nC,SF2,2026-03-04\n").await;
        let courier = stage.courier().await;
        let gone = |n: &str, waybill: &str, at: &str| json!([{ "id": n, "waybill": waybill, "event": "delivered", "at": at }]);
        stage.report(&courier, gone("1", "SF1", "2026-03-06T10:00:00+08:00")).await.expect(200);
        stage.env.set("2026-03-13T09:00:00+08:00");
        let states = async || -> Vec<(String, DutyState)> {
            stage.duties("2026-03-01", "2026-03-31").await.into_iter().map(|duty| (duty.title, duty.state)).collect()
        };
        assert_eq!(states().await, [("2026-03-02 缴费 2 单".to_owned(), DutyState::Done), ("2026-03-03 缴费 1 单".to_owned(), DutyState::Missed)]);
        stage.report(&courier, gone("2", "SF2", "2026-03-13T08:00:00+08:00")).await.expect(200);
        assert_eq!(states().await[1].1, DutyState::DoneLate);
        let duty = stage.duties("2026-03-11", "2026-03-11").await.remove(0);
        assert_eq!((duty.rule.as_str(), duty.kind, duty.works.len()), ("SC-O1.replacement", "event", 2));
        assert!(duty.evidence[0].path.ends_with("&rule=SC-O1.replacement&paid=2026-03-02"), "{duty:?}");
        assert_eq!(stage.orders("rule=SC-O1.replacement&paid=2026-03-02").await.len(), 2);
    }

    async fn nobody_sees_what_is_not_theirs(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2)]).await;
        let id = text(&stage.order("A").await["id"]);
        for path in [format!("/deliveries/{id}"), stage.of("/deliveries"), stage.of("/deliveries/summary"), stage.of("/card-keys")] {
            stage.get(&stage.stranger(), &path).await.expect(404);
        }
        // Who does the delivery but not the cards sees new cards only.
        stage.get(&stage.member(&["delivery"]), &format!("/deliveries/{id}")).await.expect(404);
        let some = stage.get(&stage.member(&["delivery"]), &stage.of("/deliveries")).await.expect(200).json();
        assert_eq!(some["items"], json!([]));
        let both = stage.get(&stage.member(&["delivery", "cards"]), &stage.of("/deliveries")).await.expect(200).json();
        assert_eq!(both["items"].as_array().unwrap().len(), 1);
        let rows = stage.upload(&stage.member(&["delivery"]), &stage.of("/delivery-batches?kind=payments"), "订单号,缴费时间\nX,2026-03-02\n").await;
        assert_eq!(rows.expect(200).json()["refused"], 1);
        let contract = format!("/contracts/{}", stage.re);
        let none = stage.upload(&stage.stranger(), &format!("{contract}/delivery-batches?kind=payments"), "订单号,缴费时间\nX,2026-03-02\n").await;
        assert_eq!(none.expect(409).code(), "deliveries.no_rule");
    }
}
