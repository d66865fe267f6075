//! Return calls, visits and satisfaction.

use std::slice;

use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, text, ticket};

async fn all(stage: &Stage) -> Vec<Value> {
    stage.get(&stage.agent(), "/return-calls").await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// The return call after a ticket of HS that is closed now.
async fn drawn(stage: &Stage, n: u128) -> Value {
    stage.ticket_changed(stage.hs, n, "closed").await;
    all(stage)
        .await
        .into_iter()
        .find(|call| call["ticket_number"] == format!("T-{n}") && call["state"] == "due")
        .unwrap()
}

async fn act(stage: &Stage, call: &Value, action: &str, body: Value) -> Answer {
    stage.post(&stage.agent(), &format!("/return-calls/{}/{action}", text(&call["id"])), body).await
}

on_both_databases! {
    async fn a_closed_ticket_is_called_back_once_and_in_three_working_days(db: Db) {
        // The Friday before the Spring Festival; the Saturday is worked, and then nothing until the 24th.
        let stage = Stage::at(db, "2026-02-13T16:00:00+08:00").await;
        stage.ticket_changed(stage.hs, 1, "resolved").await;
        assert_eq!(all(&stage).await, Vec::<Value>::new());
        stage.ticket_changed(stage.hs, 1, "accepted").await;
        stage.ticket_changed(stage.hs, 1, "closed").await;
        let calls = all(&stage).await;
        assert_eq!(calls.len(), 1);
        let call = &calls[0];
        assert_eq!((&call["rule"], &call["clause"]), (&json!("HS-Q1"), &json!("附件一 四.1(9)")));
        assert_eq!(call["due_at"], "2026-02-25T16:00:00Z");
        assert!(text(&call["assumed"]).contains("3 个工作日"));
        assert_eq!((&call["title"], &call["late"]), (&json!("系统无法登录"), &json!(false)));
        // The contract of the examination asks for none; that of the cards asks how content people are.
        stage.ticket_changed(stage.ex, 1, "closed").await;
        stage.ticket_changed(stage.sc, 1, "closed").await;
        let theirs = stage.get(&stage.stranger(), "/return-calls").await.expect(200).json();
        assert_eq!(theirs["items"][0]["rule"], "SC-Q1");
        assert_eq!(all(&stage).await.len(), 1);
        let of = async |n: u128| stage.get(&stage.agent(), &format!("/return-calls?ticket={}", ticket(stage.hs, n))).await.expect(200).json();
        assert_eq!((&of(1).await["items"][0]["id"], of(2).await["items"].as_array().unwrap().len()), (&calls[0]["id"], 0));
        stage.env.set("2026-02-26T00:00:01+08:00");
        assert_eq!(all(&stage).await[0]["late"], true);
    }

    async fn nobody_reached_on_three_days_is_out_of_reach_and_may_still_call(db: Db) {
        let stage = Stage::new(db).await;
        let call = drawn(&stage, 1).await;
        let missed = || json!({ "result": "no_answer" });
        for (at, state) in [
            ("2026-03-02T10:00:00+08:00", "due"),
            ("2026-03-02T15:00:00+08:00", "due"),
            ("2026-03-03T23:59:59+08:00", "due"),
            ("2026-03-04T00:00:00+08:00", "unreachable"),
        ] {
            stage.env.set(at);
            assert_eq!(act(&stage, &call, "attempts", missed()).await.expect(200).json()["state"], state, "{at}");
        }
        assert_eq!(act(&stage, &call, "attempts", missed()).await.expect(409).code(), "hotline.wrong_state");
        let done = act(&stage, &call, "complete", json!({ "satisfaction": 4 })).await.expect(200).json();
        assert_eq!((&done["state"], done["attempts"].as_array().unwrap().len()), (&json!("done"), 4));
    }

    async fn who_refuses_is_left_alone_and_the_client_may_let_a_call_go(db: Db) {
        let stage = Stage::new(db).await;
        let refused = drawn(&stage, 1).await;
        assert_eq!(act(&stage, &refused, "attempts", json!({ "result": "refused" })).await.expect(200).json()["state"], "refused");
        act(&stage, &refused, "complete", json!({ "satisfaction": 5 })).await.expect(409);
        let waived = drawn(&stage, 2).await;
        act(&stage, &waived, "waive", json!({ "reason": "x" })).await.expect(403);
        let path = format!("/return-calls/{}/waive", text(&waived["id"]));
        assert_eq!(stage.post(&stage.client(), &path, json!({ "reason": " " })).await.expect(422).json()["errors"][0]["field"], "reason");
        let gone = stage.post(&stage.client(), &path, json!({ "reason": "集中走访已覆盖" })).await.expect(200).json();
        assert_eq!((&gone["state"], &gone["reason"]), (&json!("waived"), &json!("集中走访已覆盖")));
        for outside in [stage.stranger(), stage.finance(), stage.member()] {
            stage.get(&outside, &format!("/return-calls/{}", text(&waived["id"]))).await.expect(404);
            stage.post(&outside, &path, json!({ "reason": "x" })).await.expect(404);
            assert_eq!(stage.get(&outside, "/return-calls").await.expect(200).json()["items"], json!([]));
        }
    }

    async fn who_is_not_content_is_told_of_and_called_again_after_the_next_closing(db: Db) {
        let stage = Stage::new(db).await;
        let call = drawn(&stage, 1).await;
        for (body, field) in [
            (json!({ "satisfaction": 0 }), "satisfaction"),
            (json!({ "satisfaction": 6 }), "satisfaction"),
            (json!({ "satisfaction": 3, "answers": [{ "key": "attitude", "text": "态度", "score": 9 }] }), "answers"),
        ] {
            let refused = act(&stage, &call, "complete", body.clone()).await.expect(422).json();
            assert_eq!(refused["errors"][0]["field"], field, "{body}");
        }
        let said = json!({ "satisfaction": 2, "comment": "又坏了", "follow_up": "reopen", "answers": [{ "key": "attitude", "text": "态度", "score": 4 }] });
        act(&stage, &call, "complete", said).await.expect(200);
        let told = stage.events("hotline.dissatisfied").await;
        assert_eq!(told.len(), 1);
        assert_eq!((&told[0]["wish"], &told[0]["ticket_id"]), (&json!("reopen"), &json!(ticket(stage.hs, 1))));
        // Content people are not told of.
        let content = drawn(&stage, 2).await;
        act(&stage, &content, "complete", json!({ "satisfaction": 3 })).await.expect(200);
        assert_eq!(stage.events("hotline.dissatisfied").await.len(), 1);
        // Closed again without having been taken up again, nothing is asked; afterwards it is.
        stage.ticket_changed(stage.hs, 1, "closed").await;
        assert_eq!(all(&stage).await.len(), 2);
        stage.ticket_changed(stage.hs, 1, "reopened").await;
        stage.ticket_changed(stage.hs, 1, "closed").await;
        assert_eq!(all(&stage).await.iter().filter(|call| call["ticket_number"] == "T-1").count(), 2);
    }

    async fn what_was_still_to_be_made_waits_for_the_next_closing(db: Db) {
        let stage = Stage::new(db).await;
        let call = drawn(&stage, 1).await;
        stage.ticket_changed(stage.hs, 1, "reopened").await;
        stage.env.set("2026-03-09T09:00:00+08:00");
        stage.app.run_job("hotline.return_calls_due").await.unwrap();
        let held = all(&stage).await;
        assert_eq!((held.len(), &held[0]["held"], &held[0]["late"]), (1, &json!(true), &json!(false)));
        assert_eq!(stage.events("hotline.return_call_due").await, Vec::<Value>::new());
        stage.ticket_changed(stage.hs, 1, "closed").await;
        let on = all(&stage).await;
        assert_eq!((on.len(), &on[0]["id"], &on[0]["held"]), (1, &call["id"], &json!(false)));
        assert_eq!(on[0]["due_at"], "2026-03-12T16:00:00Z");
        // A second word of the same closing moves nothing.
        stage.env.set("2026-03-10T09:00:00+08:00");
        stage.ticket_changed(stage.hs, 1, "closed").await;
        assert_eq!(all(&stage).await[0]["due_at"], "2026-03-12T16:00:00Z");
    }

    async fn only_repairs_are_called_back_and_neither_merged_nor_withdrawn_ones(db: Db) {
        let stage = Stage::new(db).await;
        for (n, kind) in [(1, "consultation"), (2, "service_request"), (3, "complaint")] {
            stage.ticket_of_kind_changed(stage.hs, n, kind, "closed").await;
        }
        for (n, what) in [(4, "merged"), (5, "cancelled"), (6, "refused")] {
            stage.ticket_changed(stage.hs, n, what).await;
        }
        assert_eq!(all(&stage).await, Vec::<Value>::new());
        let call = drawn(&stage, 7).await;
        assert!(text(&call["assumed"]).contains("报修"), "{call}");
        // Taken up again and then withdrawn, nothing is left to ask.
        stage.ticket_changed(stage.hs, 7, "reopened").await;
        stage.ticket_changed(stage.hs, 7, "cancelled").await;
        assert_eq!((&all(&stage).await[0]["state"], &all(&stage).await[0]["reason"]), (&json!("waived"), &json!("工单已取消")));
        // The contract of the cards asks of everybody how content they are.
        stage.ticket_of_kind_changed(stage.sc, 1, "consultation", "closed").await;
        assert_eq!(stage.get(&stage.stranger(), "/return-calls").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    }

    async fn people_are_told_once_that_a_call_is_due_soon_and_once_that_it_is(db: Db) {
        let stage = Stage::new(db).await;
        let (soon, made) = (drawn(&stage, 1).await, drawn(&stage, 2).await);
        act(&stage, &made, "complete", json!({ "satisfaction": 5 })).await.expect(200);
        let told = async |at: &str| {
            stage.env.set(at);
            stage.app.run_job("hotline.return_calls_due").await.unwrap();
            let events = stage.events("hotline.return_call_due").await;
            events.iter().map(|event| (text(&event["stage"]), text(&event["text"]))).collect::<Vec<_>>()
        };
        assert_eq!(told("2026-03-04T23:30:00+08:00").await, []);
        let first = ("soon".to_owned(), "请在 2026-03-05 前完成".to_owned());
        assert_eq!(told("2026-03-05T08:00:00+08:00").await, slice::from_ref(&first));
        assert_eq!(told("2026-03-05T18:30:00+08:00").await, slice::from_ref(&first));
        let second = ("due".to_owned(), "应在 2026-03-05 前完成，现在还没有完成".to_owned());
        assert_eq!(told("2026-03-06T08:00:00+08:00").await, [first.clone(), second.clone()]);
        assert_eq!(told("2026-03-07T08:00:00+08:00").await, [first, second]);
        let events = stage.events("hotline.return_call_due").await;
        assert!(events.iter().all(|event| event["return_call_id"] == soon["id"] && event["clause"] == "附件一 四.1(9)"));
        // After an outage it is told once, as what it is by now.
        drawn(&stage, 3).await;
        let all = told("2026-03-20T08:00:00+08:00").await;
        assert_eq!((all.len(), all[2].0.as_str()), (3, "due"));
    }

    async fn visits_come_round_each_quarter_once(db: Db) {
        let stage = Stage::at(db, "2021-12-06T02:00:00+08:00").await;
        stage.app.run_job("hotline.draw_visits").await.unwrap();
        stage.app.run_job("hotline.draw_visits").await.unwrap();
        let visits: Vec<Value> = all(&stage).await.into_iter().filter(|call| call["kind"] == "visit").collect();
        assert_eq!(visits.len(), 1);
        assert_eq!((&visits[0]["rule"], &visits[0]["clause"]), (&json!("HS-V1"), &json!("附件一 四.1(8)")));
        let first = text(&visits[0]["period"]);
        let wish = json!({ "satisfaction": 5, "follow_up": "reopen" });
        assert_eq!(act(&stage, &visits[0], "complete", wish).await.expect(422).json()["errors"][0]["field"], "follow_up");
        stage.env.set("2022-03-20T02:00:00+08:00");
        stage.app.run_job("hotline.draw_visits").await.unwrap();
        let periods: Vec<String> = all(&stage).await.iter().map(|call| text(&call["period"])).collect();
        assert_eq!(periods.len(), 2);
        assert_ne!(periods[1], first);
    }

    async fn satisfaction_always_has_the_size_of_its_sample(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/satisfaction?from=2026-03-01&to=2026-04-30", stage.hs);
        let none = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&none["n"], &none["percent"], &none["average"]), (&json!(0), &Value::Null, &Value::Null));
        for (n, points) in [(1, 5), (2, 4), (3, 3)] {
            let call = drawn(&stage, n).await;
            act(&stage, &call, "complete", json!({ "satisfaction": points })).await.expect(200);
        }
        stage.env.set("2026-04-01T00:00:00+08:00");
        let late = drawn(&stage, 4).await;
        stage.env.set("2026-04-20T10:00:00+08:00");
        act(&stage, &late, "complete", json!({ "satisfaction": 1 })).await.expect(200);
        let told = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&told["n"], &told["satisfied"], &told["percent"], &told["average"]), (&json!(4), &json!(2), &json!(50.0), &json!(3.25)));
        assert_eq!((&told["by_month"][0]["n"], &told["by_month"][0]["percent"]), (&json!(3), &json!(66.66)));
        assert_eq!((&told["by_month"][1]["month"], &told["target"]), (&json!("2026-04-01"), &Value::Null));
        let standing = &told["return_calls"];
        assert_eq!((&standing["due"], &standing["made"], &standing["late"]), (&json!(4), &json!(4), &json!(1)));
        assert_eq!((&standing["target"]["rule"], &standing["target"]["at_least"]), (&json!("HS-Q1"), &json!("100%")));
        // The cards promise nine of ten.
        let theirs = format!("/contracts/{}/satisfaction?from=2026-03-01&to=2026-04-30", stage.sc);
        let promised = stage.get(&stage.stranger(), &theirs).await.expect(200).json();
        assert_eq!((&promised["target"]["at_least"], &promised["met"]), (&json!("90%"), &Value::Null));
        stage.get(&stage.client(), &theirs).await.expect(404);
    }
}
