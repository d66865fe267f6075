//! What the ledger is told, the year in figures, and reminders.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

on_both_databases! {
    async fn a_vulnerability_stands_under_its_rule_and_is_done_when_it_was_fed_back(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        let open = stage.duties(stage.hc, "2025-03-01", "2025-03-31").await;
        assert_eq!(open.len(), 1);
        assert_eq!((open[0].rule.as_str(), open[0].kind, open[0].state), ("HC-V1.fix", "event", DutyState::Open));
        assert_eq!(open[0].due.unwrap().to_string(), "2025-03-10");
        assert!(open[0].assumed.as_deref().unwrap().contains("公司默认期限"));
        stage.env.set("2025-03-12T10:00:00+08:00");
        assert_eq!(stage.duties(stage.hc, "2025-03-01", "2025-03-31").await[0].state, DutyState::Missed);
        stage.analyse(&one, "fix").await;
        stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "改" }), 200).await;
        stage.step(&stage.other(), &one, "retest", &json!({ "passed": true, "text": "过" }), 200).await;
        stage.step(&stage.manager(), &one, "feed-back", &json!({ "text": "整改完成" }), 200).await;
        let done = stage.duties(stage.hc, "2025-03-01", "2025-03-31").await;
        assert_eq!((done[0].state, done[0].evidence[0].text.as_str()), (DutyState::DoneLate, "整改完成"));
        assert_eq!(done[0].evidence[0].client_path, format!("/portal/security/vulnerabilities/{}", one["id"].as_str().unwrap()));
        assert_eq!(stage.duties(stage.hc, "2025-04-01", "2025-04-30").await.len(), 0);
    }

    async fn what_the_vendor_found_owes_a_report_at_once_too(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/vulnerabilities", stage.hc);
        let body = json!({ "source": "own", "title": "弱口令", "severity": "low", "received_on": "2025-03-02" });
        let one = stage.post(&stage.engineer(), &path, &body).await.expect(201).json();
        let told = stage.duties(stage.hc, "2025-03-02", "2025-03-02").await;
        assert_eq!((told.len(), told[0].rule.as_str(), told[0].state), (1, "HC-V1.report", DutyState::Missed));
        stage.step(&stage.engineer(), &one, "report", &json!({ "text": "电话", "reported_on": "2025-03-02" }), 200).await;
        assert_eq!(stage.duties(stage.hc, "2025-03-02", "2025-03-02").await[0].state, DutyState::Done);
    }

    async fn a_year_is_counted_and_saved_as_a_workbook(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.notice().await;
        stage.env.set("2025-03-08T10:00:00+08:00");
        stage.analyse(&one, "fix").await;
        stage.step(&stage.engineer(), &one, "fix", &json!({ "text": "改" }), 200).await;
        let path = format!("contracts/{}/security/year/2025", stage.hc);
        let told = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&told["received"], &told["mean_days"], &told["late"]), (&json!(1), &json!("5.0"), &json!(0)));
        assert_eq!(told["severities"][1]["states"][2], json!({ "state": "fixed", "count": 1 }));
        let book = stage.get(&stage.client(), &format!("{path}/export")).await.expect(200);
        assert!(book.header("content-disposition").contains("security-2025.xlsx"));
        stage.get(&stage.client(), &format!("contracts/{}/security/year/1999", stage.hc)).await.expect(422);
        stage.get(&stage.member(), &path).await.expect(404);
    }

    async fn people_are_reminded_once(db: Db) {
        let stage = Stage::new(db).await;
        stage.notice().await;
        let told = async || {
            let mut tx = stage.app.app().db().read().await.unwrap();
            let (n,): (i64,) = tx
                .one("SELECT COUNT(*) FROM event WHERE kind = 'security.vulnerability_due'", Vec::new())
                .await
                .unwrap();
            n
        };
        stage.app.run_job("security.remind").await.unwrap();
        assert_eq!(told().await, 0, "a week is left");
        stage.env.set("2025-03-08T10:00:00+08:00");
        stage.app.run_job("security.remind").await.unwrap();
        stage.app.run_job("security.remind").await.unwrap();
        assert_eq!(told().await, 1);
    }

    async fn the_days_of_a_contract_hold_for_what_comes_in_from_then_on(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("contracts/{}/security/terms", stage.hc);
        let told = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&told["terms"][0]["days"], &told["terms"][0]["own"], &told["editable"]), (&json!(3), &json!(false), &json!(false)));
        assert_eq!((&told["fix"]["rule"], &told["data_return_within"]), (&json!("HC-V1.fix"), &json!("立即")));
        let put = async |body: serde_json::Value, by: jianyue_kernel::Actor| {
            stage.app.put(&format!("/api/v1/{path}")).by(&by).json(&body).send().await
        };
        let new = json!({ "critical": 1, "high": 2, "medium": 10, "low": 20 });
        put(new.clone(), stage.engineer()).await.expect(403);
        put(json!({ "critical": 9, "high": 2, "medium": 10, "low": 20 }), stage.manager()).await.expect(422);
        put(json!({ "critical": 0, "high": 2, "medium": 10, "low": 20 }), stage.manager()).await.expect(422);
        assert_eq!(put(new.clone(), stage.manager()).await.expect(200).json()["terms"][1]["own"], true);
        assert_eq!(stage.notice().await["due_on"], "2025-03-05");
    }
}
