//! The store: movements, the minimum, and several who take at the same moment.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{FOREIGN, Stage, TICKET, Ticketed, text};

on_both_databases! {
    async fn stock_is_the_sum_of_its_movements(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("内存条（演示）", 5, 0).await;
        assert_eq!(spare["code"], "BJ-0001");
        for (kind, quantity, stock) in [("in", 3, 8), ("out", 6, 2), ("returned", 1, 3), ("scrapped", 1, 2), ("counted", 7, 7)] {
            let moved = stage.move_spare(&spare, kind, quantity).await.expect(201).json();
            assert_eq!(moved["stock"], json!(stock), "{kind}");
        }
        let short = stage.move_spare(&spare, "out", 8).await.expect(409);
        assert_eq!((short.code().as_str(), &short.json()["stock"]), ("assets.out_of_stock", &json!(7)));
        let path = format!("/spares/{}/movements", text(&spare["id"]));
        let all = stage.read(&path).await["items"].clone();
        let deltas: Vec<i64> = all.as_array().unwrap().iter().map(|one| one["delta"].as_i64().unwrap()).collect();
        assert_eq!(deltas, [5, -1, 1, -6, 3, 5]);
        assert_eq!(deltas.iter().sum::<i64>(), stage.stock(&spare).await);
        for bad in [
            json!({ "kind": "out", "quantity": 0 }),
            json!({ "kind": "out", "quantity": -1 }),
            json!({ "kind": "scrapped", "quantity": 1 }),
            json!({ "kind": "out", "quantity": 1, "ticket_id": FOREIGN }),
            json!({ "kind": "out", "quantity": 1, "asset_id": TICKET }),
        ] {
            stage.post(&stage.engineer(), &path, bad).await.expect(422);
        }
        stage.post(&stage.client(), &path, json!({ "kind": "in", "quantity": 1 })).await.expect(403);
        stage.post(&stage.stranger(), &path, json!({ "kind": "in", "quantity": 1 })).await.expect(404);
    }

    async fn a_movement_that_is_sent_twice_is_made_once(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("内存条（演示）", 5, 0).await;
        let pc = stage.class("ZD", "终端", None).await;
        let asset = stage.asset(&pc, json!({})).await;
        let path = format!("/spares/{}/movements", text(&spare["id"]));
        let body = json!({
            "id": "00000000-0000-7000-8000-00000000aa01", "kind": "out", "quantity": 2, "ticket_id": TICKET,
            "asset_id": asset["id"],
        });
        let first = stage.post(&stage.engineer(), &path, body.clone()).await.expect(201).json();
        let again = stage.post(&stage.engineer(), &path, body).await.expect(201).json();
        assert_eq!((&first, stage.stock(&spare).await), (&again, 3));
        assert_eq!(first["ticket_number"], "HS-2026-000001");
        let parts = stage.file(&asset).await.into_iter().filter(|(kind, _)| kind == "part").count();
        assert_eq!(parts, 1);
    }

    async fn many_who_take_at_once_never_take_more_than_there_are(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("硬盘（演示）", 7, 3).await;
        let path = format!("/api/v1/spares/{}/movements", text(&spare["id"]));
        let by = stage.engineer();
        let mut taking = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let call = stage.app.post(&path).by(&by).json(&json!({ "kind": "out", "quantity": 1 }));
            taking.spawn(call.send());
        }
        let answers = taking.join_all().await;
        let got = answers.iter().filter(|answer| answer.status == 201).count();
        let short = answers.iter().filter(|answer| answer.status == 409).count();
        assert_eq!((got, short, stage.stock(&spare).await), (7, 13, 0));
        let all = stage.read(&format!("/spares/{}/movements", text(&spare["id"]))).await["items"].clone();
        let sum: i64 = all.as_array().unwrap().iter().map(|one| one["delta"].as_i64().unwrap()).sum();
        assert_eq!((all.as_array().unwrap().len(), sum), (8, 0));
        assert_eq!(stage.events("assets.spare_low").await.len(), 1, "told once");
    }

    async fn people_are_told_once_until_it_is_refilled(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("电源（演示）", 5, 4).await;
        for _ in 0..3 {
            stage.move_spare(&spare, "out", 1).await.expect(201);
        }
        let low = stage.events("assets.spare_low").await;
        assert_eq!((low.len(), text(&low[0]["text"])), (1, "BJ-0001 电源（演示） 只剩 3 个，低于下限 4 个，请补充".to_owned()));
        assert_eq!(low[0]["clause"], "附件一 四.1(5)");
        let key = format!("spare:{}", text(&spare["id"]));
        let found = stage.events("assets.deviation_found").await;
        assert_eq!((found.len(), &found[0]["key"], &found[0]["contract_id"]), (1, &json!(key), &json!(stage.hs.0)));
        stage.tell(&Ticketed(json!({ "key": key, "ticket_id": TICKET, "contract_id": stage.hs.0, "number": "HS-2026-000009" }))).await;
        let path = format!("/spares/{}", text(&spare["id"]));
        let now = stage.read(&path).await;
        assert_eq!((&now["low"], &now["ticket_number"]), (&json!(true), &json!("HS-2026-000009")));
        assert_eq!(stage.codes(&stage.client(), "spares", "&low=true").await, ["BJ-0001"]);
        stage.env.advance(chrono::TimeDelta::hours(2));
        stage.move_spare(&spare, "in", 2).await.expect(201);
        let gone = stage.events("assets.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["key"], &gone[0]["lasted_seconds"]), (1, &json!(key), &json!(7200)));
        assert_eq!(stage.read(&path).await["low"], json!(false));
        stage.move_spare(&spare, "out", 1).await.expect(201);
        assert_eq!(stage.events("assets.spare_low").await.len(), 2, "told anew");
        assert_eq!(stage.read(&path).await["ticket_number"], Value::Null);
    }

    async fn a_new_minimum_is_watched_at_once(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("网卡（演示）", 5, 0).await;
        let path = format!("/spares/{}", text(&spare["id"]));
        let changed = stage.patch(&stage.engineer(), &path, &spare["version"], json!({ "minimum": 6 })).await.expect(200).json();
        assert_eq!((&changed["low"], stage.events("assets.spare_low").await.len()), (&json!(true), 1));
        stage.patch(&stage.engineer(), &path, &spare["version"], json!({ "minimum": 1 })).await.expect(412);
        stage.patch(&stage.engineer(), &path, &changed["version"], json!({ "minimum": 5 })).await.expect(200);
        assert_eq!(stage.events("assets.deviation_gone").await.len(), 1);
        assert_eq!(stage.codes(&stage.client(), "spares", "&q=%E7%BD%91%E5%8D%A1").await, ["BJ-0001"]);
    }
}
