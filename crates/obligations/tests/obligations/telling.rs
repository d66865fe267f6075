//! What falls due is told once a day.

use jianyue_platform::{args, db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::Stage;

async fn told(stage: &Stage) -> Vec<Value> {
    let mut tx = stage.db.read().await.unwrap();
    let rows: Vec<(sqlx::types::Json<Value>,)> = tx
        .all(
            jianyue_platform::Dialect::same(
                "SELECT payload FROM event WHERE kind = 'obligations.duties_due' ORDER BY seq",
            ),
            args![],
        )
        .await
        .unwrap();
    rows.into_iter().map(|(payload,)| payload.0).collect()
}

on_both_databases! {
    async fn what_falls_due_and_what_was_missed_is_one_notice_a_day(db: Db) {
        let stage = Stage::new(db).await;
        let day = "2021-12-06";
        stage.inspect("HS-I1.daily", "2021-12-05", DutyState::Missed);
        stage.inspect("HS-I1.daily", "2021-12-04", DutyState::Missed);
        stage.inspect("HS-I1.daily", day, DutyState::Open);
        stage.inspect("HS-I1.daily", "2021-12-09", DutyState::Coming);
        stage.inspect("HS-I1.daily", "2021-12-10", DutyState::Coming);
        stage.inspect("HS-I1.daily", "2021-12-07", DutyState::Done);
        stage.app.run_job("obligations.tell").await.unwrap();
        stage.app.run_job("obligations.tell").await.unwrap();
        let all = told(&stage).await;
        let of_hs: Vec<_> = all.iter().filter(|one| one["contract_id"] == json!(stage.hs)).collect();
        assert_eq!(of_hs.len(), 1, "{all:?}");
        let text = of_hs[0]["text"].as_str().unwrap();
        assert!(text.contains("昨天逾期 1 项：安全应用系统日常监测（12 月 5 日）"), "{text}");
        assert!(text.contains("安全应用系统日常监测 2 项（12 月 6 日起）"), "{text}");
        assert_eq!((&of_hs[0]["side"], &of_hs[0]["due_at"]), (&json!("vendor"), &json!("2021-12-06T16:00:00Z")));
        // The next day is told anew.
        stage.env.set("2021-12-07T07:40:00+08:00");
        stage.app.run_job("obligations.tell").await.unwrap();
        assert_eq!(told(&stage).await.iter().filter(|one| one["contract_id"] == json!(stage.hs)).count(), 2);
    }
}
