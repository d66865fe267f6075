//! People are told of qualifications that end.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

on_both_databases! {
    async fn each_stage_is_told_once(db: Db) {
        let stage = Stage::new(db).await;
        let who = stage.hire(stage.hc, "甲工（演示）", None).await;
        let body = json!({ "name": "注册信息安全专业人员", "valid_until": "2024-12-20" });
        stage.post(&stage.manager(), &format!("staff/{who}/qualifications"), body).await.expect(201);
        for _ in 0..2 {
            stage.app.run_job("staffing.remind").await.unwrap();
        }
        stage.env.set("2024-11-25T08:00:00+08:00");
        stage.app.run_job("staffing.remind").await.unwrap();
        stage.env.set("2024-12-21T08:00:00+08:00");
        stage.app.run_job("staffing.remind").await.unwrap();
        let told: Vec<_> = stage.events("staffing.qualification_expiring").await.iter().map(|event| event["days"].clone()).collect();
        assert_eq!(told, [json!(45), json!(25)]);
    }
}
