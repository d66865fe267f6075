//! Reports of couriers.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Courier, Stage, text};

fn event(id: &str, order: &str, what: &str, at: &str) -> Value {
    json!({ "id": id, "order": order, "waybill": "SF1", "event": what, "at": format!("2026-03-{at}+08:00") })
}

fn outcomes(answer: &Value) -> Vec<&str> {
    answer["results"].as_array().unwrap().iter().map(|result| result["outcome"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn an_order_is_the_same_whatever_the_order_of_its_reports(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2)]).await;
        let courier = stage.courier().await;
        let told = stage.report(&courier, json!([event("3", "A", "delivered", "06T10:00:00")])).await.expect(200).json();
        assert_eq!(outcomes(&told), ["done"]);
        let told = stage.report(&courier, json!([
            event("1", "A", "handed", "04T10:00:00"), event("2", "A", "failed", "05T10:00:00"), event("3", "A", "returned", "07T10:00:00"),
        ])).await.expect(200).json();
        assert_eq!(outcomes(&told), ["done", "done", "repeated"]);
        let order = stage.order("A").await;
        assert_eq!((&order["state"], &order["waybill"], &order["ended_at"]), (&json!("delivered"), &json!("SF1"), &json!("2026-03-06T02:00:00Z")));
        let kinds: Vec<&str> = order["events"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["delivered", "failed", "handed"]);
    }

    async fn what_nobody_knows_is_named_and_kept_and_taken_up_later(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2)]).await;
        let courier = stage.courier().await;
        let events = json!([
            event("1", "A", "handed", "04T10:00:00"),
            event("2", "B", "delivered", "06T10:00:00"),
            { "id": "3", "waybill": "SF9", "event": "moving", "at": "2026-03-06T10:00:00+08:00" },
            { "id": "4", "order": "A", "event": "danced", "at": "2026-03-06T10:00:00+08:00" },
            { "id": "5", "waybill": "SF1", "event": "moving", "at": "2026-03-05T10:00:00+08:00" },
        ]);
        let answer = stage.report(&courier, events.clone()).await.expect(422).json();
        assert_eq!((&answer["code"], outcomes(&answer)), (&json!("deliveries.unknown_order"), vec!["done", "unknown", "unknown", "refused", "done"]));
        assert_eq!(answer["results"][1]["detail"], "没有订单“B”，事件已留存，等待人工核对，不需要重发");
        assert_eq!(answer["detail"], "3 个事件没有登记：没有订单“B”，事件已留存，等待人工核对，不需要重发");
        assert_eq!(stage.order("A").await["state"], "shipped");
        let again = stage.report(&courier, events).await.expect(422).json();
        assert_eq!(outcomes(&again), ["repeated", "repeated", "repeated", "refused", "repeated"]);
        let path = stage.of("/courier-events");
        assert_eq!(stage.read(&path).await["items"].as_array().unwrap().len(), 2);
        // The order comes with the next table, and what was told of it is taken up.
        stage.paid(&[("B", 3)]).await;
        assert_eq!(stage.order("B").await["state"], "delivered");
        let left = stage.read(&path).await["items"].as_array().unwrap().clone();
        assert_eq!((left.len(), &left[0]["waybill"]), (1, &json!("SF9")));
        let settle = format!("/courier-events/{}/settle", text(&left[0]["id"]));
        stage.post(&stage.manager(), &settle, json!({})).await.expect(422);
        stage.post(&stage.manager(), &settle, json!({ "order_number": "Z" })).await.expect(422);
        stage.post(&stage.client(), &settle, json!({ "note": "别处的件" })).await.expect(403);
        let done = stage.post(&stage.manager(), &settle, json!({ "order_number": "A" })).await.expect(200).json();
        assert_eq!(done["settled_note"], "对应订单 A");
        stage.post(&stage.manager(), &settle, json!({ "note": "别处的件" })).await.expect(409);
        assert_eq!(stage.read(&stage.of("/courier-events?all=true")).await["items"].as_array().unwrap().len(), 2);
        assert_eq!(stage.order("A").await["events"].as_array().unwrap().len(), 3);
    }

    async fn nobody_is_believed_without_the_signature(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2)]).await;
        let courier = stage.courier().await;
        let (events, now) = (json!([event("1", "A", "moving", "04T10:00:00")]), stage.env.now().timestamp());
        for at in [now - 301, now + 301] {
            assert_eq!(stage.report_at(&courier, &events, at).await.expect(401).code(), "deliveries.bad_signature");
        }
        let forged = Courier { secret: "0".repeat(64), id: courier.id.clone() };
        stage.report_at(&forged, &events, now).await.expect(401);
        let rotate = format!("/courier-sources/{}/rotate", courier.id);
        let fresh = stage.post(&stage.manager(), &rotate, json!({})).await.expect(200).json();
        stage.report_at(&courier, &events, now).await.expect(401);
        let fresh = Courier { secret: text(&fresh["secret"]), id: courier.id.clone() };
        stage.report_at(&fresh, &events, now).await.expect(200);
        assert!(!stage.get(&stage.manager(), &stage.of("/courier-sources")).await.expect(200).text().contains(&fresh.secret));
        stage.app.delete(&format!("/api/v1/courier-sources/{}", courier.id)).by(&stage.manager()).send().await.expect(204);
        stage.report_at(&fresh, &events, now).await.expect(401);
        stage.post(&stage.client(), &stage.of("/courier-sources"), json!({ "name": "x" })).await.expect(403);
    }

    async fn a_courier_tells_of_its_own_contract_only(db: Db) {
        let stage = Stage::new(db).await;
        stage.paid(&[("A", 2)]).await;
        let courier = stage.courier().await;
        let late = json!([{ "id": "1", "order": "A", "event": "moving", "at": "2025-12-01T00:00:00Z" }, { "id": "2", "order": "A", "event": "moving", "at": "2026-03-09T02:00:00Z" }]);
        let told = stage.report(&courier, late).await.expect(422).json();
        let codes: Vec<&str> = told["results"].as_array().unwrap().iter().map(|result| result["code"].as_str().unwrap()).collect();
        assert_eq!((codes, told["code"].as_str()), (vec!["deliveries.too_old", "deliveries.time_ahead"], Some("deliveries.bad_event")));
        let many: Vec<Value> = (0..201).map(|n| event(&n.to_string(), "A", "moving", "04T10:00:00")).collect();
        assert_eq!(stage.report(&courier, json!(many)).await.expect(413).code(), "deliveries.feed_too_large");
    }
}
