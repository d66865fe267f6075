//! Trainings: planned, attended, held, confirmed.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{PIXEL, Stage};

async fn planned(stage: &Stage, on: &str) -> Value {
    let body = json!({
        "rule": "EX-O1.training", "topic": "考务系统操作", "audience": "考务人员", "place": "考试中心", "trainer": "王工（演示）",
        "planned_on": on,
    });
    stage.post(&stage.manager(), &format!("contracts/{}/trainings", stage.ex), body).await.expect(201).json()
}

fn path(training: &Value, step: &str) -> String {
    format!("trainings/{}{step}", training["id"].as_str().unwrap())
}

/// Somebody on the list who signed; their id.
async fn signed(stage: &Stage, training: &Value, name: &str) -> String {
    let body = json!({ "name": name, "unit": "考务处" });
    let listed = stage.post(&stage.engineer(), &path(training, "/attendees"), body).await.expect(201).json();
    let id = listed["people"].as_array().unwrap().last().unwrap()["id"].as_str().unwrap().to_owned();
    let body = json!({ "image": PIXEL });
    stage.post(&stage.engineer(), &format!("training-attendees/{id}/sign"), body).await.expect(200);
    id
}

async fn rule(stage: &Stage) -> Value {
    let board = stage.get(&stage.client(), &format!("contracts/{}/trainings", stage.ex)).await;
    board["rules"].as_array().unwrap().iter().find(|rule| rule["rule"] == "EX-O1.training").unwrap().clone()
}

