//! Which deadlines a changed calendar would move.

use jianyue_contracts::registry::{NewText, Registry};
use jianyue_kernel::{Actor, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, clock, id, new_re};

fn administrator() -> Actor {
    actor(1).everywhere(Role::SystemAdministrator).done()
}

async fn ask(stage: &Stage, by: &Actor, days: &str) -> Answer {
    let body = json!({ "text": format!("date,kind,name\n{days}") });
    stage.app.post("/api/v1/calendar/moved-deadlines").by(by).json(&body).send().await
}

on_both_databases! {
    async fn deadlines_that_would_move_are_named_and_nothing_is_kept(db: Db) {
        let stage = Stage::at(db, "2021-12-10T10:00:00+08:00").await;
        let ticket = stage.open("HS-S3").await;
        let gone = stage.open("HS-S3").await;
        stage.act(&stage.client(), &gone, "cancel", json!({ "reason": "误报" })).await.expect(200);
        let due = clock(&ticket, "arrive")["due_at"].clone();
        assert_eq!(due, "2021-12-13T02:00:00Z");
        let before = stage.now(&ticket).await;
        let later = ask(&stage, &administrator(), "2021-12-13,holiday,停电\n").await.expect(200).json();
        assert_eq!((&later["looked_at"], &later["more"]), (&json!(1), &json!(false)));
        let moved = later["moved"].as_array().unwrap();
        let arrive: Vec<&Value> = moved.iter().filter(|moved| moved["clock"] == "arrive").collect();
        assert_eq!(arrive, [&json!({
            "ticket_id": id(&ticket), "number": "HS-2021-000001", "contract_prefix": "HS", "case_name": ticket["case_name"],
            "clock": "arrive", "due_before": due, "due_after": "2021-12-14T02:00:00Z", "turns_overdue": false,
        })]);
        assert_ne!(later["version"], Value::Null);
        // A Saturday that is worked would have made it due before now.
        stage.env.set("2021-12-12T10:00:00+08:00");
        let sooner = ask(&stage, &administrator(), "2021-12-11,workday,调休\n").await.expect(200).json();
        let arrive = sooner["moved"].as_array().unwrap().iter().find(|moved| moved["clock"] == "arrive").unwrap().clone();
        assert_eq!((&arrive["due_after"], &arrive["turns_overdue"]), (&json!("2021-12-11T02:00:00Z"), &json!(true)));
        assert_eq!(stage.now(&ticket).await["version"], before["version"]);
        assert_eq!(clock(&stage.now(&ticket).await, "arrive")["due_at"], due);
        for moved in sooner["moved"].as_array().unwrap() {
            assert!(!moved.to_string().contains("报修人") && moved.get("title").is_none());
        }
    }

    async fn only_who_runs_the_system_may_ask(db: Db) {
        let stage = Stage::new(db).await;
        let security = actor(9).everywhere(Role::SecurityAdministrator).done();
        let auditor = actor(9).everywhere(Role::Auditor).done();
        for by in [stage.manager(), stage.agent(), stage.client(), security, auditor] {
            ask(&stage, &by, "2021-12-13,holiday,停电\n").await.expect(403);
        }
        ask(&stage, &administrator(), "2021-13-13,holiday,停电\n").await.expect(422);
        assert_eq!(ask(&stage, &administrator(), "").await.status.as_u16(), 422);
    }

    async fn a_clock_that_waits_for_a_notice_would_be_decided(db: Db) {
        let stage = Stage::at(db, "2021-12-06T10:00:00+08:00").await;
        let text = include_str!("../../../../fixtures/contracts/realestate-registration-2024.toml")
            .replace("end = 2024-12-31", "end = 2027-12-31");
        let mut tx = stage.db.write().await.unwrap();
        let longer = NewText { text: &text, effective_on: Some("2024-07-01".parse().unwrap()), note: None };
        let registry = stage.app.app().state::<Registry>();
        registry.import(&mut tx, &stage.env, &administrator(), &longer).await.unwrap();
        tx.commit().await.unwrap();
        stage.env.set("2026-12-29T10:00:00+08:00");
        let ticket = stage.open_as(&stage.agent(), stage.re, &new_re("RE-1", "1")).await.expect(201).json();
        let hold = json!({ "reason": "等待", "evidence": "邮件", "agreed_by": "甲方" });
        stage.act(&stage.engineer(), &ticket, "pause", hold).await.expect(200);
        stage.env.set("2026-12-31T17:30:00+08:00");
        let ticket = stage.act(&stage.engineer(), &ticket, "resume", json!({})).await.expect(200).json();
        let open: Vec<_> = ticket["clocks"].as_array().unwrap().iter().filter(|c| c["state"] == "running" && c["due_at"].is_null()).collect();
        assert!(!open.is_empty(), "{}", ticket["clocks"]);
        let found = ask(&stage, &administrator(), "2027-01-01,holiday,元旦\n").await.expect(200).json();
        let moved: Vec<_> = found["moved"].as_array().unwrap().iter().filter(|moved| moved["ticket_id"] == ticket["id"]).collect();
        assert_eq!(moved.len(), open.len());
        assert!(moved.iter().all(|moved| moved["due_before"].is_null() && moved["due_after"].is_string()));
    }
}
