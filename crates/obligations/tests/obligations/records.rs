//! What people say of duties.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

const MONTH: &str = "document:HS-R1.monthly:2021-11-01";

async fn prove(stage: &Stage, body: &Value, status: u16) -> Value {
    let path = format!("{}/duties/evidence", stage.hs);
    stage.post(&stage.manager(), &path, body).await.expect(status).json()
}

on_both_databases! {
    async fn a_document_is_handed_in_with_its_evidence_and_stays_so(db: Db) {
        let stage = Stage::new(db).await;
        let draft = prove(&stage, &json!({ "key": MONTH, "text": "初稿已发甲方" }), 200).await;
        assert_eq!((&draft["state"], draft["evidence"].as_array().unwrap().len()), (&json!("open"), 1));
        let body = json!({ "key": MONTH, "text": "盖章稿已签收", "path": "/contracts", "done_on": "2021-12-03" });
        let done = prove(&stage, &body, 200).await;
        assert_eq!((&done["state"], done["evidence"].as_array().unwrap().len()), (&json!("done"), 2));
        let listed = stage.list("2021-11-01..2021-12-31", "&rule=HS-R1.monthly&state=done").await;
        assert_eq!(listed, [done], "the list shows what was kept");
        assert_eq!(prove(&stage, &body, 409).await["code"], "obligations.wrong_state");
        let more = prove(&stage, &json!({ "key": MONTH, "text": "补充附件" }), 200).await;
        assert_eq!((&more["state"], more["evidence"].as_array().unwrap().len()), (&json!("done"), 3));
        assert_eq!(stage.rule("HS-R1.monthly", "document").await["done"], 1);
    }

    async fn what_happened_makes_a_duty_due_and_its_term_runs(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("{}/duties", stage.hs);
        // Proof of force majeure is owed within 10 days.
        let new = json!({ "rule": "ALL-O2.force-majeure", "note": "机房所在园区断电", "happened_on": "2021-11-20" });
        let answer = stage.post(&stage.manager(), &path, &new).await;
        let duty = answer.expect(201).json();
        assert_eq!((&duty["kind"], &duty["state"]), (&json!("event"), &json!("missed")));
        let late = json!({ "key": duty["key"], "text": "供电公司证明", "done_on": "2021-12-06" });
        assert_eq!(prove(&stage, &late, 200).await["state"], "done_late");
        let listed = stage.list("2021-11-20..2021-12-06", "&kind=event").await;
        assert_eq!((listed.len(), &listed[0]["state"]), (1, &json!("done_late")));
    }

    async fn the_client_lets_a_duty_go_and_nobody_else_does(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("{}/duties/waive", stage.hs);
        let body = json!({ "key": MONTH, "reason": "与年度总结合并" });
        assert_eq!(stage.post(&stage.manager(), &path, &body).await.expect(403).code(), "denied");
        let waived = stage.post(&stage.client(), &path, &body).await.expect(200).json();
        assert_eq!((&waived["state"], &waived["note"]), (&json!("waived"), &json!("免除：与年度总结合并")));
        assert_eq!(stage.post(&stage.client(), &path, &body).await.expect(409).code(), "obligations.wrong_state");
        assert_eq!(prove(&stage, &json!({ "key": MONTH, "text": "还是交了" }), 409).await["code"], "obligations.wrong_state");
        let row = stage.rule("HS-R1.monthly", "document").await;
        assert_eq!(row["waived"], 1);
    }

    async fn bad_input_is_told_and_leaves_nothing_behind(db: Db) {
        let stage = Stage::new(db).await;
        for (member, value) in [
            ("text", json!(" ")),
            ("path", json!("https://elsewhere.example")),
            ("path", json!("//elsewhere.example")),
            ("done_on", json!("2021-12-07")),
            ("done_on", json!("2021-10-31")),
        ] {
            let mut body = json!({ "key": MONTH, "text": "已提交" });
            body[member] = value;
            assert_eq!(prove(&stage, &body, 422).await["errors"][0]["field"], member);
        }
        for (key, status) in [("document:HS-R1.monthly:2021-11-02", 404), ("document:HS-R1.daily:2021-12-01", 409), ("inspection:1", 409), ("event:00000000-0000-0000-0000-000000000001", 404)] {
            prove(&stage, &json!({ "key": key, "text": "已提交" }), status).await;
        }
        let path = format!("{}/duties", stage.hs);
        for (member, value) in [("rule", json!("HS-I1.daily")), ("note", json!("")), ("happened_on", json!("2021-12-07"))] {
            let mut body = json!({ "rule": "HS-O1.change", "note": "升级", "happened_on": "2021-12-01" });
            body[member] = value;
            let answer = stage.post(&stage.manager(), &path, &body).await;
            assert_eq!(answer.expect(422).json()["errors"][0]["field"], member);
        }
        assert_eq!(stage.list("2021-11-01..2021-12-31", "&kind=event").await, Vec::<Value>::new());
        assert_eq!(stage.rule("HS-R1.monthly", "document").await["done"], 0);
    }
}
