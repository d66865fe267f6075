//! Numbers have no gaps, whatever fails in between and however many ask at once.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, new};

on_both_databases! {
    async fn numbers_have_no_gaps_under_concurrency_with_failures(db: Db) {
        let stage = Stage::new(db).await;
        let calls = (0..40).map(|i| {
            let mut body = new("HS-S2");
            if i % 4 == 3 {
                body["case"] = json!("HS-S9");
            }
            let (stage, agent) = (&stage, stage.agent());
            async move { stage.open_as(&agent, stage.hs, &body).await }
        });
        let answers = futures::future::join_all(calls).await;
        let mut numbers: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 201)
            .map(|answer| answer.json()["number"].as_str().unwrap().to_owned())
            .collect();
        numbers.sort();
        let expected: Vec<_> = (1..=30).map(|n| format!("HS-2021-{n:06}")).collect();
        assert_eq!(numbers, expected);
    }

    async fn an_abandoned_use_case_gives_its_number_back(db: Db) {
        let stage = Stage::new(db).await;
        let mut tx = stage.db.write().await.unwrap();
        assert_eq!(jianyue_ticketing::store::number_next(&mut tx, stage.hs, 2021).await.unwrap(), 1);
        drop(tx);
        assert_eq!(stage.open("HS-S2").await["number"], "HS-2021-000001");
    }

    async fn a_new_year_in_shanghai_begins_anew(db: Db) {
        let stage = Stage::at(db, "2021-12-31T23:59:59+08:00").await;
        assert_eq!(stage.open("HS-S2").await["number"], "HS-2021-000001");
        stage.env.set("2022-01-01T00:00:00+08:00");
        assert_eq!(stage.open("HS-S2").await["number"], "HS-2022-000001");
    }
}
