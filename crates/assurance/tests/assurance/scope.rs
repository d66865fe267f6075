//! Who sees what.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id, national_day};

on_both_databases! {
    async fn a_member_sees_its_works_and_strangers_see_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let whole = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        let mut body = national_day();
        (body["works"], body["from"], body["to"], body["rule"]) = (json!(["1"]), json!("2024-11-05"), json!("2024-11-06"), json!(""));
        stage.declare(&stage.member(), national_day()).await.expect(404);
        let own = stage.declare(&stage.member(), body.clone()).await.expect(201).json();
        body["works"] = json!(["1", "2"]);
        let both = stage.declare(&stage.official(), body).await.expect(201).json();
        let listed = stage.get(&stage.member(), "/special-periods").await.expect(200).json();
        let ids: Vec<_> = listed["items"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(ids, [id(&own)]);
        for other in [&whole, &both] {
            stage.get(&stage.member(), &format!("/special-periods/{}", id(other))).await.expect(404);
            stage.get(&stage.stranger(), &format!("/special-periods/{}", id(other))).await.expect(404);
        }
        assert_eq!(stage.get(&stage.stranger(), "/special-periods").await.expect(200).json()["items"], json!([]));
        let item = format!("/assurance-items/{}/tick", id(&whole["items"][0]));
        stage.post(&stage.member(), &item, json!({ "done": true })).await.expect(404);
    }

    async fn the_list_is_paged_and_filtered(db: Db) {
        let stage = Stage::new(db).await;
        for day in 1..6 {
            let mut body = national_day();
            (body["from"], body["to"], body["rule"]) = (json!(format!("2024-11-0{day}")), json!(format!("2024-11-0{day}")), json!(""));
            stage.declare(&stage.manager(), body).await.expect(201);
        }
        let path = format!("/special-periods?contract={}&limit=2", stage.hc);
        let first = stage.get(&stage.official(), &path).await.expect(200).json();
        assert_eq!((&first["items"][0]["from"], first["items"].as_array().unwrap().len()), (&json!("2024-11-05"), 2));
        let next = first["next"].as_str().unwrap();
        let second = stage.get(&stage.official(), &format!("{path}&after={next}")).await.expect(200).json();
        assert_eq!(second["items"][0]["from"], "2024-11-03");
        stage.get(&stage.official(), "/special-periods?after=zz").await.expect(400);
        let some = stage.get(&stage.official(), "/special-periods?from=2024-11-02&to=2024-11-03&state=declared").await.expect(200).json();
        assert_eq!(some["items"].as_array().unwrap().len(), 2);
        let none = stage.get(&stage.official(), "/special-periods?state=confirmed").await.expect(200).json();
        assert_eq!(none["items"], json!([]));
    }
}
