//! What the ledger shows.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use super::common::Stage;

on_both_databases! {
    async fn a_sheet_stands_where_its_inspection_stands(db: Db) {
        let stage = Stage::new(db).await;
        stage.inspect("HS-I1.daily", "2021-12-01", DutyState::Done);
        stage.inspect("HS-I1.daily", "2021-12-02", DutyState::Missed);
        let sheets = stage.list("2021-12-01..2021-12-02", "&rule=HS-R1.daily").await;
        let told: Vec<_> = sheets.iter().map(|one| (one["from"].as_str().unwrap(), one["state"].as_str().unwrap())).collect();
        assert_eq!(told, [("2021-12-01", "done"), ("2021-12-02", "missed")]);
        assert_eq!(sheets[0]["key"], "sheet:HS-R1.daily:2021-12-01", "nobody hands it in by hand");
        assert_eq!(sheets[0]["evidence"][0]["client_path"], "/portal/inspections/1");
        let made = stage.list("2021-12-01..2021-12-02", "&kind=inspection&state=missed,waived").await;
        assert_eq!(made.len(), 1);
        let row = stage.rule("HS-I1.daily", "inspection").await;
        assert_eq!([&row["owed"], &row["done"], &row["missed"]], [2, 1, 1]);
    }

    async fn a_document_is_due_when_its_period_is_over(db: Db) {
        let stage = Stage::new(db).await;
        let months = stage.list("2021-10-01..2021-12-31", "&rule=HS-R1.monthly").await;
        let told: Vec<_> = months.iter().map(|one| (one["to"].as_str().unwrap(), one["state"].as_str().unwrap())).collect();
        assert_eq!(told, [("2021-10-31", "open"), ("2021-11-30", "open"), ("2021-12-31", "coming")]);
        assert_eq!((&months[0]["clause"], &months[0]["due"]), (&json!("附件一 三.5.2、第六条 3"), &json!(null)));
    }

    async fn every_duty_of_the_contract_stands_in_the_summary_with_its_terms(db: Db) {
        let stage = Stage::new(db).await;
        let change = stage.rule("HS-O1.change", "event").await;
        assert_eq!((&change["opens"]["owed_by"], &change["opens"]["consent"], &change["owed"]), (&json!("乙方"), &json!("甲方"), &json!(0)));
        assert_eq!(change["opens"]["items"].as_array().unwrap().len(), 3);
    }

    async fn who_sees_one_work_sees_its_duties_only(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("{}/duties/summary?from=2024-06-01&to=2025-05-31", stage.re);
        let all = stage.get(&stage.client(), &path).await.expect(200).json();
        let some = stage.get(&stage.member(), &path).await.expect(200).json();
        let count = |told: &serde_json::Value| told["rules"].as_array().unwrap().len();
        assert!(0 < count(&some) && count(&some) < count(&all), "{} of {}", count(&some), count(&all));
        let other = format!("{}/duties/summary?from=2021-12-01&to=2021-12-31", stage.hs);
        stage.get(&stage.member(), &other).await.expect(404);
    }

    async fn a_span_is_held(db: Db) {
        let stage = Stage::new(db).await;
        for (path, status) in [("?from=2021-12-02&to=2021-12-01", 422), ("?from=2021-01-01&to=2021-12-31", 422), ("?from=2021-12-01&to=2021-12-02&state=lost", 422)] {
            let answer = stage.get(&stage.client(), &format!("{}/duties{path}", stage.hs)).await;
            assert_eq!(answer.expect(status).code(), "obligations.bad_fields");
        }
    }
}
