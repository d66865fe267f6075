//! The life of a change.

use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use super::common::{Stage, refused, test};

on_both_databases! {
    async fn a_change_goes_from_plan_to_verified(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, official) = (stage.engineer(), stage.official());
        let change = stage.written(&json!({ "source": "/tickets/7" })).await;
        assert_eq!((&change["number"], &change["rule"]), (&json!("HS-BG-0001"), &json!("HS-O1.change")));
        assert_eq!((&change["state"], &change["clause"]), (&json!("draft"), &json!("附件一 三.2.2(2)、2.3")));
        let change = stage.step(&engineer, &change, "submit", &json!({})).await;
        let change = stage.step(&official, &change, "decide", &json!({ "approve": true, "note": "同意" })).await;
        assert_eq!(change["state"], "approved");
        let change = stage.step(&engineer, &change, "tests", &test("passed", 12, 0)).await;
        assert_eq!(change["state"], "tested");
        stage.env.set("2021-12-02T21:00:00+08:00");
        let change = stage.step(&engineer, &change, "release", &json!({ "note": "3.2.0" })).await;
        assert_eq!((&change["state"], &change["released"]["by"]), (&json!("released"), &json!("王工")));
        let change = stage.step(&official, &change, "verify", &json!({ "text": "登录正常" })).await;
        assert_eq!((&change["state"], &change["outcome"]["verified"]), (&json!("verified"), &json!(true)));
        let change = stage.step(&stage.manager(), &change, "close", &json!({})).await;
        let happened: Vec<&str> =
            change["entries"].as_array().unwrap().iter().rev().map(|entry| entry["action"].as_str().unwrap()).collect();
        assert_eq!(happened, ["created", "submitted", "approved", "tested", "released", "verified", "closed"]);
    }

    async fn nothing_is_released_without_approval_and_a_passed_test(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let draft = stage.written(&json!({})).await;
        stage.env.set("2021-12-02T21:00:00+08:00");
        let answer = stage.try_step(&engineer, &draft, "release", &json!({})).await;
        assert_eq!(answer.expect(409).code(), "changes.not_approved");
        let submitted = stage.step(&engineer, &draft, "submit", &json!({})).await;
        let approved = stage.step(&stage.official(), &submitted, "decide", &json!({ "approve": true })).await;
        let answer = stage.try_step(&engineer, &approved, "release", &json!({})).await.expect(409);
        assert_eq!(answer.code(), "changes.not_tested");
        assert!(answer.json()["detail"].as_str().unwrap().contains("附件一 三.2.2(2)、2.3"), "{}", answer.text());
        let failed = stage.step(&engineer, &approved, "tests", &test("failed", 10, 2)).await;
        assert_eq!(failed["state"], "approved");
        assert!(refused(&failed, "release").is_some());
        let lied = stage.try_step(&engineer, &failed, "tests", &test("passed", 10, 2)).await;
        assert_eq!(lied.expect(422).json()["errors"][0]["field"], "result");
        let passed = stage.step(&engineer, &failed, "tests", &test("passed", 12, 0)).await;
        assert_eq!(refused(&passed, "release"), None);
        stage.env.set("2021-12-03T02:00:01+08:00");
        let late = stage.try_step(&engineer, &passed, "release", &json!({})).await;
        assert_eq!(late.expect(409).code(), "changes.outside_window");
        let told = json!({ "at": "2021-12-03T01:30:00+08:00" });
        assert_eq!(stage.step(&engineer, &passed, "release", &told).await["state"], "released");
    }

    async fn nobody_approves_what_they_submitted(db: Db) {
        let stage = Stage::new(db).await;
        let both = actor(9).on(stage.hs, Role::VendorManager).on(stage.hs, Role::ClientOfficial).done();
        let change = stage.written(&json!({})).await;
        let change = stage.step(&both, &change, "submit", &json!({})).await;
        let yes = json!({ "approve": true });
        let answer = stage.try_step(&both, &change, "decide", &yes).await;
        assert_eq!(answer.expect(409).code(), "changes.own_change");
        assert_eq!(stage.try_step(&stage.manager(), &change, "decide", &yes).await.expect(403).code(), "denied");
        let no = json!({ "approve": false });
        let unexplained = stage.try_step(&stage.official(), &change, "decide", &no).await;
        assert_eq!(unexplained.expect(422).json()["errors"][0]["field"], "note");
        let no = json!({ "approve": false, "note": "避开月末" });
        let refused = stage.step(&stage.official(), &change, "decide", &no).await;
        assert_eq!((&refused["state"], &refused["decision"]["deed"]["note"]), (&json!("refused"), &json!("避开月末")));
    }

    async fn an_edited_plan_takes_approval_and_test_back(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let ready = stage.ready(&json!({})).await;
        let named = stage.edit(&engineer, &ready, &json!({ "title": "认证升级" })).await.expect(200).json();
        assert_eq!((&named["state"], &named["text_no"]), (&json!("tested"), &json!(1)), "a title is no plan");
        let changed = json!({ "roll_back_plan": "恢复快照并回放日志" });
        let edited = stage.edit(&engineer, &named, &changed).await.expect(200).json();
        assert_eq!((&edited["state"], &edited["decision"]), (&json!("draft"), &Value::Null));
        assert_eq!(edited["tests"][0]["current"], false);
        assert!(edited["entries"][0]["text"].as_str().unwrap().contains("重新报批"));
        let submitted = stage.step(&engineer, &edited, "submit", &json!({})).await;
        let approved = stage.step(&stage.official(), &submitted, "decide", &json!({ "approve": true })).await;
        assert_eq!(approved["state"], "approved", "the old test does not count");
        // A test made while the client still thinks counts for the text that is approved.
        let stale = stage.try_step(&engineer, &edited, "tests", &test("passed", 3, 0)).await;
        assert_eq!(stale.expect(412).json()["current"]["version"], approved["version"]);
    }

    async fn a_test_before_the_approval_counts(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let change = stage.written(&json!({})).await;
        let change = stage.step(&engineer, &change, "tests", &test("passed", 12, 0)).await;
        let change = stage.step(&engineer, &change, "submit", &json!({})).await;
        let change = stage.step(&stage.official(), &change, "decide", &json!({ "approve": true })).await;
        assert_eq!(change["state"], "tested");
    }

    async fn what_was_rolled_back_is_planned_anew(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let ready = stage.ready(&json!({})).await;
        stage.env.set("2021-12-02T22:00:00+08:00");
        let released = stage.step(&engineer, &ready, "release", &json!({})).await;
        let unsaid = stage.try_step(&engineer, &released, "roll-back", &json!({ "reason": " " })).await;
        assert_eq!(unsaid.expect(422).json()["errors"][0]["field"], "reason");
        let back = stage.step(&engineer, &released, "roll-back", &json!({ "reason": "登录变慢" })).await;
        assert_eq!((&back["state"], &back["outcome"]["verified"]), (&json!("rolled_back"), &json!(false)));
        let later = json!({ "planned_from": "2021-12-09T20:00:00+08:00", "planned_to": "2021-12-09T23:00:00+08:00" });
        let again = stage.edit(&engineer, &back, &later).await.expect(200).json();
        assert_eq!((&again["state"], &again["released"]), (&json!("draft"), &Value::Null));
        let given_up = stage.step(&engineer, &again, "withdraw", &json!({ "reason": "厂商发布新版" })).await;
        assert_eq!(given_up["state"], "withdrawn");
        let over = stage.try_step(&engineer, &given_up, "submit", &json!({})).await;
        assert_eq!(over.expect(409).code(), "changes.wrong_state");
    }
}
