//! Evaluations and what they found.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

on_both_databases! {
    async fn an_evaluation_has_a_result_and_its_findings_end_one_by_one(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/security/evaluations", stage.hc);
        let body = json!({ "system": "信用平台", "level": 3, "body": "测评机构（测试）", "asked_on": "2025-02-01" });
        stage.post(&stage.engineer(), &path, &body).await.expect(403);
        let one = stage.post(&stage.manager(), &path, &body).await.expect(201).json();
        assert_eq!(one["by_rule"]["rule"], "HC-V1.evaluation");
        let own = format!("security/evaluations/{}", one["id"].as_str().unwrap());
        let table = "控制点,问题描述,风险等级,整改期限\n8.1.4.1,口令未更换,中,2025-03-10\n8.1.4.2,没有审计,高,\n8.1.4.3,端口多余,低,2025-02-20\n";
        let look = stage.send(&stage.manager(), &format!("{own}/findings/import?preview=true"), "a.csv", table).await.expect(200).json();
        assert_eq!((&look["added"], &look["refused"], &look["rows"][1]["reason"]), (&json!(2), &json!(1), &json!("没有填写整改期限")));
        stage.send(&stage.manager(), &format!("{own}/findings/import"), "a.csv", table).await.expect(200);
        let twice = stage.send(&stage.manager(), &format!("{own}/findings/import"), "a.csv", table).await.expect(200).json();
        assert_eq!((&twice["added"], &twice["same"]), (&json!(0), &json!(2)));
        let now = stage.get(&stage.client(), &own).await.expect(200).json();
        assert_eq!((&now["open"], &now["late"], &now["findings"][0]["standard"]), (&json!(2), &json!(1), &json!("8.1.4.3")));
        let end = |n: usize| format!("security/findings/{}/end", now["findings"][n]["id"].as_str().unwrap());
        stage.post(&stage.manager(), &end(0), &json!({ "state": "accepted", "text": "内网" })).await.expect(403);
        stage.post(&stage.client(), &end(0), &json!({ "state": "fixed", "text": "内网" })).await.expect(403);
        stage.post(&stage.client(), &end(0), &json!({ "state": "accepted", "text": "内网使用，接受" })).await.expect(200);
        stage.post(&stage.engineer(), &end(0), &json!({ "state": "fixed", "text": "再改" })).await.expect(409);
        stage.post(&stage.engineer(), &end(1), &json!({ "state": "fixed", "text": "已更换" })).await.expect(200);
        let wrong = json!({ "evaluated_on": "2025-03-02" });
        stage.patch(&stage.manager(), &own, &one["version"], &wrong).await.expect(422);
        let result = json!({ "evaluated_on": "2025-03-02", "result": "mostly", "score": "82.5" });
        let changed = stage.patch(&stage.manager(), &own, &one["version"], &result).await.expect(200).json();
        assert_eq!((&changed["result"], &changed["fixed"], &changed["accepted"]), (&json!("mostly"), &json!(1), &json!(1)));
        stage.patch(&stage.manager(), &own, &one["version"], &result).await.expect(412);
        let duties = stage.duties(stage.hc, "2025-01-01", "2025-12-31").await;
        let states: Vec<_> = duties.iter().map(|duty| (duty.rule.as_str(), duty.state)).collect();
        let rule = "HC-V1.evaluation";
        assert_eq!(states, [(rule, DutyState::Done), (rule, DutyState::Waived), (rule, DutyState::Done)]);
    }
}
