//! Who sees some works of a contract sees what concerns no other.

use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::{Value, json};

use super::common::Stage;

on_both_databases! {
    async fn a_member_of_a_consortium_sees_their_own_works(db: Db) {
        let stage = Stage::new(db).await;
        for (name, works) in [("全员（演示）", json!([])), ("三项（演示）", json!(["3"])), ("四项（演示）", json!(["4"]))] {
            stage.post(&stage.manager(), &format!("contracts/{}/staff", stage.re), json!({ "name": name, "works": works })).await.expect(201);
        }
        let names = |list: &Value, key: &str| list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        let member = stage.member();
        let board = stage.get(&member, &format!("contracts/{}/staffing", stage.re)).await;
        assert_eq!((names(&board["positions"], "rule"), &board["team"]), (vec!["RE-P3".to_owned()], &Value::Null));
        assert_eq!(names(&stage.get(&member, &format!("contracts/{}/staff", stage.re)).await, "name"), ["三项（演示）"]);
        let trainings = stage.get(&member, &format!("contracts/{}/trainings", stage.re)).await;
        assert_eq!(names(&trainings["rules"], "rule"), ["RE-O1.3.care"]);
        let presence = stage.get(&member, &format!("contracts/{}/presence", stage.re)).await;
        assert_eq!(names(&presence["posts"], "key"), ["RE-P3"]);
    }

    async fn people_of_another_contract_find_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let stranger = actor(9).on(stage.ex, Role::VendorManager).done();
        for path in ["staffing", "staff", "staff-changes", "presence", "trainings"] {
            stage.app.get(&format!("/api/v1/contracts/{}/{path}", stage.hc)).by(&stranger).send().await.expect(404);
        }
        let who = stage.hire(stage.hc, "甲工（演示）", None).await;
        let body = json!({ "position": "EX-P6", "staff_id": who, "from_on": "2024-11-05" });
        let told = stage.post(&stranger, &format!("contracts/{}/staff-assignments", stage.ex), body).await.expect(422).json();
        assert_eq!(told["errors"][0]["field"], "staff_id", "staff of another contract is nobody here");
        stage.post(&stranger, &format!("staff/{who}/qualifications"), json!({ "name": "x" })).await.expect(404);
    }
}
