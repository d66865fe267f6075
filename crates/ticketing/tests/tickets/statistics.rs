//! What the roll-up keeps is what counting every ticket gives.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Timelike, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_sla::zone;
use jianyue_testkit::{actor, on_both_databases};
use jianyue_ticketing::service::statistics::{RolledUp, roll_up};
use serde_json::{Value, json};

use crate::common::{Stage, id, new};

impl Stage {
    async fn roll_up(&self) -> RolledUp {
        roll_up(&self.db, self.app.app().state::<Registry>(), &self.env.env()).await.unwrap()
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Counts every ticket as its reader sees it: by another way than the roll-up, over HTTP.
async fn naive(stage: &Stage, tickets: &[Value]) -> BTreeMap<String, i64> {
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    let mut add = |key: String, n: i64| *sums.entry(key).or_default() += n;
    for ticket in tickets {
        let ticket = stage.now(ticket).await;
        let opened: DateTime<Utc> = ticket["opened_at"].as_str().unwrap().parse().unwrap();
        let local = zone::local(opened);
        let month = local.format("%Y-%m").to_string();
        let stands = ticket["state"].as_str().unwrap();
        if !["cancelled", "merged"].contains(&stands) {
            add(format!("{month} opened {}", ticket["level"]), 1);
            add(format!("heat {} {}", local.weekday().num_days_from_monday(), local.hour()), 1);
            add(format!("service {} {}", ticket["work"], ticket["service"]), 1);
        }
        for clock in ticket["clocks"].as_array().unwrap() {
            let how = match (clock["state"].as_str().unwrap(), clock["overdue"] == true) {
                ("not_applicable", _) => continue,
                ("running", true) => "breached",
                ("running" | "paused", false) => "running",
                (how, _) => how,
            };
            let kind = clock["kind"].as_str().unwrap();
            add(format!("{month} {kind} {how}"), 1);
            add(format!("{} {kind} {how}", ticket["case"].as_str().unwrap()), 1);
        }
        if stands == "closed" {
            let history = stage.history(&stage.manager(), &ticket).await;
            let closed = history.iter().rev().find(|entry| entry["kind"] == "closed").unwrap();
            let closed: DateTime<Utc> = closed["at"].as_str().unwrap().parse().unwrap();
            let month = zone::local(closed).format("%Y-%m").to_string();
            add(format!("{month} closed"), 1);
            if let Some(satisfaction) = ticket["satisfaction"].as_i64() {
                add(format!("{month} rated"), 1);
                add(format!("{month} satisfaction"), satisfaction);
            }
        }
    }
    sums
}

/// The same out of an answer.
fn shown(answer: &Value) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    let mut add = |key: String, n: &Value| {
        if n != 0 {
            sums.insert(key, n.as_i64().unwrap());
        }
    };
    for month in answer["months"].as_array().unwrap() {
        let name = month["month"].as_str().unwrap();
        for (level, n) in month["opened"].as_object().unwrap() {
            add(format!("{name} opened {level}"), n);
        }
        for clock in month["clocks"].as_array().unwrap() {
            for how in ["met", "breached", "running"] {
                add(format!("{name} {} {how}", clock["kind"].as_str().unwrap()), &clock[how]);
            }
        }
        add(format!("{name} closed"), &month["closed"]);
        add(format!("{name} rated"), &month["satisfaction"]["n"]);
        add(format!("{name} satisfaction"), &month["satisfaction"]["sum"]);
    }
    for case in answer["cases"].as_array().unwrap() {
        for clock in case["clocks"].as_array().unwrap() {
            for how in ["met", "breached", "running"] {
                let key = format!("{} {} {how}", case["case"].as_str().unwrap(), clock["kind"].as_str().unwrap());
                add(key, &clock[how]);
            }
        }
    }
    for service in answer["services"].as_array().unwrap() {
        add(format!("service {} {}", service["work"], service["service"]), &service["opened"]);
    }
    for (day, hours) in answer["heat"].as_array().unwrap().iter().enumerate() {
        for (hour, n) in hours.as_array().unwrap().iter().enumerate() {
            add(format!("heat {day} {hour}"), n);
        }
    }
    sums
}

/// Plays a step on a ticket; what its state does not allow is left out.
async fn play(stage: &Stage, dice: &mut Dice, tickets: &mut Vec<Value>) {
    stage.env.advance(chrono::TimeDelta::minutes(i64::try_from(dice.roll(1_500)).unwrap()));
    if tickets.is_empty() || dice.roll(4) == 0 {
        let case = ["HS-S1", "HS-S2", "HS-S3", "HS-S4"][usize::try_from(dice.roll(4)).unwrap()];
        let mut body = new(case);
        if dice.roll(3) == 0 {
            body["work"] = json!("infra");
        }
        tickets.push(stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json());
        return;
    }
    let ticket = &tickets[usize::try_from(dice.roll(tickets.len() as u64)).unwrap()];
    let other = id(&tickets[0]).to_owned();
    let satisfaction = dice.roll(5) + 1;
    let (by, action, body) = match dice.roll(14) {
        0 | 1 => (stage.engineer(), "take", json!({})),
        2 => (stage.engineer(), "respond", json!({ "text": "收到" })),
        3 => (stage.engineer(), "restore", json!({ "text": "已恢复" })),
        4 | 5 => (stage.engineer(), "resolve", json!({ "solution": "已处理" })),
        6 | 7 => (stage.client(), "accept", json!({ "satisfaction": satisfaction })),
        8 => (stage.client(), "refuse", json!({ "reason": "没有修好" })),
        9 => (stage.client(), "cancel", json!({ "reason": "误报" })),
        10 => (stage.client(), "reopen", json!({ "reason": "又坏了" })),
        11 => (stage.engineer(), "merge", json!({ "into": other })),
        12 => (stage.manager(), "close", json!({})),
        _ => (stage.engineer(), "pause", json!({ "reason": "等待", "evidence": "邮件", "agreed_by": "甲方" })),
    };
    let answer = stage.act(&by, ticket, action, body).await;
    assert!(answer.status == 200 || answer.status.is_client_error(), "{action}: {}", answer.status);
}

on_both_databases! {
    async fn the_roll_up_is_a_naive_count_of_random_tickets(db: Db) {
        let stage = Stage::at(db, "2021-11-20T10:00:00+08:00").await;
        let mut dice = Dice(20_211_120);
        let mut tickets = Vec::new();
        for round in 0..5 {
            for _ in 0..36 {
                play(&stage, &mut dice, &mut tickets).await;
            }
            stage.sweep().await;
            stage.roll_up().await;
            let answer = stage.get(&stage.manager(), "/tickets/statistics").await.expect(200).json();
            let expected = naive(&stage, &tickets).await;
            assert_eq!(shown(&answer), expected, "round {round}");
            assert_eq!(answer["months"].as_array().unwrap().len(), 12);
        }
        assert!(tickets.len() > 20);
    }

    async fn a_roll_up_makes_only_changed_days_anew_and_repeats_without_effect(db: Db) {
        let stage = Stage::at(db, "2021-11-01T10:00:00+08:00").await;
        let mut tickets = Vec::new();
        for day in ["2021-11-01", "2021-11-02", "2021-11-03"] {
            stage.env.set(&format!("{day}T10:00:00+08:00"));
            tickets.push(stage.open("HS-S3").await);
        }
        stage.sweep_at("2021-11-03T10:05:00+08:00").await;
        stage.env.set("2021-11-03T10:10:00+08:00");
        assert_eq!(stage.roll_up().await, RolledUp { days: 3, failed: 0 });
        let before = stage.get(&stage.manager(), "/tickets/statistics").await.expect(200).json();
        assert_eq!(before["as_of"], "2021-11-03T02:10:00Z");
        assert_eq!(stage.roll_up().await, RolledUp { days: 0, failed: 0 });
        // Whoever counts what was counted finds the same, and notes change nothing.
        stage.act(&stage.engineer(), &tickets[0], "notes", json!({ "text": "x" })).await.expect(200);
        assert_eq!(stage.roll_up().await.days, 0);
        stage.act(&stage.engineer(), &tickets[1], "respond", json!({ "text": "x" })).await.expect(200);
        assert_eq!(stage.roll_up().await, RolledUp { days: 1, failed: 0 });
        // Breaches are found by the sweep alone; the first ticket had all of its own before. Weeks without a roll-up are
        // caught up with by one.
        stage.sweep_at("2021-12-20T10:00:00+08:00").await;
        assert_eq!(stage.roll_up().await, RolledUp { days: 2, failed: 0 });
        let after = stage.get(&stage.manager(), "/tickets/statistics").await.expect(200).json();
        assert_eq!(shown(&after), naive(&stage, &tickets).await);
        assert_ne!(shown(&after), shown(&before));
    }

    async fn a_ticket_that_goes_to_another_work_is_counted_there_only(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let member = |work: &str| actor(8).on_works(stage.hs, Role::VendorManager, &[work]).done();
        let seen = async |work: &str| {
            let answer = stage.get(&member(work), "/tickets/statistics").await.expect(200).json();
            shown(&answer).into_iter().filter(|(key, _)| key.contains("opened")).map(|(_, n)| n).sum::<i64>()
        };
        stage.roll_up().await;
        assert_eq!((seen("apps").await, seen("infra").await), (1, 0));
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        let to = json!({ "work": "infra" });
        stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&to).send().await.expect(200);
        stage.roll_up().await;
        assert_eq!((seen("apps").await, seen("infra").await), (0, 1));
        let path = format!("/tickets/statistics?contract={}&work=infra", stage.hs);
        assert_eq!(shown(&stage.get(&member("apps"), &path).await.expect(200).json()), BTreeMap::new());
        assert!(!shown(&stage.get(&stage.manager(), &path).await.expect(200).json()).is_empty());
        let other = path.replace("infra", "apps");
        assert_eq!(shown(&stage.get(&stage.manager(), &other).await.expect(200).json()), BTreeMap::new());
    }

