//! What phones did without a network: once, in order, and without moving any clock back.

use std::time::{Duration, Instant};

use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    common::{Stage, clock, id, kinds},
    sheets::picture,
};

/// An operation with a number for an id.
fn operation(n: u128, ticket: &Value, at: &str, step: Value) -> Value {
    json!({ "id": Uuid::from_u128(n), "device_at": at, "ticket_id": ticket["id"], "step": step })
}

/// When the stage begins.
const TEN: &str = "2021-12-06T10:00:00+08:00";

async fn send(stage: &Stage, by: &Actor, operations: &[Value]) -> Answer {
    stage.app.post("/api/v1/sync").by(by).json(&json!({ "operations": operations })).send().await
}

async fn sync(stage: &Stage, by: &Actor, operations: &[Value]) -> Vec<Value> {
    send(stage, by, operations).await.expect(200).json()["results"].as_array().unwrap().clone()
}

fn outcomes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["outcome"].as_str().unwrap()).collect()
}

/// How often each text was noted on a ticket.
async fn noted(stage: &Stage, ticket: &Value) -> Vec<String> {
    let history = stage.history(&stage.manager(), ticket).await;
    let notes = history.iter().filter(|entry| entry["kind"] == "noted");
    notes.map(|entry| entry["text"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_visit_without_a_network_arrives_in_order(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let photo = picture(&stage, &ticket, "现场.png", "public").await;
        stage.env.set("2021-12-06T10:55:00+08:00");
        let visit = [
            operation(1, &ticket, "2021-12-06T10:05:00+08:00", json!({ "do": "take" })),
            operation(2, &ticket, "2021-12-06T10:20:00+08:00", json!({ "do": "check-in", "latitude": 39.9, "longitude": 116.4 })),
            operation(3, &ticket, "2021-12-06T10:30:00+08:00", json!({ "do": "attach", "attachment_id": photo })),
            operation(4, &ticket, "2021-12-06T10:40:00+08:00", json!({ "do": "service-sheet", "found": "过期", "done": "更新", "photos": [photo] })),
            operation(5, &ticket, "2021-12-06T10:45:00+08:00", json!({ "do": "resolve", "solution": "更新证书" })),
        ];
        let results = sync(&stage, &stage.engineer(), &visit).await;
        assert_eq!(outcomes(&results), ["done"; 5]);
        assert_eq!((&results[4]["id"], &results[4]["ticket"]["state"]), (&visit[4]["id"], &json!("resolved")));
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history)[2..], ["escalated", "taken", "arrived", "service_sheet", "resolved"]);
        for entry in &history[3..] {
            assert_eq!((&entry["at"], &entry["data"]["received_at"]), (&json!("2021-12-06T02:55:00Z"), &json!("2021-12-06T02:55:00Z")));
        }
        assert_eq!(history[4]["data"]["device_at"], "2021-12-06T02:20:00Z");
        assert_eq!(clock(&results[4]["ticket"], "arrive")["stopped_at"], "2021-12-06T02:55:00Z");
        // All of it again: nothing is done, everything is answered.
        let again = sync(&stage, &stage.engineer(), &visit).await;
        assert_eq!(outcomes(&again), ["repeated"; 5]);
        assert_eq!(again[0]["ticket"]["state"], "resolved");
        assert_eq!(stage.history(&stage.client(), &ticket).await, history);
        let sheets = stage.get(&stage.client(), &format!("/tickets/{}/service-sheets", id(&ticket))).await.json();
        assert_eq!((sheets.as_array().unwrap().len(), &sheets[0]["device_at"]), (1, &json!("2021-12-06T02:40:00Z")));
    }

    async fn a_conflict_holds_up_its_own_ticket_only(db: Db) {
        let stage = Stage::new(db).await;
        let (gone, other) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        stage.act(&stage.client(), &gone, "cancel", json!({ "reason": "误报" })).await.expect(200);
        let batch = [
            operation(1, &gone, TEN, json!({ "do": "note", "text": "出发" })),
            operation(2, &gone, TEN, json!({ "do": "check-in" })),
            operation(3, &other, TEN, json!({ "do": "take" })),
            operation(4, &gone, TEN, json!({ "do": "note", "text": "离开" })),
            operation(5, &other, TEN, json!({ "do": "note", "text": "到达" })),
        ];
        let results = sync(&stage, &stage.engineer(), &batch).await;
        assert_eq!(outcomes(&results), ["done", "conflict", "done", "skipped", "done"]);
        assert_eq!((&results[1]["code"], &results[1]["ticket"]["state"]), (&json!("ticketing.wrong_state"), &json!("cancelled")));
        assert_eq!(results[3]["code"], "ticketing.sync_skipped");
        assert_eq!(noted(&stage, &gone).await, ["出发"]);
        // What was not done is looked at anew; what was done is not.
        stage.act(&stage.client(), &gone, "reopen", json!({ "reason": "确有故障" })).await.expect(200);
        let results = sync(&stage, &stage.engineer(), &batch).await;
        assert_eq!(outcomes(&results), ["repeated", "done", "repeated", "done", "repeated"]);
        assert_eq!(noted(&stage, &gone).await, ["出发", "离开"]);
    }

    async fn one_bad_operation_leaves_the_good_ones_alone(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        let nowhere = json!({ "id": Uuid::nil() });
        let batch = [
            operation(1, &one, TEN, json!({ "do": "fly" })),
            operation(2, &one, TEN, json!({ "do": "note", "text": "一" })),
            operation(3, &nowhere, TEN, json!({ "do": "take" })),
            operation(4, &two, "2021-12-06T10:05:01+08:00", json!({ "do": "take" })),
            operation(5, &two, TEN, json!({ "do": "note", "text": "二" })),
        ];
        let results = sync(&stage, &stage.engineer(), &batch).await;
        assert_eq!(outcomes(&results), ["refused", "skipped", "refused", "refused", "skipped"]);
        let codes: Vec<_> = results.iter().map(|result| result["code"].as_str().unwrap()).collect();
        assert_eq!(codes, ["ticketing.bad_fields", "ticketing.sync_skipped", "ticketing.no_ticket", "ticketing.device_time_ahead", "ticketing.sync_skipped"]);
        let wrong = [
            operation(6, &one, TEN, json!({ "do": "service-sheet", "found": "", "done": "x" })),
            operation(7, &two, TEN, json!({ "do": "attach", "attachment_id": Uuid::nil() })),
            operation(8, &stage.open("HS-S2").await, TEN, json!({ "do": "note", "text": "三" })),
        ];
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &wrong).await), ["refused", "refused", "done"]);
    }

    async fn the_batch_itself_is_held_to_its_limits(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let note = |n| operation(n, &ticket, TEN, json!({ "do": "note", "text": "x" }));
        assert_eq!(send(&stage, &stage.engineer(), &[]).await.expect(422).code(), "ticketing.bad_fields");
        let many: Vec<_> = (1..=101).map(note).collect();
        send(&stage, &stage.engineer(), &many).await.expect(422);
        let mut nameless = note(1);
        nameless["id"] = json!("x");
        send(&stage, &stage.engineer(), &[nameless]).await.expect(422);
        let vast = operation(1, &ticket, TEN, json!({ "do": "note", "text": "x".repeat(4 << 20) }));
        assert_eq!(send(&stage, &stage.engineer(), &[vast]).await.expect(413).code(), "body.too_large");
        // More than other bodies may hold, as a hundred sheets do.
        let large = operation(2, &ticket, TEN, json!({ "do": "note", "text": "x".repeat(2 << 20) }));
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &[large]).await), ["refused"]);
        assert!(noted(&stage, &ticket).await.is_empty());
    }

    async fn nobody_does_more_by_it_than_by_hand(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let take = [operation(1, &ticket, TEN, json!({ "do": "take" }))];
        let client = sync(&stage, &stage.client(), &take).await;
        assert_eq!((outcomes(&client), &client[0]["code"]), (vec!["refused"], &json!("denied")));
        let stranger = sync(&stage, &stage.stranger(), &take).await;
        assert_eq!((outcomes(&stranger), &stranger[0]["code"]), (vec!["refused"], &json!("ticketing.no_ticket")));
        assert!(stranger[0].get("ticket").is_none());
        let reader = actor(2).on(stage.hs, Role::Engineer).token(&["ticketing.read"]).done();
        assert_eq!(outcomes(&sync(&stage, &reader, &take).await), ["refused"]);
        let finance = actor(9).on(stage.hs, Role::Finance).done();
        let sheet = operation(2, &ticket, TEN, json!({ "do": "service-sheet", "found": "x", "done": "x" }));
        assert_eq!(outcomes(&sync(&stage, &finance, &[sheet]).await), ["refused"]);
        assert_eq!(stage.now(&ticket).await["state"], "open");
        // Ids are each person's own.
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &take).await), ["done"]);
        assert_eq!(outcomes(&sync(&stage, &stage.colleague(), &take).await), ["done"]);
        assert_eq!(stage.now(&ticket).await["assignee"]["name"], json!(stage.colleague().name));
        // One who could once, and may no longer see it, is told no more than that it was done.
        let moved = actor(2).on(stage.re, Role::Engineer).done();
        let results = sync(&stage, &moved, &take).await;
        assert_eq!(outcomes(&results), ["repeated"]);
        assert!(results[0].get("ticket").is_none());
    }

    async fn an_id_stands_for_one_operation(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (stage.open("HS-S2").await, stage.open("HS-S2").await);
        let first = operation(1, &one, TEN, json!({ "do": "take" }));
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &[first.clone(), first.clone()]).await), ["done", "repeated"]);
        for other in [operation(1, &two, TEN, json!({ "do": "take" })), operation(1, &one, TEN, json!({ "do": "resolve", "solution": "x" }))] {
            let results = sync(&stage, &stage.engineer(), &[other]).await;
            assert_eq!((outcomes(&results), &results[0]["code"]), (vec!["refused"], &json!("ticketing.operation_reused")));
        }
        assert_eq!(stage.now(&one).await["state"], "working");
        assert_eq!(stage.now(&two).await["state"], "open");
    }

    async fn a_phone_that_comes_back_turns_no_breach_into_a_success(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        // Two hours to answer, a working day to be there: both are over when the phone is heard of again.
        stage.sweep_at("2021-12-08T09:00:00+08:00").await;
        let before = stage.now(&ticket).await;
        assert_eq!((&clock(&before, "response")["overdue"], &clock(&before, "arrive")["overdue"]), (&json!(true), &json!(true)));
        let breaches = |events: &[(String, Value)]| events.iter().filter(|(kind, _)| kind == "ticketing.clock_breached").count();
        let told = breaches(&stage.events(&ticket).await);
        let batch = [
            operation(1, &ticket, "2021-12-06T10:05:00+08:00", json!({ "do": "respond", "text": "马上到" })),
            operation(2, &ticket, "2021-12-06T10:30:00+08:00", json!({ "do": "check-in", "at": "2021-12-06T10:30:00+08:00" })),
            operation(3, &ticket, "2021-12-06T11:00:00+08:00", json!({ "do": "restore", "text": "已恢复" })),
        ];
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &batch).await), ["done"; 3]);
        let after = stage.now(&ticket).await;
        for kind in ["response", "arrive"] {
            assert_eq!((&clock(&after, kind)["state"], &clock(&after, kind)["stopped_at"]), (&json!("breached"), &json!("2021-12-08T01:00:00Z")), "{kind}");
        }
        assert_eq!(clock(&after, "restore")["stopped_at"], "2021-12-08T01:00:00Z");
        assert_eq!(breaches(&stage.events(&ticket).await), told);
        // Nor does sending it all again, a day later.
        stage.env.set("2021-12-09T09:00:00+08:00");
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &batch).await), ["repeated"; 3]);
        assert_eq!(stage.now(&ticket).await["clocks"], after["clocks"]);
    }

    async fn a_batch_that_is_cut_off_and_sent_again_is_done_once(db: Db) {
        let stage = Stage::new(db).await;
        let tickets = [stage.open("HS-S2").await, stage.open("HS-S2").await];
        let batch: Vec<_> = (0..40u128)
            .map(|n| operation(n + 1, &tickets[usize::from(n % 2 == 1)], TEN, json!({ "do": "note", "text": format!("第 {n} 步") })))
            .collect();
        // The connection breaks while the server is somewhere in the middle, several times over.
        for wait in [0, 3, 9, 20] {
            let call = stage.app.post("/api/v1/sync").by(&stage.engineer()).json(&json!({ "operations": batch }));
            let cut = tokio::time::timeout(Duration::from_millis(wait), call.send()).await;
            drop(cut);
        }
        // And two tabs send it at the same time.
        let (engineer, colleague) = (stage.engineer(), stage.engineer());
        let (one, two) = tokio::join!(sync(&stage, &engineer, &batch), sync(&stage, &colleague, &batch));
        for (one, two) in outcomes(&one).into_iter().zip(outcomes(&two)) {
            assert!(matches!((one, two), ("done", "repeated") | ("repeated", "done" | "repeated")), "{one} {two}");
        }
        for (odd, ticket) in tickets.iter().enumerate() {
            let expected: Vec<_> = (0..40).filter(|n| n % 2 == odd).map(|n| format!("第 {n} 步")).collect();
            assert_eq!(noted(&stage, ticket).await, expected);
        }
    }

    async fn a_hundred_operations_take_seconds_not_minutes(db: Db) {
        let stage = Stage::new(db).await;
        let mut batch = Vec::new();
        for n in 0..20u128 {
            let ticket = stage.open("HS-S2").await;
            for (i, step) in [
                json!({ "do": "take" }),
                json!({ "do": "check-in", "latitude": 39.9, "longitude": 116.4 }),
                json!({ "do": "service-sheet", "found": "过期", "done": "更新" }),
                json!({ "do": "restore", "text": "已恢复" }),
                json!({ "do": "resolve", "solution": "更新证书" }),
            ].into_iter().enumerate() {
                batch.push(operation(n * 5 + i as u128 + 1, &ticket, TEN, step));
            }
        }
        let start = Instant::now();
        let results = sync(&stage, &stage.engineer(), &batch).await;
        let took = start.elapsed();
        assert_eq!(outcomes(&results), ["done"; 100]);
        println!("100 operations: {took:?}");
        assert!(took < Duration::from_secs(20), "{took:?}");
    }

    async fn operations_are_forgotten_after_ninety_days(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let note = |n, at| [operation(n, &ticket, at, json!({ "do": "note", "text": format!("第 {n} 次") }))];
        let later = "2022-03-06T10:00:00+08:00";
        sync(&stage, &stage.engineer(), &note(1, TEN)).await;
        stage.env.set("2021-12-07T10:00:00+08:00");
        sync(&stage, &stage.engineer(), &note(2, TEN)).await;
        stage.env.set("2022-03-06T10:00:01+08:00");
        stage.app.run_job("ticketing.forget_operations").await.unwrap();
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &note(2, TEN)).await), ["repeated"]);
        assert_eq!(outcomes(&sync(&stage, &stage.engineer(), &note(1, later)).await), ["done"], "it is not known any more");
    }

    async fn the_devices_time_is_kept_of_what_is_done_to_many_tickets(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let body = json!({ "ids": [id(&ticket)], "steps": [{ "do": "note", "text": "路上" }] });
        let bulk = |at: &'static str| {
            stage.app.post("/api/v1/tickets/bulk").by(&stage.engineer()).header("x-device-time", at).json(&body).send()
        };
        bulk("2021-12-06T09:50:00+08:00").await.expect(200);
        let history = stage.history(&stage.manager(), &ticket).await;
        assert_eq!(history[1]["data"]["device_at"], "2021-12-06T01:50:00Z");
        assert_eq!(bulk("2021-12-06T10:06:00+08:00").await.expect(422).code(), "ticketing.device_time_ahead");
    }
}
