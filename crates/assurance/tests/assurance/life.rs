//! Declared, confirmed, worked through, changed and taken back.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, id, national_day, phase};

on_both_databases! {
    async fn only_what_the_client_confirmed_counts(db: Db) {
        let stage = Stage::new(db).await;
        let declared = stage.declare(&stage.manager(), national_day()).await.expect(201).json();
        assert_eq!((&declared["state"], &declared["stage"], &declared["holds_from"]), (&json!("declared"), &json!("declared"), &Value::Null));
        assert_eq!((&declared["rule"], &declared["allowed_actions"]), (&json!("HC-I2"), &json!(["change", "withdraw"])));
        assert_eq!(stage.port().await, []);
        let told = stage.events("assurance.period_declared").await;
        assert_eq!((told.len(), &told[0]["side"]), (1, &json!("client")));
        assert_eq!(stage.events("assurance.period_changed").await.len(), 0);
        let path = format!("/special-periods/{}/confirm", id(&declared));
        stage.post(&stage.manager(), &path, json!({})).await.expect(403);
        let confirmed = stage.confirm(&declared).await;
        assert_eq!((&confirmed["state"], &confirmed["stage"], &confirmed["holds_from"]), (&json!("confirmed"), &json!("coming"), &json!("2024-10-01")));
        stage.post(&stage.official(), &path, json!({})).await.expect(409);
        let port = stage.port().await;
        assert_eq!((port.len(), port[0].freeze, port[0].from.to_string()), (1, true, "2024-10-01".to_owned()));
        let changed = stage.events("assurance.period_changed").await;
        assert_eq!((&changed[0]["from"], &changed[0]["to"], &changed[0]["what"]), (&json!("2024-10-01"), &json!("2024-10-07"), &json!("confirmed")));
        assert_eq!(stage.declare(&stage.official(), national_day()).await.expect(409).code(), "assurance.already_declared");
        // Taken back by the client only, with a reason.
        let back = format!("/special-periods/{}/withdraw", id(&declared));
        stage.post(&stage.manager(), &back, json!({ "reason": "不需要" })).await.expect(403);
        stage.post(&stage.official(), &back, json!({ "reason": " " })).await.expect(422);
        let gone = stage.post(&stage.official(), &back, json!({ "reason": "活动取消" })).await.expect(200).json();
        assert_eq!((&gone["state"], &gone["withdrawn_reason"], &gone["allowed_actions"]), (&json!("withdrawn"), &json!("活动取消"), &json!([])));
        assert_eq!(stage.port().await, []);
        assert_eq!(stage.events("assurance.period_changed").await[1]["what"], "withdrawn");
        let tick = format!("/assurance-items/{}/tick", id(&gone["items"][0]));
        stage.post(&stage.engineer(), &tick, json!({ "done": true })).await.expect(409);
    }

    async fn a_word_that_is_said_late_holds_from_its_day(db: Db) {
        let stage = Stage::new(db).await;
        let mut late = national_day();
        (late["from"], late["to"], late["rule"]) = (json!("2024-09-18"), json!("2024-09-22"), json!(""));
        let declared = stage.declare(&stage.official(), late).await.expect(201).json();
        assert_eq!((&declared["state"], &declared["stage"], &declared["holds_from"]), (&json!("confirmed"), &json!("during"), &json!("2024-09-20")));
        assert_eq!(stage.port().await[0].from.to_string(), "2024-09-20");
    }

    async fn phases_are_worked_through_and_prove_the_festivals_inspection(db: Db) {
        let stage = Stage::new(db).await;
        let period = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        assert_eq!(phase(&period, "before")["from"], "2024-09-27");
        assert_eq!((&phase(&period, "before")["items"], &phase(&period, "during")["items"]), (&json!(6), &json!(8)));
        let occurrences: Vec<&Value> = period["phases"].as_array().unwrap().iter().map(|one| &one["occurrence_on"]).collect();
        assert_eq!(occurrences, [&json!("2024-09-30"), &json!("2024-10-01"), &json!("2024-10-08")]);
        // What is open is named, with the clause of the contract.
        let open = stage.complete(&period, "before").await.expect(409);
        assert_eq!(open.code(), "assurance.items_open");
        let said = open.json()["detail"].as_str().unwrap().to_owned();
        assert!(said.contains("二 (一)–(四)(六)4") && said.contains("6 项") && said.contains("备份"), "{said}");
        let daily = period["items"].as_array().unwrap().iter().find(|item| item["day"] == "2024-10-01").unwrap();
        let tick = format!("/assurance-items/{}/tick", id(daily));
        stage.post(&stage.engineer(), &tick, json!({ "done": true })).await.expect(409);
        stage.post(&stage.official(), &tick, json!({ "done": true })).await.expect(403);
        stage.tick_all(&period, "before").await;
        let done = stage.complete(&period, "before").await.expect(200).json();
        assert_eq!(phase(&done, "before")["state"], "done");
        stage.complete(&period, "before").await.expect(409);
        // Told when the day of its inspection has come, once.
        assert_eq!(stage.events("assurance.duty_proved").await.len(), 0);
        stage.env.set("2024-09-30T08:00:00+08:00");
        for _ in 0..2 {
            stage.app.run_job("assurance.prove").await.unwrap();
        }
        let proved = stage.events("assurance.duty_proved").await;
        assert_eq!(proved.len(), 1, "{proved:?}");
        assert_eq!((&proved[0]["rule"], &proved[0]["kind"], &proved[0]["on"]), (&json!("HC-I2"), &json!("inspection"), &json!("2024-09-30")));
        assert_eq!(stage.complete(&period, "after").await.expect(409).code(), "assurance.too_early");
        stage.env.set("2024-10-07T20:00:00+08:00");
        stage.tick_all(&period, "during").await;
        stage.complete(&period, "during").await.expect(200);
        // The last phase is late.
        stage.env.set("2024-10-12T09:00:00+08:00");
        stage.tick_all(&period, "after").await;
        let over = stage.complete(&period, "after").await.expect(200).json();
        assert_eq!((&phase(&over, "after")["state"], &over["stage"]), (&json!("done_late"), &json!("over")));
        assert_eq!(stage.events("assurance.duty_proved").await.len(), 3);
    }

    async fn a_confirmed_period_is_changed_by_the_client(db: Db) {
        let stage = Stage::new(db).await;
        let period = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        let shorter = json!({ "from": "2024-10-03", "to": "2024-10-05", "freeze": false });
        stage.change(&stage.manager(), &period, shorter.clone()).await.expect(403);
        let changed = stage.change(&stage.official(), &period, shorter).await.expect(200).json();
        assert_eq!((&changed["state"], &changed["holds_from"], &changed["freeze"]), (&json!("confirmed"), &json!("2024-10-03"), &json!(false)));
        let days: Vec<&Value> = changed["items"].as_array().unwrap().iter().map(|item| &item["day"]).filter(|day| !day.is_null()).collect();
        assert_eq!(days, [&json!("2024-10-03"), &json!("2024-10-04"), &json!("2024-10-05")]);
        let told = stage.events("assurance.period_changed").await;
        assert_eq!((&told[1]["from"], &told[1]["to"]), (&json!("2024-10-01"), &json!("2024-10-07")), "the days of before, too");
        let stale = stage.change(&stage.official(), &period, json!({ "title": "改名" })).await.expect(412).json();
        assert_eq!(stale["current"]["version"], changed["version"]);
        for (body, field) in [
            (json!({ "to": "2024-10-02" }), "to"),
            (json!({ "to": "2025-02-01", "from": "2025-01-20" }), "from"),
            (json!({ "works": ["99"] }), "works"),
            (json!({ "rule": "HC-B1" }), "rule"),
            (json!({ "title": "" }), "title"),
            (json!({ "phases": [{ "phase": "before", "from": "2024-10-02", "to": "2024-10-04" }] }), "phases"),
        ] {
            let wrong = stage.change(&stage.official(), &changed, body.clone()).await.expect(422).json();
            assert_eq!(wrong["errors"][0]["field"], field, "{body}");
        }
    }

    async fn people_add_items_of_their_own(db: Db) {
        let stage = Stage::new(db).await;
        let period = stage.declare(&stage.official(), national_day()).await.expect(201).json();
        let path = format!("/special-periods/{}/items", id(&period));
        let body = json!({ "phase": "before", "title": "清理日志", "who": "王工（测试）" });
        stage.post(&stage.official(), &path, body.clone()).await.expect(403);
        let added = stage.post(&stage.engineer(), &path, body).await.expect(201).json();
        let own = added["items"].as_array().unwrap().iter().find(|item| item["title"] == "清理日志").unwrap();
        let template = &added["items"][0];
        stage.app.delete(&format!("/api/v1/assurance-items/{}", id(template))).by(&stage.engineer()).send().await.expect(409);
        let gone = stage.app.delete(&format!("/api/v1/assurance-items/{}", id(own))).by(&stage.engineer()).send().await.expect(200).json();
        assert!(!gone["items"].to_string().contains("清理日志"));
    }

    async fn holidays_of_the_calendar_are_suggested(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/special-periods/suggestions", stage.hc);
        let first = stage.get(&stage.manager(), &path).await.expect(200).json();
        let one = |body: &Value| body["holidays"].as_array().unwrap().iter().find(|one| one["from"] == "2024-10-01").unwrap().clone();
        assert_eq!((&one(&first)["title"], &one(&first)["to"], &one(&first)["declared"]), (&json!("国庆节保障"), &json!("2024-10-07"), &Value::Null));
        assert!(first["holidays"].as_array().unwrap().iter().all(|one| one["from"].as_str().unwrap() <= "2024-12-31"), "{first}");
        assert_eq!(first["hours"][0]["special"], "每天 24 小时");
        let period = stage.declare(&stage.manager(), national_day()).await.expect(201).json();
        assert_eq!(one(&stage.get(&stage.manager(), &path).await.expect(200).json())["declared"], period["id"]);
        stage.get(&stage.stranger(), &path).await.expect(404);
    }
}
