//! Runs that the software makes by itself.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::common::{BROKEN, PROBE, SILENT, Stage, id};

/// A checklist that needs nobody but who signs.
fn checklist(probe: Uuid, signatures: Value) -> Value {
    let items = json!([
        { "key": "ms", "title": "登录响应", "kind": "automatic", "unit": "毫秒", "high": 100, "probe_id": probe, "required": true },
        { "key": "said", "title": "说明", "kind": "text" },
    ]);
    json!({ "title": "系统日常监控单", "items": items, "signatures": signatures, "sheet": "daily", "made_by_machine": true })
}

on_both_databases! {
    async fn what_needs_nobody_is_made_on_its_day(db: Db) {
        let stage = Stage::new(db).await;
        stage.write_checklist("HS-I1.daily", &checklist(PROBE, json!([]))).await.expect(200);
        let rows = stage.list(&stage.manager(), &format!("contract={}&rule=HS-I1.daily", stage.hs)).await;
        stage.app.run_job("inspection.machine").await.unwrap();
        let made = stage.now(&rows[0]).await;
        assert_eq!((&made["state"], &made["assignee"]), (&json!("done"), &Value::Null));
        let run = stage.get(&stage.client(), &format!("/runs/{}", made["run_id"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((&run["by"], &run["closed_by"], &run["answers"]["ms"]["value"]), (&json!("自动巡检"), &json!("自动巡检"), &json!(42.0)));
        assert_eq!(stage.now(&rows[1]).await["state"], "planned", "tomorrow's is not made today");
        stage.app.run_job("inspection.machine").await.unwrap();
        assert_eq!(stage.now(&rows[0]).await["version"], made["version"]);
        stage.env.set("2021-12-07T07:59:00+08:00");
        stage.app.run_job("inspection.machine").await.unwrap();
        assert_eq!(stage.now(&rows[1]).await["state"], "planned", "not before the day begins for people");
        stage.env.set("2021-12-07T08:00:00+08:00");
        stage.app.run_job("inspection.machine").await.unwrap();
        assert_eq!(stage.now(&rows[1]).await["state"], "done");
        let sheet = stage.get(&stage.client(), &format!("/contracts/{}/sheets/daily?day=2021-12-07", stage.hs)).await.expect(200).json();
        let part = sheet["parts"].as_array().unwrap().iter().find(|part| part["rule"] == "HS-I1.daily").unwrap();
        let row = &part["groups"][0]["rows"][0];
        assert_eq!((&row["value"], &row["by"], &row["note"]), (&json!("42.0 毫秒"), &json!("探针"), &json!("42 毫秒")));
    }

    async fn what_must_be_signed_waits_for_it(db: Db) {
        let stage = Stage::new(db).await;
        stage.write_checklist("HS-I1.daily", &checklist(PROBE, json!(["engineer"]))).await.expect(200);
        let daily = stage.first("HS-I1.daily").await;
        stage.app.run_job("inspection.machine").await.unwrap();
        let waits = stage.now(&daily).await;
        assert_eq!((&waits["state"], &waits["allowed_actions"][0]), (&json!("running"), &json!("run")));
        let run = stage.start(&daily).await;
        assert_eq!((&run["id"], &run["missing"], &run["unsigned"]), (&waits["run_id"], &json!([]), &json!(["engineer"])));
        stage.sign(&run, "engineer").await;
        stage.close(&run).await.expect(200);
        assert_eq!(stage.now(&daily).await["state"], "done");
    }

    async fn what_was_not_read_lately_is_left_to_people(db: Db) {
        let stage = Stage::new(db).await;
        stage.write_checklist("HS-I1.daily", &checklist(SILENT, json!([]))).await.expect(200);
        let daily = stage.first("HS-I1.daily").await;
        stage.app.run_job("inspection.machine").await.unwrap();
        assert_eq!(stage.now(&daily).await["state"], "planned");
        let run = stage.start(&daily).await;
        assert_eq!(run["missing"], json!(["ms"]));
        stage.answer(&run, json!({ "ms": { "value": 30 } })).await.expect(200);
        stage.close(&run).await.expect(200);
    }

    async fn what_a_probe_finds_wrong_is_told_once_under_its_name(db: Db) {
        let stage = Stage::new(db).await;
        stage.write_checklist("HS-I1.daily", &checklist(BROKEN, json!([]))).await.expect(200);
        for day in 6..=9 {
            stage.env.set(&format!("2021-12-{day:02}T08:30:00+08:00"));
            stage.mended.store(day >= 8, std::sync::atomic::Ordering::SeqCst);
            stage.app.run_job("inspection.machine").await.unwrap();
        }
        let found = stage.events("inspection.deviation_found").await;
        assert_eq!((found.len(), &found[0]["key"]), (1, &json!(format!("probe:{BROKEN}"))));
        assert!(found[0]["description"].as_str().unwrap().starts_with("连接被拒绝"), "{found:?}");
        let gone = stage.events("inspection.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["lasted_seconds"]), (1, &json!(2 * 86_400)));
    }

    async fn only_what_needs_nobody_may_be_left_to_the_software(db: Db) {
        let stage = Stage::new(db).await;
        let mut by_hand = checklist(PROBE, json!([]));
        by_hand["items"][1]["required"] = json!(true);
        let refused = stage.write_checklist("HS-I1.daily", &by_hand).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "made_by_machine");
        let mut nothing = checklist(PROBE, json!([]));
        nothing["items"] = json!([{ "key": "said", "title": "说明", "kind": "text" }]);
        stage.write_checklist("HS-I1.daily", &nothing).await.expect(422);
        // Whose checklist does not ask for it is made by people.
        let daily = stage.first("HS-I1.daily").await;
        stage.app.run_job("inspection.machine").await.unwrap();
        assert_eq!(stage.now(&daily).await["state"], "planned");
        assert!(!id(&daily).is_empty());
    }
}
