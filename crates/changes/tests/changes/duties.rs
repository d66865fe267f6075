//! Changes in the ledger.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{Stage, test};

async fn state(stage: &Stage, change: &Value) -> Option<DutyState> {
    stage.duty(change).await.map(|duty| duty.state)
}

on_both_databases! {
    async fn a_change_is_due_at_the_end_of_its_window(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let change = stage.written(&json!({})).await;
        assert_eq!(state(&stage, &change).await, None, "a draft is owed by nobody");
        let change = stage.step(&engineer, &change, "submit", &json!({})).await;
        let duty = stage.duty(&change).await.unwrap();
        assert_eq!((duty.rule.as_str(), duty.clause.as_str()), ("HS-O1.change", "附件一 三.2.2(2)、2.3"));
        assert_eq!((duty.due.unwrap().to_string().as_str(), duty.state), ("2021-12-03", DutyState::Open));
        let change = stage.step(&stage.official(), &change, "decide", &json!({ "approve": true })).await;
        let change = stage.step(&engineer, &change, "tests", &test("passed", 1, 0)).await;
        stage.env.set("2021-12-04T09:00:00+08:00");
        assert_eq!(state(&stage, &change).await, Some(DutyState::Missed), "the window is over");
        let told = json!({ "at": "2021-12-03T01:00:00+08:00" });
        let change = stage.step(&engineer, &change, "release", &told).await;
        assert_eq!(state(&stage, &change).await, Some(DutyState::Open));
        let change = stage.step(&engineer, &change, "verify", &json!({ "text": "正常" })).await;
        let duty = stage.duty(&change).await.unwrap();
        assert_eq!((duty.state, duty.evidence.len()), (DutyState::DoneLate, 3));
    }

    async fn who_waits_for_the_client_misses_nothing_and_a_roll_back_is_not_done(db: Db) {
        let stage = Stage::new(db).await;
        let engineer = stage.engineer();
        let waits = stage.written(&json!({})).await;
        let waits = stage.step(&engineer, &waits, "submit", &json!({})).await;
        let ready = stage.ready(&json!({})).await;
        stage.env.set("2021-12-02T21:00:00+08:00");
        let released = stage.step(&engineer, &ready, "release", &json!({})).await;
        let verified = stage.step(&engineer, &stage.ready(&json!({})).await, "release", &json!({})).await;
        let verified = stage.step(&engineer, &verified, "verify", &json!({ "text": "正常" })).await;
        let back = stage.step(&engineer, &released, "roll-back", &json!({ "reason": "变慢" })).await;
        stage.env.set("2021-12-09T09:00:00+08:00");
        assert_eq!(state(&stage, &waits).await, Some(DutyState::Open));
        assert_eq!(state(&stage, &verified).await, Some(DutyState::Done));
        assert_eq!(state(&stage, &back).await, Some(DutyState::Missed));
        assert_eq!(stage.duty(&back).await.unwrap().note.as_deref(), Some("已回退：变慢"));
        let no = json!({ "approve": false, "note": "不做了" });
        let refused = stage.step(&stage.official(), &waits, "decide", &no).await;
        assert_eq!(state(&stage, &refused).await, None);
    }
}
