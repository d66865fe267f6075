//! What devices did without a network.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{PIXEL, Stage, id};

fn step(n: u128, occurrence: &Value, step: Value) -> Value {
    json!({ "id": Uuid::from_u128(n), "device_at": "2021-12-06T01:30:00Z", "occurrence_id": id(occurrence), "step": step })
}

async fn send(stage: &Stage, operations: &[Value]) -> Vec<Value> {
    let answer = stage.post(&stage.engineer(), "/inspections/sync", json!({ "operations": operations })).await;
    answer.expect(200).json()["results"].as_array().unwrap().clone()
}

fn outcomes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["outcome"].as_str().unwrap()).collect()
}

fn whole(daily: &Value) -> Vec<Value> {
    let mut answers = json!({});
    for n in 1..=11 {
        answers[format!("{n}.state")] = json!({ "value": "正常" });
    }
    vec![
        step(1, daily, json!({ "do": "start", "place": { "latitude": 39.9, "longitude": 116.4 } })),
        step(2, daily, json!({ "do": "answers", "answers": answers })),
        step(3, daily, json!({ "do": "sign", "who": "engineer", "name": "王工", "image": PIXEL })),
        step(4, daily, json!({ "do": "close" })),
    ]
}

on_both_databases! {
    async fn a_queue_is_done_once_and_in_order(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let steps = whole(&daily);
        // Half of it came through, and then all of it again.
        assert_eq!(outcomes(&send(&stage, &steps[..2]).await), ["done", "done"]);
        let results = send(&stage, &steps).await;
        assert_eq!(outcomes(&results), ["repeated", "repeated", "done", "done"]);
        assert_eq!((&results[3]["run"]["state"], &results[3]["occurrence"]["state"]), (&json!("closed"), &json!("done")));
        assert_eq!(results[3]["run"]["answers"]["5.state"]["device_at"], "2021-12-06T01:30:00Z");
        assert_eq!(results[3]["run"]["device_time"], "2021-12-06T01:30:00Z");
        assert_eq!(outcomes(&send(&stage, &steps).await), ["repeated"; 4]);
    }

    async fn behind_one_that_fails_only_its_own_wait(db: Db) {
        let stage = Stage::new(db).await;
        let daily = stage.first("HS-I1.daily").await;
        let weekly = stage.first("HS-I1.weekly").await;
        let steps = [
            step(1, &daily, json!({ "do": "answers", "answers": {} })),
            step(2, &daily, json!({ "do": "close" })),
            step(3, &weekly, json!({ "do": "start" })),
            step(4, &weekly, json!({ "do": "dance" })),
        ];
        let results = send(&stage, &steps).await;
        assert_eq!(outcomes(&results), ["conflict", "skipped", "done", "refused"]);
        // Another step under an id that was used.
        let reused = send(&stage, &[step(3, &weekly, json!({ "do": "close" }))]).await;
        assert_eq!(reused[0]["code"], "inspection.operation_reused");
        // Others do not even learn that it is there.
        let body = json!({ "operations": whole(&daily) });
        let theirs = stage.post(&stage.stranger(), "/inspections/sync", body).await.expect(200).json();
        assert_eq!(theirs["results"][0]["code"], "inspection.not_found");
        stage.post(&stage.engineer(), "/inspections/sync", json!({ "operations": [] })).await.expect(422);
    }
}