    async fn statistics_are_of_the_contracts_that_one_sees(db: Db) {
        let stage = Stage::new(db).await;
        stage.open("HS-S1").await;
        stage.roll_up().await;
        let answer = stage.get(&stage.stranger(), "/tickets/statistics").await.expect(200).json();
        assert_eq!(shown(&answer), BTreeMap::new());
        assert_eq!((&answer["services"], &answer["cases"]), (&json!([]), &json!([])));
        let path = format!("/tickets/statistics?contract={}", stage.hs);
        stage.get(&stage.stranger(), &path).await.expect(404);
        let auditor = actor(9).everywhere(Role::Auditor).done();
        assert_eq!(shown(&stage.get(&auditor, "/tickets/statistics").await.expect(200).json()), BTreeMap::new());
        let shown_service = stage.get(&stage.manager(), &path).await.expect(200).json()["services"][0].clone();
        assert_eq!((&shown_service["service"], &shown_service["opened"]), (&Value::Null, &json!(1)));
        assert!(shown_service["work_name"].as_str().is_some_and(|name| name != "apps"));
    }

    async fn a_span_is_whole_months_and_at_most_thirty_six(db: Db) {
        let stage = Stage::new(db).await;
        let manager = stage.manager();
        let span = async |query: &str| {
            let answer = stage.get(&manager, &format!("/tickets/statistics?{query}")).await;
            let body = answer.json();
            (answer.status.as_u16(), body["from"].clone(), body["to"].clone(), body["errors"][0]["field"].clone())
        };
        let null = Value::Null;
        assert_eq!(span("").await, (200, json!("2021-01"), json!("2021-12"), null.clone()));
        assert_eq!(span("from=2021-03").await, (200, json!("2021-03"), json!("2021-12"), null.clone()));
        assert_eq!(span("to=2020-03").await, (200, json!("2019-04"), json!("2020-03"), null.clone()));
        assert_eq!(span("from=2019-01&to=2021-12").await.0, 200);
        assert_eq!(span("from=2018-12&to=2021-12").await, (422, null.clone(), null.clone(), json!("from")));
        assert_eq!(span("from=2021-12&to=2021-11").await.0, 422);
        assert_eq!(span("to=2021-13").await, (422, null.clone(), null.clone(), json!("to")));
        assert_eq!(span("from=2021-1-1").await.0, 422);
        let empty = stage.get(&manager, "/tickets/statistics").await.expect(200).json();
        assert_eq!(empty["as_of"], Value::Null);
        assert_eq!(empty["heat"].as_array().unwrap().len(), 7);
        assert_eq!(empty["months"][0]["opened"], json!({ "1": 0, "2": 0, "3": 0, "4": 0 }));
    }
}
