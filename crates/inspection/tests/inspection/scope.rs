//! Who sees and does what.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id};

on_both_databases! {
    async fn strangers_find_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let stranger = stage.stranger();
        stage.get(&stranger, &format!("/occurrences/{}", id(&daily))).await.expect(404);
        stage.post(&stranger, &format!("/occurrences/{}/run", id(&daily)), json!({})).await.expect(404);
        stage.post(&stranger, &format!("/occurrences/{}/announce", id(&daily)), json!({ "reason": "x" })).await.expect(404);
        for path in ["occurrences/counts?from=2021-12-01&to=2021-12-31", "occurrences/plan", "checklists", "sheets/daily?day=2021-12-06"] {
            stage.get(&stranger, &format!("/contracts/{}/{path}", stage.hs)).await.expect(404);
        }
        assert!(stage.list(&stranger, &format!("contract={}", stage.hs)).await.is_empty());
        let run = stage.start(&daily).await;
        stage.get(&stranger, &format!("/runs/{}", id(&run))).await.expect(404);
        stage.post(&stage.client(), &format!("/occurrences/{}/run", id(&daily)), json!({})).await.expect(403);
    }

    async fn a_member_of_a_consortium_sees_its_own_works(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let member = stage.member();
        let rows = stage.list(&member, &format!("contract={}", stage.re)).await;
        assert!(!rows.is_empty() && rows.iter().all(|row| row["works"] == json!(["3"])), "{rows:?}");
        let other = stage.list(&stage.manager(), &format!("contract={}&rule=RE-I1.1", stage.re)).await[0].clone();
        stage.get(&member, &format!("/occurrences/{}", id(&other))).await.expect(404);
        let own = rows[0].clone();
        let run = stage.post(&member, &format!("/occurrences/{}/run", id(&own)), json!({})).await.expect(200).json();
        stage.get(&member, &format!("/runs/{}", id(&run))).await.expect(200);
        let counts = stage.get(&member, &format!("/contracts/{}/occurrences/counts?from=2024-07-01&to=2024-07-31", stage.re)).await.expect(200).json();
        let rules: Vec<&str> = counts["rules"].as_array().unwrap().iter().map(|of| of["rule"].as_str().unwrap()).collect();
        assert_eq!(rules, ["RE-I1.3"]);
        let all = stage.get(&stage.client(), &format!("/contracts/{}/checklists", stage.re)).await.expect(200).json();
        let own = stage.get(&member, &format!("/contracts/{}/checklists", stage.re)).await.expect(200).json();
        assert!(own["items"].as_array().unwrap().len() < all["items"].as_array().unwrap().len());
    }
}
