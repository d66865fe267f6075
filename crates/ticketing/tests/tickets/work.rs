//! A ticket from its opening to its end, and again.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, at, clock, kinds};

fn offers(ticket: &Value, action: &str) -> bool {
    ticket["allowed_actions"].as_array().unwrap().iter().any(|offered| offered == action)
}

on_both_databases! {
    async fn a_fault_is_worked_to_its_end(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, client) = (stage.engineer(), stage.client());
        let ticket = stage.open("HS-S2").await;
        stage.env.set("2021-12-06T10:10:00+08:00");
        let taken = stage.act(&engineer, &ticket, "take", json!({})).await.expect(200).json();
        assert_eq!((&taken["state"], &taken["assignee"]["name"]), (&json!("working"), &json!(engineer.name)));
        assert!(!offers(&taken, "take") && offers(&taken, "restore"));
        let said = json!({ "text": "已联系，正在排查" });
        let answered = stage.act(&engineer, &ticket, "respond", said).await.expect(200).json();
        assert_eq!(clock(&answered, "response")["state"], "met");
        assert_eq!(clock(&answered, "response")["stopped_at"], at("2021-12-06T10:10:00+08:00"));
        stage.env.set("2021-12-06T10:50:00+08:00");
        let place = json!({ "latitude": 39.9, "longitude": 116.4, "accuracy": 20.0, "at": "2021-12-06T02:55:00Z" });
        let there = stage.act(&engineer, &ticket, "check-in", place).await.expect(200).json();
        assert_eq!(clock(&there, "arrive")["stopped_at"], at("2021-12-06T10:50:00+08:00"));
        let back = stage.act(&engineer, &ticket, "restore", json!({ "text": "证书已更新" })).await.expect(200).json();
        assert_eq!((&back["state"], &clock(&back, "restore")["state"]), (&json!("restored"), &json!("met")));
        let solved = json!({ "solution": "更换根证书" });
        let solved = stage.act(&engineer, &ticket, "resolve", solved).await.expect(200).json();
        assert_eq!(solved["state"], "resolved");
        stage.act(&engineer, &ticket, "accept", json!({ "satisfaction": 5 })).await.expect(403);
        let done = stage.act(&client, &ticket, "accept", json!({ "satisfaction": 5 })).await.expect(200).json();
        assert_eq!((&done["state"], &done["satisfaction"]), (&json!("closed"), &json!(5)));
        assert_eq!(done["next_due_at"], Value::Null);
        let history = stage.history(&client, &ticket).await;
        let expected = ["opened", "taken", "replied", "escalated", "arrived", "restored", "resolved", "accepted", "closed"];
        assert_eq!(kinds(&history), expected);
    }

    async fn an_action_in_the_wrong_state_says_which(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let answer = stage.act(&stage.client(), &ticket, "accept", json!({ "satisfaction": 3 })).await.expect(409);
        assert_eq!(answer.code(), "ticketing.wrong_state");
        assert!(answer.text().contains("待接单"), "{}", answer.text());
        stage.act(&stage.engineer(), &ticket, "resume", json!({})).await.expect(409);
        stage.act(&stage.client(), &ticket, "take", json!({})).await.expect(403);
        assert_eq!(stage.history(&stage.manager(), &ticket).await.len(), 1);
    }

    async fn a_refused_solution_lets_the_clocks_go_on(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let ticket = stage.open_as(&stage.agent(), stage.re, &crate::common::new_re("RE-2b", "2")).await.expect(201).json();
        stage.env.set("2024-07-01T11:00:00+08:00");
        let solved = json!({ "solution": "重启交换机" });
        let solved = stage.act(&stage.engineer(), &ticket, "resolve", solved).await.expect(200).json();
        assert_eq!(clock(&solved, "resolve")["provisional"], true);
        stage.env.set("2024-07-01T13:00:00+08:00");
        let refused = stage.act(&stage.client(), &ticket, "refuse", json!({ "reason": "仍然掉线" })).await.expect(200).json();
        assert_eq!((&refused["state"], &clock(&refused, "resolve")["state"]), (&json!("working"), &json!("running")));
        stage.act(&stage.engineer(), &ticket, "resolve", json!({ "solution": "更换光模块" })).await.expect(200);
        let done = stage.act(&stage.client(), &ticket, "accept", json!({ "satisfaction": 4 })).await.expect(200).json();
        assert_eq!(clock(&done, "resolve")["state"], "met");
        assert_eq!(clock(&done, "resolve")["provisional"], false);
    }

    async fn reopening_begins_a_cycle_and_keeps_the_verdicts(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, client) = (stage.engineer(), stage.client());
        let ticket = stage.open("HS-S1").await;
        stage.sweep_at("2021-12-06T11:30:00+08:00").await;
        stage.act(&engineer, &ticket, "respond", json!({ "text": "已到场" })).await.expect(200);
        stage.act(&engineer, &ticket, "resolve", json!({ "solution": "已修复" })).await.expect(200);
        let closed = stage.act(&client, &ticket, "accept", json!({ "satisfaction": 2 })).await.expect(200).json();
        assert_eq!(clock(&closed, "response")["state"], "breached");
        stage.env.set("2021-12-08T09:00:00+08:00");
        let again = stage.act(&client, &ticket, "reopen", json!({ "reason": "再次出现" })).await.expect(200).json();
        assert_eq!((&again["cycle"], &again["state"]), (&json!(2), &json!("assigned")));
        assert_eq!(again["escalation_level"], 2);
        let responses: Vec<_> = again["clocks"].as_array().unwrap().iter().filter(|c| c["kind"] == "response").collect();
        assert_eq!((&responses[0]["state"], &responses[0]["cycle"]), (&json!("breached"), &json!(1)));
        assert_eq!((&responses[1]["state"], &responses[1]["cycle"]), (&json!("running"), &json!(2)));
        assert_eq!(responses[1]["due_at"], at("2021-12-08T10:00:00+08:00"));
        let row = &stage.get(&client, "/tickets").await.expect(200).json()["items"][0];
        assert!(row["clocks"].as_array().unwrap().iter().all(|clock| clock["cycle"] == 2));
    }

    async fn urging_is_counted_and_told(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        stage.act(&stage.client(), &ticket, "urge", json!({})).await.expect(200);
        let urged = stage.act(&stage.client(), &ticket, "urge", json!({ "text": "考试在即" })).await.expect(200).json();
        assert_eq!(urged["urged"], 2);
        stage.act(&stage.engineer(), &ticket, "urge", json!({})).await.expect(403);
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "urged", "urged"]);
    }

    async fn a_work_around_stops_the_restore_clock_as_such(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let around = json!({ "text": "切换至备份系统" });
        let around = stage.act(&stage.engineer(), &ticket, "work-around", around).await.expect(200).json();
        assert_eq!((&around["state"], &clock(&around, "restore")["state"]), (&json!("restored"), &json!("met")));
        assert_eq!(kinds(&stage.history(&stage.client(), &ticket).await), ["opened", "worked_around"]);
        stage.act(&stage.engineer(), &ticket, "restore", json!({ "text": "主系统恢复" })).await.expect(200);
    }

    async fn cancelling_never_hides_a_breach(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S1").await;
        stage.env.set("2021-12-06T12:00:00+08:00");
        let gone = stage.act(&stage.client(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200).json();
        assert_eq!(gone["state"], "cancelled");
        assert_eq!(clock(&gone, "response")["state"], "breached");
        assert_eq!(clock(&gone, "restore")["state"], "not_applicable");
    }
}
