//! Approvals by word of mouth.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, merge, test, text};

on_both_databases! {
    async fn an_emergency_is_approved_by_word_and_confirmed_in_writing(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, manager, official) = (stage.engineer(), stage.manager(), stage.official());
        let change = stage.written(&json!({ "urgency": "emergency", "title": "紧急修复证书校验" })).await;
        let change = stage.step(&engineer, &change, "submit", &json!({})).await;
        let word = json!({ "given_by": "李处", "given_at": "2021-12-02T10:00:00+08:00", "note": "电话" });
        assert_eq!(stage.try_step(&engineer, &change, "approve-by-word", &word).await.expect(403).code(), "denied");
        let future = json!({ "given_by": "李处", "given_at": "2021-12-02T10:30:00+08:00" });
        let answer = stage.try_step(&manager, &change, "approve-by-word", &future).await;
        assert_eq!(answer.expect(422).json()["errors"][0]["field"], "given_at");
        let change = stage.step(&manager, &change, "approve-by-word", &word).await;
        assert_eq!((&change["state"], &change["unconfirmed"]), (&json!("approved"), &json!(true)));
        assert_eq!(change["decision"]["word"]["confirm_until"], "2021-12-03");
        let change = stage.step(&engineer, &change, "tests", &test("passed", 5, 0)).await;
        stage.env.set("2021-12-02T20:10:00+08:00");
        let change = stage.step(&engineer, &change, "release", &json!({})).await;
        let change = stage.step(&engineer, &change, "verify", &json!({ "text": "校验正常" })).await;
        let answer = stage.try_step(&manager, &change, "close", &json!({})).await;
        assert_eq!(answer.expect(409).code(), "changes.unconfirmed");
        let listed = |query| stage.get(&official, query);
        let page = listed("/changes?unconfirmed=true").await.expect(200).json();
        assert_eq!(page["items"][0]["id"], change["id"]);
        let duty = stage.duty(&change).await.unwrap();
        assert_eq!(duty.state, DutyState::Open, "it is not done before it is confirmed");
        assert!(duty.note.unwrap().contains("待书面确认"));
        let change = stage.step(&official, &change, "confirm", &json!({})).await;
        let page = listed("/changes?unconfirmed=true").await.expect(200).json();
        assert_eq!(page["items"], json!([]));
        assert_eq!((&change["unconfirmed"], &change["decision"]["word"]["confirmed"]["by"]), (&json!(false), &json!("李处")));
        assert_eq!(stage.duty(&change).await.unwrap().state, DutyState::Done);
        stage.step(&manager, &change, "close", &json!({})).await;
    }

    async fn a_normal_change_and_one_by_form_wait_for_the_office(db: Db) {
        let stage = Stage::new(db).await;
        let word = json!({ "given_by": "李处", "given_at": "2021-12-02T10:00:00+08:00" });
        let change = stage.written(&json!({})).await;
        let change = stage.step(&stage.engineer(), &change, "submit", &json!({})).await;
        let answer = stage.try_step(&stage.manager(), &change, "approve-by-word", &word).await;
        assert_eq!(answer.expect(409).code(), "changes.not_emergency");
        // Work 5 of the housing contract is changed against a form only.
        let mut body = text();
        merge(&mut body, &json!({ "works": ["5"], "urgency": "emergency" }));
        let change: Value = stage.add(&stage.engineer(), stage.hc, &body).await.expect(201).json();
        assert_eq!(change["rule"], "HC-O1.other.5");
        let change = stage.step(&stage.engineer(), &change, "submit", &json!({})).await;
        let answer = stage.try_step(&stage.manager(), &change, "approve-by-word", &word).await.expect(409);
        assert_eq!(answer.code(), "changes.form_wanted");
        assert!(answer.json()["detail"].as_str().unwrap().contains("“需求单”"), "{}", answer.text());
    }
}
