//! Rosters: gaps, shifts over midnight, repetition, handing over, who is on call.

use jianyue_kernel::{Actor, Role};
use jianyue_platform::{db::Db, people};
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, text};

async fn add(stage: &Stage, by: &Actor, body: Value) -> Answer {
    stage.post(by, &format!("/contracts/{}/shifts", stage.ex), body).await
}

/// A shift of person `n` on EX.
fn shift(duty: &str, n: u128, from: &str, to: &str) -> Value {
    json!({ "duty": duty, "person_id": actor(n).done().person.0, "from": from, "to": to })
}

async fn roster(stage: &Stage, from: &str, to: &str) -> Value {
    let path = format!("/contracts/{}/roster?from={from}&to={to}", stage.ex);
    stage.get(&stage.client(), &path).await.expect(200).json()
}

/// Gaps of a duty, as days with their beginning and end.
fn gaps(roster: &Value, duty: &str) -> Vec<(String, String)> {
    let all = roster["gaps"].as_array().unwrap().iter().filter(|gap| gap["duty"] == duty);
    all.map(|gap| (text(&gap["from"]), text(&gap["to"]))).collect()
}

on_both_databases! {
    async fn what_the_contract_wants_staffed_and_nobody_is_down_for_is_a_gap(db: Db) {
        let stage = Stage::new(db).await;
        let empty = roster(&stage, "2026-03-02", "2026-03-02").await;
        assert_eq!(gaps(&empty, "phone"), [("2026-03-02T00:00:00Z".into(), "2026-03-02T12:00:00Z".into())]);
        let window = empty["required"].as_array().unwrap().iter().find(|one| one["rule"] == "EX-W1.hotline").unwrap();
        assert_eq!((&window["hours"], &window["clause"], &window["checked"]), (&json!(12), &json!("第二条 6(1)"), &json!(true)));
        let exam = empty["required"].as_array().unwrap().iter().find(|one| one["rule"] == "EX-W1.exam").unwrap();
        assert_eq!((&exam["checked"], &exam["on"], &exam["heads"]), (&json!(false), &json!("exam"), &json!(10)));
        assert_eq!(exam["assumed"], json!(["还没有登记正式考试的日期，登记后才检查这一时段的空缺"]));
        add(&stage, &stage.manager(), shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T14:00:00+08:00")).await.expect(201);
        add(&stage, &stage.manager(), shift("phone", 4, "2026-03-02T13:00:00+08:00", "2026-03-02T18:00:00+08:00")).await.expect(201);
        let part = roster(&stage, "2026-03-02", "2026-03-02").await;
        assert_eq!(gaps(&part, "phone"), [("2026-03-02T10:00:00Z".into(), "2026-03-02T12:00:00Z".into())]);
        assert_eq!(gaps(&part, "online").len(), 1);
        assert_eq!(part["shifts"].as_array().unwrap().len(), 2);
    }

    async fn a_shift_over_midnight_belongs_to_both_days(db: Db) {
        let stage = Stage::new(db).await;
        add(&stage, &stage.manager(), shift("phone", 5, "2026-03-02T19:00:00+08:00", "2026-03-03T09:00:00+08:00")).await.expect(201);
        let both = roster(&stage, "2026-03-02", "2026-03-03").await;
        let expected = [
            ("2026-03-02T00:00:00Z".to_owned(), "2026-03-02T11:00:00Z".to_owned()),
            ("2026-03-03T01:00:00Z".to_owned(), "2026-03-03T12:00:00Z".to_owned()),
        ];
        assert_eq!(gaps(&both, "phone"), expected);
        assert_eq!(roster(&stage, "2026-03-03", "2026-03-03").await["shifts"].as_array().unwrap().len(), 1);
    }

    async fn shifts_come_round_on_weekdays_and_never_overlap(db: Db) {
        let stage = Stage::new(db).await;
        let mut weekly = shift("online", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T20:00:00+08:00");
        weekly["repeat"] = json!({ "until": "2026-03-15", "weekdays": [1, 3, 7] });
        let made = add(&stage, &stage.manager(), weekly.clone()).await.expect(201).json();
        let days: Vec<String> = made["shifts"].as_array().unwrap().iter().map(|shift| text(&shift["from"])[..10].to_owned()).collect();
        assert_eq!(days, ["2026-03-02", "2026-03-04", "2026-03-08", "2026-03-09", "2026-03-11", "2026-03-15"]);
        let again = add(&stage, &stage.manager(), weekly).await.expect(422).json();
        assert_eq!(again["errors"][0]["field"], "from");
        for (body, field) in [
            (shift("phone", 6, "2026-03-02T08:00:00+08:00", "2026-03-02T20:00:00+08:00"), "person_id"),
            (shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T08:00:00+08:00"), "to"),
            (shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-03T20:00:01+08:00"), "to"),
        ] {
            assert_eq!(add(&stage, &stage.manager(), body.clone()).await.expect(422).json()["errors"][0]["field"], field, "{body}");
        }
        let plain = shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T20:00:00+08:00");
        add(&stage, &stage.agent(), plain.clone()).await.expect(403);
        add(&stage, &stage.stranger(), plain).await.expect(404);
        let path = format!("/api/v1/shifts/{}", text(&made["shifts"][0]["id"]));
        let change = |by: Actor, version: &'static str, body: Value| stage.app.patch(&path).by(&by).header("if-match", version).json(&body).send();
        assert_eq!(change(stage.manager(), "\"1\"", json!({ "to": "2026-03-02T19:00:00+08:00" })).await.expect(200).json()["version"], 2);
        assert_eq!(change(stage.manager(), "\"1\"", json!({ "note": "x" })).await.expect(412).json()["current"]["version"], 2);
        change(stage.stranger(), "\"2\"", json!({ "note": "x" })).await.expect(404);
        stage.app.delete(&path).by(&stage.agent()).send().await.expect(403);
        stage.app.delete(&path).by(&stage.manager()).send().await.expect(204);
    }

    async fn who_is_on_call_is_known_to_other_modules(db: Db) {
        let stage = Stage::new(db).await;
        add(&stage, &stage.manager(), shift("on_call_1", 5, "2026-03-02T18:00:00+08:00", "2026-03-03T08:00:00+08:00")).await.expect(201);
        let mut tx = stage.db.read().await.unwrap();
        for (at, level, expected) in [
            ("2026-03-02T17:59:59+08:00", 1, None),
            ("2026-03-02T18:00:00+08:00", 1, Some(5)),
            ("2026-03-03T07:59:59+08:00", 1, Some(5)),
            ("2026-03-03T08:00:00+08:00", 1, None),
            ("2026-03-02T18:00:00+08:00", 2, None),
        ] {
            let at_moment = jianyue_testkit::env::time(at);
            let found = people::on_call(stage.app.app(), &mut tx, stage.ex, None, level, at_moment).await.unwrap();
            assert_eq!(found, expected.map(|n| actor(n).done().person), "{at}");
        }
        drop(tx);
        let path = format!("/contracts/{}/on-call?at=2026-03-02T12:00:00Z", stage.ex);
        let levels = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&levels[0]["shift"]["person"]["name"], &levels[1]["shift"]), (&json!("人员5（测试）"), &Value::Null));
        // Their number is the vendor's own.
        assert_eq!(levels[0]["phone"], Value::Null);
        let levels = stage.get(&stage.agent(), &path).await.expect(200).json();
        assert_eq!((&levels[0]["phone"], &levels[1]["phone"]), (&json!("13800000005"), &Value::Null));
        stage.get(&stage.stranger(), &path).await.expect(404);
    }

    async fn the_next_shift_takes_over_what_was_left(db: Db) {
        let stage = Stage::new(db).await;
        let first = add(&stage, &stage.manager(), shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T14:00:00+08:00")).await.expect(201).json();
        add(&stage, &stage.manager(), shift("phone", 4, "2026-03-02T14:00:00+08:00", "2026-03-02T20:00:00+08:00")).await.expect(201);
        let path = format!("/shifts/{}/handover", text(&first["shifts"][0]["id"]));
        let confirm = format!("{path}/confirm");
        assert_eq!(stage.post(&stage.manager(), &confirm, json!({})).await.expect(409).code(), "hotline.wrong_state");
        stage.post(&stage.client(), &path, json!({ "note": "x" })).await.expect(403);
        let left = stage.post(&stage.agent(), &path, json!({ "note": "第一考点网络待回电" })).await.expect(200).json();
        assert_eq!((&left["handover"]["note"], &left["handover"]["confirmed_by"]), (&json!("第一考点网络待回电"), &Value::Null));
        // Whoever left it does not take it over.
        stage.post(&stage.agent(), &confirm, json!({})).await.expect(409);
        let taken = stage.post(&stage.manager(), &confirm, json!({})).await.expect(200).json();
        assert_eq!(taken["handover"]["confirmed_by"], "人员4（测试）");
        stage.post(&stage.manager(), &confirm, json!({})).await.expect(409);
    }

    async fn gaps_are_told_three_days_and_one_day_ahead_and_once_each(db: Db) {
        let stage = Stage::new(db).await;
        // The term is over, and nobody is down for anything any more.
        stage.app.run_job("hotline.roster_gaps").await.unwrap();
        assert_eq!(stage.events("hotline.roster_gap").await, Vec::<Value>::new());
        for day in ["2026-03-03", "2026-03-05"] {
            let day = |hour: &str| format!("{day}T{hour}:00:00+08:00");
            add(&stage, &stage.manager(), shift("phone", 5, &day("08"), &day("20"))).await.expect(201);
        }
        add(&stage, &stage.manager(), shift("online", 5, "2026-03-03T08:00:00+08:00", "2026-03-03T20:00:00+08:00")).await.expect(201);
        for _ in 0..2 {
            stage.app.run_job("hotline.roster_gaps").await.unwrap();
        }
        let told = stage.events("hotline.roster_gap").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((&told[0]["duty"], &told[0]["day"], &told[0]["ahead"]), (&json!("online"), &json!("2026-03-05"), &json!(3)));
        stage.env.set("2026-03-04T08:00:00+08:00");
        stage.app.run_job("hotline.roster_gaps").await.unwrap();
        let told = stage.events("hotline.roster_gap").await;
        // The 7th has nobody at all, in one event; the 5th is told once more the day before.
        let days: Vec<(&Value, &Value)> = told[1..].iter().map(|gap| (&gap["day"], &gap["duties"])).collect();
        let (fifth, seventh) = (json!("2026-03-05"), json!("2026-03-07"));
        assert_eq!(days, [(&seventh, &json!(["phone", "online"])), (&fifth, &json!(["online"]))]);
        assert_eq!(told[1]["text"], "“热线服务”每天应有人值守 12 小时");
    }

    async fn a_contract_in_force_without_any_roster_lacks_every_hour_that_it_wants_staffed(db: Db) {
        let stage = Stage::at(db, "2024-09-02T08:00:00+08:00").await;
        for _ in 0..2 {
            stage.app.run_job("hotline.roster_gaps").await.unwrap();
        }
        let told = stage.events("hotline.roster_gap").await;
        let days: Vec<(&Value, &Value)> = told.iter().map(|gap| (&gap["day"], &gap["ahead"])).collect();
        assert_eq!(days, [(&json!("2024-09-05"), &json!(3)), (&json!("2024-09-03"), &json!(1))]);
        for gap in &told {
            assert_eq!((&gap["contract_id"], &gap["duties"]), (&json!(stage.ex.0), &json!(["phone", "online"])));
        }
        assert_eq!((&told[1]["from"], &told[1]["to"]), (&json!("2024-09-03T00:00:00Z"), &json!("2024-09-03T12:00:00Z")));
    }

    async fn exam_days_that_are_told_of_want_heads_and_hours(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/special-days", stage.ex);
        let exam = json!({ "kind": "exam", "from": "2026-03-07", "opens": "09:00", "closes": "21:00", "reason": "考试通知（测试）" });
        for outside in [stage.agent(), stage.finance(), stage.stranger()] {
            let expected = if outside.person == stage.agent().person { 403 } else { 404 };
            stage.post(&outside, &path, exam.clone()).await.expect(expected);
        }
        for (body, field) in [
            (json!({ "kind": "special_period", "from": "2026-03-07", "reason": "x" }), "kind"),
            (json!({ "kind": "exam", "from": "2026-03-07", "to": "2026-03-06", "reason": "x" }), "to"),
            (json!({ "kind": "exam", "from": "2026-03-07", "opens": "09:00", "reason": "x" }), "opens"),
            (json!({ "kind": "exam", "from": "2026-03-07", "opens": "20:00", "closes": "8:00", "reason": "x" }), "opens"),
            (json!({ "kind": "exam", "from": "2026-03-07", "reason": " " }), "reason"),
        ] {
            assert_eq!(stage.post(&stage.client(), &path, body.clone()).await.expect(422).json()["errors"][0]["field"], field, "{body}");
        }
        let told = stage.post(&stage.client(), &path, exam).await.expect(201).json();
        assert_eq!((&told["to"], &told["by"]), (&json!("2026-03-07"), &json!("人员6（测试）")));
        let mock = json!({ "kind": "mock_exam", "from": "2026-03-05", "to": "2026-03-06", "reason": "模考安排（测试）" });
        stage.post(&stage.manager(), &path, mock).await.expect(201);
        assert_eq!(stage.get(&stage.agent(), &format!("{path}?from=2026-03-07")).await.expect(200).json().as_array().unwrap().len(), 1);

        let of = |roster: &Value, rule: &str, duty: &str| {
            let all = roster["gaps"].as_array().unwrap().iter();
            all.filter(|gap| gap["rule"] == rule && gap["duty"] == duty).cloned().collect::<Vec<_>>()
        };
        // 20 are wanted online, of whom one is there; the phone wants 10. On site one is wanted all day.
        add(&stage, &stage.manager(), shift("online", 5, "2026-03-07T09:00:00+08:00", "2026-03-07T21:00:00+08:00")).await.expect(201);
        let day = roster(&stage, "2026-03-07", "2026-03-07").await;
        let online = &of(&day, "EX-W1.exam", "online")[0];
        assert_eq!((&online["heads"], &online["planned"]), (&json!(20), &json!(1)));
        assert_eq!((&online["from"], &online["to"]), (&json!("2026-03-07T01:00:00Z"), &json!("2026-03-07T13:00:00Z")));
        assert_eq!(online["clause"], "第二条 4(3)、6(2)、第二条 4(1)");
        assert_eq!(of(&day, "EX-W1.exam", "on_site").len(), 1);
        let required = day["required"].as_array().unwrap().iter().filter(|one| one["rule"] == "EX-W1.exam");
        assert!(required.clone().all(|one| one["checked"] == true && one["hours"] == 12), "{day}");
        add(&stage, &stage.manager(), shift("on_site", 4, "2026-03-07T09:00:00+08:00", "2026-03-07T21:00:00+08:00")).await.expect(201);
        let day = roster(&stage, "2026-03-07", "2026-03-07").await;
        assert_eq!(of(&day, "EX-W1.exam", "on_site"), Vec::<Value>::new());
        // A mock exam whose hours nobody told of is looked for in those of the hotline.
        let mock = of(&roster(&stage, "2026-03-06", "2026-03-06").await, "EX-W1.mock", "phone");
        assert_eq!((&mock[0]["from"], &mock[0]["to"]), (&json!("2026-03-06T00:00:00Z"), &json!("2026-03-06T12:00:00Z")));
        // Other days want none of it, and taken back none does.
        assert_eq!(of(&roster(&stage, "2026-03-08", "2026-03-08").await, "EX-W1.exam", "phone"), Vec::<Value>::new());
        let gone = format!("/api/v1/special-days/{}", text(&told["id"]));
        stage.app.delete(&gone).by(&stage.agent()).send().await.expect(403);
        stage.app.delete(&gone).by(&stage.stranger()).send().await.expect(404);
        stage.app.delete(&gone).by(&stage.manager()).send().await.expect(204);
        stage.app.delete(&gone).by(&stage.manager()).send().await.expect(404);
        assert_eq!(of(&roster(&stage, "2026-03-07", "2026-03-07").await, "EX-W1.exam", "phone"), Vec::<Value>::new());
    }

    async fn special_periods_want_their_hours_and_are_declared_elsewhere(db: Db) {
        let stage = Stage::new(db).await;
        let manager = actor(4).on(stage.hc, Role::VendorManager).done();
        let path = format!("/contracts/{}/special-days", stage.hc);
        let body = json!({ "kind": "special_period", "from": "2024-11-01", "reason": "甲方通知（测试）" });
        let refused = stage.post(&manager, &path, body).await.expect(422).json();
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("重要保障"), "{refused}");
        let of = async |from: &str, to: &str| {
            let path = format!("/contracts/{}/roster?from={from}&to={to}", stage.hc);
            stage.get(&manager, &path).await.expect(200).json()
        };
        let roster = of("2024-10-07", "2024-10-08").await;
        let gaps: Vec<_> = roster["gaps"].as_array().unwrap().iter().filter(|gap| gap["rule"] == "HC-W1.monitoring").collect();
        assert_eq!(gaps.len(), 1, "{roster}");
        assert_eq!((&gaps[0]["from"], &gaps[0]["to"]), (&json!("2024-10-06T16:00:00Z"), &json!("2024-10-07T16:00:00Z")));
        let required = |roster: &Value| roster["required"].as_array().unwrap().iter().find(|one| one["on"] == "special_period").unwrap().clone();
        assert_eq!((&required(&roster)["checked"], &required(&roster)["hours"]), (&json!(true), &json!(24)));
        assert_eq!(required(&of("2024-10-08", "2024-10-08").await)["checked"], false);
        assert_eq!(required(&of("2024-09-20", "2024-09-20").await)["checked"], true, "it is known already");
    }

    async fn shifts_that_are_sent_twice_are_put_down_once(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/shifts", stage.ex);
        let body = shift("phone", 5, "2026-03-02T08:00:00+08:00", "2026-03-02T14:00:00+08:00");
        let send = |body: &Value| stage.app.post(&path).by(&stage.manager()).header("idempotency-key", "s-1").json(body).send();
        let first = send(&body).await.expect(201);
        let again = send(&body).await.expect(201);
        assert_eq!((again.json(), again.header("idempotency-replayed")), (first.json(), "true"));
        let other = shift("phone", 4, "2026-03-02T14:00:00+08:00", "2026-03-02T20:00:00+08:00");
        assert_eq!(send(&other).await.expect(422).code(), "idempotency.other_body");
        assert_eq!(roster(&stage, "2026-03-02", "2026-03-02").await["shifts"].as_array().unwrap().len(), 1);
    }
}