on_both_databases! {
    async fn a_training_is_signed_rated_held_and_confirmed(db: Db) {
        let stage = Stage::new(db).await;
        let training = planned(&stage, "2024-11-08").await;
        stage.env.set("2024-11-08T15:00:00+08:00");
        let hold = json!({ "held_on": "2024-11-08" });
        assert_eq!(stage.post(&stage.engineer(), &path(&training, "/hold"), hold.clone()).await.expect(409).code(), "staffing.nobody_signed");
        let (a, b) = (signed(&stage, &training, "学员一（演示）").await, signed(&stage, &training, "学员二（演示）").await);
        let body = json!({ "image": PIXEL });
        stage.post(&stage.engineer(), &format!("training-attendees/{a}/sign"), body).await.expect(409);
        for (who, score) in [(&a, 5), (&b, 4)] {
            let body = json!({ "score": score, "comment": "清楚" });
            stage.post(&stage.engineer(), &format!("training-attendees/{who}/rate"), body).await.expect(200);
        }
        stage.post(&stage.engineer(), &format!("training-attendees/{a}/rate"), json!({ "score": 6 })).await.expect(422);
        let held = stage.post(&stage.engineer(), &path(&training, "/hold"), hold).await.expect(200).json();
        assert_eq!([&held["attendees"], &held["signed"], &held["rated"]], [2, 2, 2]);
        assert_eq!((&held["average"], &held["state"], &held["standing"]), (&json!(4.5), &json!("held"), &json!("done")));
        let picture = held["people"][0]["signature"].as_str().unwrap();
        let file = stage.app.get(&format!("/api/v1/staffing/files/{picture}")).by(&stage.client()).send().await.expect(200);
        assert_eq!(file.header("content-type"), "image/png");
        assert_eq!(stage.post(&stage.manager(), &path(&training, "/confirm"), json!({ "accepted": true })).await.expect(403).code(), "denied");
        let confirmed = stage.post(&stage.client(), &path(&training, "/confirm"), json!({ "accepted": true })).await.expect(200).json();
        assert_eq!(confirmed["state"], "confirmed");
        stage.post(&stage.engineer(), &path(&training, "/attendees"), json!({ "name": "后来者" })).await.expect(409);
        let duty = stage.duties(stage.ex, "2024-11-08", "2024-11-08").await.pop().unwrap();
        assert_eq!((duty.rule.as_str(), duty.clause.as_str(), duty.state), ("EX-O1.training", "第二条 7(1)", DutyState::Done));
        let rule = rule(&stage).await;
        assert_eq!([&rule["times"], &rule["held"], &rule["planned"]], [2, 1, 0]);
    }

    async fn the_number_that_the_contract_asks_for_is_owed_to_its_end(db: Db) {
        let stage = Stage::new(db).await;
        let end = stage.duties(stage.ex, "2024-12-31", "2024-12-31").await;
        let owed: Vec<_> = end.iter().filter(|duty| duty.rule == "EX-O1.training").map(|duty| (duty.key.as_str(), duty.state)).collect();
        assert_eq!(owed, [("training:EX-O1.training:1", DutyState::Open), ("training:EX-O1.training:2", DutyState::Open)]);
        planned(&stage, "2024-11-20").await;
        assert_eq!(stage.duties(stage.ex, "2024-12-31", "2024-12-31").await.iter().filter(|duty| duty.rule == "EX-O1.training").count(), 1);
        stage.env.set("2025-01-06T09:00:00+08:00");
        let end = stage.duties(stage.ex, "2024-11-20", "2024-12-31").await;
        let states: Vec<_> = end.iter().filter(|duty| duty.rule == "EX-O1.training").map(|duty| duty.state).collect();
        assert_eq!(states, [DutyState::Missed, DutyState::Missed]);
    }

    async fn a_day_that_the_vendor_moves_is_late_and_one_that_the_client_moves_is_not(db: Db) {
        let stage = Stage::new(db).await;
        let training = planned(&stage, "2024-11-08").await;
        let edit = |by, version: &'static str, day: &str| {
            stage.app.patch(&format!("/api/v1/{}", path(&training, ""))).by(by).header("if-match", version).json(&json!({ "planned_on": day })).send()
        };
        let (manager, client) = (stage.manager(), stage.client());
        let moved = edit(&manager, "\"1\"", "2024-11-15").await.expect(200).json();
        assert_eq!((&moved["planned_on"], &moved["due_on"]), (&json!("2024-11-15"), &json!("2024-11-08")));
        edit(&client, "\"1\"", "2024-11-18").await.expect(412);
        stage.env.set("2024-11-15T15:00:00+08:00");
        assert_eq!(stage.get(&client, &path(&training, "")).await["standing"], "missed");
        let agreed = edit(&client, "\"2\"", "2024-11-18").await.expect(200).json();
        assert_eq!((&agreed["due_on"], &agreed["standing"]), (&json!("2024-11-18"), &json!("open")));
    }

    async fn what_did_not_serve_its_purpose_is_held_again(db: Db) {
        let stage = Stage::new(db).await;
        let training = planned(&stage, "2024-11-05").await;
        signed(&stage, &training, "学员一（演示）").await;
        let hold = json!({ "held_on": "2024-11-05" });
        stage.post(&stage.engineer(), &path(&training, "/hold"), hold).await.expect(200);
        let told = stage.post(&stage.client(), &path(&training, "/confirm"), json!({ "accepted": false, "note": "没有实操" })).await.expect(200).json();
        assert_eq!((&told["state"], &told["standing"]), (&json!("disputed"), &json!("open")));
        stage.env.set("2024-11-06T15:00:00+08:00");
        let again = stage.post(&stage.engineer(), &path(&training, "/hold"), json!({ "held_on": "2024-11-06" })).await.expect(200).json();
        assert_eq!(again["standing"], "done_late");
        let other = planned(&stage, "2024-11-20").await;
        stage.post(&stage.manager(), &path(&other, "/cancel"), json!({ "reason": "改期另办" })).await.expect(403);
        let cancelled = stage.post(&stage.client(), &path(&other, "/cancel"), json!({ "reason": "改期另办" })).await.expect(200).json();
        assert_eq!(cancelled["state"], "cancelled");
        assert_eq!(rule(&stage).await["planned"], 0);
    }

    async fn a_paper_list_shows_it_too(db: Db) {
        let stage = Stage::new(db).await;
        let training = planned(&stage, "2024-11-05").await;
        let form = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"签到表.txt\"\r\nContent-Type: text/plain\r\n\r\n张三\r\n--X--\r\n";
        let send = |part: &str| {
            let call = stage.app.post(&format!("/api/v1/{}", path(&training, &format!("/files?part={part}"))));
            call.by(&stage.engineer()).body("multipart/form-data; boundary=X", form).send()
        };
        send("other").await.expect(422);
        send("sheet").await.expect(201);
        let held = stage.post(&stage.engineer(), &path(&training, "/hold"), json!({ "held_on": "2024-11-05" })).await.expect(200).json();
        assert_eq!((&held["state"], &held["files"][0]["part"], &held["average"]), (&json!("held"), &json!("sheet"), &json!(null)));
    }
}
