//! Phone numbers: sealed, found by the whole number, and within what one may see.

use jianyue_kernel::{Actor, Role};
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use crate::{
    common::{Stage, id, new, new_re},
    secrets::percent,
};

async fn open(stage: &Stage, name: &str, unit: &str, phone: &str) -> Value {
    let mut body = new("HS-S3");
    body["reporter"] = json!({ "name": name, "unit": unit, "phone": phone });
    stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json()
}

async fn count(stage: &Stage, query: &str) -> usize {
    let page = stage.get(&stage.manager(), &format!("/tickets?q={}", percent(query))).await.expect(200).json();
    page["items"].as_array().unwrap().len()
}

on_both_databases! {
    async fn a_caller_is_known_by_the_number(db: Db) {
        let stage = Stage::new(db).await;
        open(&stage, "报修人甲", "考务处", "138 0000 0000").await;
        stage.env.set("2021-12-06T10:05:00+08:00");
        let last = open(&stage, "报修人甲", "考务处", "+86 138-0000-0000").await;
        stage.env.set("2021-12-06T10:06:00+08:00");
        open(&stage, "报修人乙", "信息中心", "010-62000000、13800000000").await;
        open(&stage, "报修人丙", "信息中心", "13800000001").await;
        let found = stage.get(&stage.agent(), "/callers?number=0086-13800000000").await.expect(200).json();
        assert_eq!(found["number"], "13800000000");
        let known: Vec<_> = found["known"].as_array().unwrap().iter().map(|known| known["name"].clone()).collect();
        assert_eq!(known, ["报修人乙", "报修人甲"]);
        let first = &found["known"][1];
        assert_eq!((&first["unit"], &first["contract_id"]), (&json!("考务处"), &json!(stage.hs)));
        assert_eq!(first["last_at"], last["opened_at"]);
        assert_eq!(found["recent"].as_array().unwrap().len(), 3);
        assert_eq!(found["recent"][1]["id"], last["id"]);
        let landline = stage.get(&stage.agent(), "/callers?number=01062000000").await.expect(200).json();
        assert_eq!(landline["recent"].as_array().unwrap().len(), 1);
        let nobody = stage.get(&stage.agent(), "/callers?number=1380000000").await.expect(200).json();
        assert_eq!((&nobody["known"], &nobody["recent"]), (&json!([]), &json!([])));
        stage.get(&stage.agent(), "/callers?number=abc").await.expect(422);
    }

    async fn a_number_is_looked_up_only_where_one_opens_tickets(db: Db) {
        let stage = Stage::at(db, "2024-08-01T10:00:00+08:00").await;
        let mut body = new_re("RE-3", "3");
        body["reporter"]["phone"] = json!("13800000000");
        stage.open_as(&stage.agent(), stage.re, &body).await.expect(201);
        let known = async |by: Actor| {
            let found = stage.get(&by, "/callers?number=13800000000").await.expect(200).json();
            found["known"].as_array().unwrap().len()
        };
        assert_eq!(known(stage.agent()).await, 1);
        assert_eq!(known(actor(8).on(stage.hs, Role::HotlineAgent).done()).await, 0);
        assert_eq!(known(actor(8).on_works(stage.re, Role::Engineer, &["1"]).done()).await, 0);
        assert_eq!(known(actor(8).on_works(stage.re, Role::Engineer, &["3"]).done()).await, 1);
        // Who reads tickets and opens none looks nobody up; neither does who has only elsewhere the right to open.
        let finance = actor(8).on(stage.re, Role::Finance).on(stage.hs, Role::HotlineAgent).done();
        assert_eq!(known(finance).await, 0);
        let finance = actor(8).on(stage.re, Role::Finance).done();
        stage.get(&finance, "/callers?number=13800000000").await.expect(403);
        let mine = stage.get(&actor(8).on(stage.hs, Role::VendorManager).done(), "/tickets?q=13800000000").await;
        assert_eq!(mine.expect(200).json()["items"], json!([]));
    }

    async fn the_search_box_finds_a_whole_number_only(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = open(&stage, "报修人甲", "考务处", "138 0000 0000").await;
        open(&stage, "报修人乙", "考务处", "13900000000").await;
        for (query, found) in [("13800000000", 1), ("138 0000 0000", 1), ("+86 138-0000-0000", 1), ("1380000000", 0), ("138", 0), ("00000000", 0)] {
            assert_eq!(count(&stage, query).await, found, "{query}");
        }
        // Found all the same after its words were written anew.
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        let edit = json!({ "title": "打印机无法使用" });
        stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&edit).send().await.expect(200);
        assert_eq!((count(&stage, "13800000000").await, count(&stage, "打印机").await), (1, 1));
    }

    async fn a_number_is_shown_with_the_ticket_and_kept_nowhere_in_clear(db: Db) {
        let stage = Stage::new(db).await;
        let mut body = new("HS-S3");
        body["reporter"]["phone"] = json!("13800000000");
        let path = format!("/api/v1/contracts/{}/tickets", stage.hs);
        let send = async || stage.app.post(&path).by(&stage.agent()).header("idempotency-key", "k").json(&body).send().await;
        let (first, again) = (send().await.expect(201).json(), send().await.expect(201).json());
        assert_eq!(first["reporter"]["phone"], "13800000000");
        assert_eq!(again, first);
        for by in [stage.client(), stage.engineer(), stage.manager()] {
            let seen = stage.get(&by, &format!("/tickets/{}", id(&first))).await.expect(200).json();
            assert_eq!(seen["reporter"], json!({ "name": "报修人甲", "unit": "考务处", "phone": "13800000000" }));
        }
        let taken = stage.act(&stage.engineer(), &first, "take", json!({})).await.expect(200).json();
        assert_eq!(taken["reporter"]["phone"], "13800000000");
        let stale = stage.act_on(&stage.manager(), &first, "assign", json!({ "person_id": stage.engineer().person.0 })).await;
        assert_eq!(stale.expect(412).json()["current"]["reporter"]["phone"], "13800000000");
        let part = stage.act(&stage.engineer(), &first, "split", json!({ "title": "另一个问题" })).await.expect(201).json();
        assert_eq!(part["reporter"]["phone"], "13800000000");
        let again = stage.get(&stage.client(), &format!("/tickets/{}", id(&part))).await.expect(200).json();
        assert_eq!(again["reporter"]["phone"], "13800000000");
        assert_eq!(count(&stage, "13800000000").await, 2);

        let mut tx = stage.db.read().await.unwrap();
        for sql in [
            "SELECT CAST(reporter AS TEXT) FROM ticket",
            "SELECT CAST(payload AS TEXT) FROM event",
            "SELECT CAST(detail AS TEXT) FROM audit_entry",
            "SELECT body FROM idempotency",
            "SELECT COALESCE(CAST(data AS TEXT), '') || COALESCE(text, '') FROM ticket_entry",
        ] {
            let rows: Vec<(String,)> = tx.all(sql, args![]).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
            assert!(!rows.is_empty(), "{sql}");
            assert!(rows.iter().all(|(text,)| !text.contains("13800000000")), "{sql}");
        }
    }
}
