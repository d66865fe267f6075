//! Stock-takings: counted line by line, closed once, differences booked, the duty proved.

use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, text};

async fn begin(stage: &Stage, body: Value) -> Value {
    stage.add("/stock-takings", body).await
}

async fn count(stage: &Stage, taking: &Value, lines: Value) -> Answer {
    let path = format!("/stock-takings/{}/lines", text(&taking["id"]));
    stage.put(&stage.engineer(), &path, json!({ "lines": lines })).await
}

async fn close(stage: &Stage, taking: &Value, body: Value) -> Answer {
    stage.post(&stage.engineer(), &format!("/stock-takings/{}/close", text(&taking["id"])), body).await
}

on_both_databases! {
    async fn spares_are_counted_and_differences_become_movements(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (stage.spare("内存条（演示）", 5, 2).await, stage.spare("硬盘（演示）", 3, 0).await);
        let taking = begin(&stage, json!({ "of": "spares" })).await;
        assert_eq!((&taking["rule"], &taking["lines"], &taking["counted"]), (&json!("HS-A1.spares"), &json!(2), &json!(0)));
        stage.post(&stage.engineer(), &stage.of("/stock-takings"), json!({ "of": "spares" })).await.expect(409);
        // What leaves before it is counted is in the books that it is held against.
        stage.move_spare(&two, "out", 1).await.expect(201);
        let counted = json!([{ "code": "bj-0001", "counted": 4, "note": "少一条" }, { "code": "BJ-0002", "found": true }, { "code": "BJ-0009", "counted": 1 }]);
        let told = count(&stage, &taking, counted.clone()).await.expect(200).json();
        assert_eq!((&told["taking"]["counted"], &told["taking"]["different"]), (&json!(2), &json!(1)));
        assert_eq!((told["refused"].as_array().unwrap().len(), &told["refused"][0]["about"]), (1, &json!("BJ-0009")));
        count(&stage, &taking, counted).await.expect(200);
        // What leaves after it was counted is not counted twice.
        stage.move_spare(&one, "out", 1).await.expect(201);
        let closed = close(&stage, &taking, json!({ "settle": true })).await.expect(200).json();
        assert_eq!((&closed["state"], &closed["settled"], &closed["differences"][0]["difference"]), (&json!("closed"), &json!(true), &json!(-1)));
        assert_eq!((stage.stock(&one).await, stage.stock(&two).await), (3, 2));
        let moved = stage.read(&format!("/spares/{}/movements", text(&one["id"]))).await["items"][0].clone();
        assert_eq!((&moved["kind"], &moved["delta"], &moved["taking_id"]), (&json!("counted"), &json!(-1), &taking["id"]));
        close(&stage, &taking, json!({ "settle": true })).await.expect(409);
        count(&stage, &taking, json!([{ "code": "BJ-0001", "counted": 9 }])).await.expect(409);
        assert_eq!(stage.stock(&one).await, 3);
        let proved = stage.events("assets.duty_proved").await;
        assert_eq!(proved, [json!({
            "contract_id": stage.hs.0, "rule": "HS-A1.spares", "kind": "stock_count", "at": "2026-03-02T01:00:00Z", "ok": true,
            "text": "盘点 2 项，账实相符 1 项，差异 1 项（已调账）", "record": { "kind": "stock_taking", "id": taking["id"] },
            "client_path": null,
        })]);
    }

    async fn assets_that_nobody_finds_are_lost_and_stay_in_the_register(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let (one, two, three) = (stage.asset(&pc, json!({})).await, stage.asset(&pc, json!({ "quantity": 4 })).await, stage.asset(&pc, json!({})).await);
        let taking = begin(&stage, json!({ "of": "assets", "title": "年中盘点" })).await;
        assert_eq!(taking["rule"], Value::Null, "the contract asks for no count of assets");
        count(&stage, &taking, json!([{ "code": "ZD-0001", "found": false, "note": "工位已撤" }, { "code": "ZD-0002", "counted": 3 }])).await.expect(200);
        let early = close(&stage, &taking, json!({ "settle": true })).await.expect(409);
        assert_eq!((early.code().as_str(), &early.json()["open"]), ("assets.not_all_counted", &json!(1)));
        let closed = close(&stage, &taking, json!({ "settle": true, "leave_uncounted": true })).await.expect(200).json();
        assert_eq!((&closed["counted"], &closed["different"]), (&json!(2), &json!(2)));
        let asset = async |of: &Value| stage.read(&format!("/assets/{}", text(&of["id"]))).await;
        assert_eq!(asset(&one).await["state"], "lost");
        assert_eq!(asset(&two).await["quantity"], json!(3));
        assert_eq!(asset(&three).await["version"], json!(1));
        let said = stage.file(&one).await;
        assert!(said.contains(&("counted".to_owned(), "年中盘点：账面 1 台，实盘 0 台（工位已撤）".to_owned())), "{said:?}");
        assert!(said.contains(&("changed".to_owned(), "状态：在用 → 盘亏".to_owned())), "{said:?}");
        assert!(stage.events("assets.duty_proved").await.is_empty());
        let next = begin(&stage, json!({ "of": "assets" })).await;
        assert_eq!(next["lines"], json!(2), "what is lost is not looked for again");
    }

    async fn of_two_counts_the_later_one_stays_and_one_can_be_taken_back(db: Db) {
        let stage = Stage::new(db).await;
        stage.spare("内存条（演示）", 5, 0).await;
        let taking = begin(&stage, json!({ "of": "spares" })).await;
        count(&stage, &taking, json!([{ "code": "BJ-0001", "counted": 4, "at": "2026-03-02T00:50:00Z" }])).await.expect(200);
        let late = count(&stage, &taking, json!([{ "code": "BJ-0001", "counted": 2, "at": "2026-03-02T00:40:00Z" }])).await.expect(200).json();
        assert_eq!(late["lines"][0]["counted"], json!(4));
        let back = count(&stage, &taking, json!([{ "code": "BJ-0001" }])).await.expect(200).json();
        assert_eq!((&back["lines"][0]["counted"], &back["taking"]["counted"]), (&Value::Null, &json!(0)));
        let path = format!("/stock-takings/{}", text(&taking["id"]));
        assert_eq!(stage.read(&format!("{path}/lines?state=open")).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(stage.read(&format!("{path}/lines?q=bj-00")).await["items"].as_array().unwrap().len(), 1);
        assert_eq!(stage.read(&format!("{path}/lines?q=%E5%86%85%E5%AD%98&state=counted")).await["items"], json!([]));
    }

    async fn a_count_that_comes_in_late_is_held_against_the_books_of_its_moment(db: Db) {
        let stage = Stage::new(db).await;
        let spare = stage.spare("内存条（演示）", 5, 0).await;
        stage.env.advance(chrono::TimeDelta::hours(1));
        let taking = begin(&stage, json!({ "of": "spares" })).await;
        let counted_at = "2026-03-02T02:10:00Z";
        stage.env.advance(chrono::TimeDelta::hours(1));
        stage.move_spare(&spare, "out", 2).await.expect(201);
        // Counted while the phone was out of reach, before two were taken; sent twice.
        for _ in 0..2 {
            let told = count(&stage, &taking, json!([{ "code": "BJ-0001", "counted": 5, "at": counted_at }])).await.expect(200).json();
            assert_eq!((&told["lines"][0]["booked"], &told["lines"][0]["difference"]), (&json!(5), &json!(0)));
            stage.env.advance(chrono::TimeDelta::minutes(5));
            stage.move_spare(&spare, "out", 1).await.expect(201);
        }
        // Counted anew: the books are those of now.
        let told = count(&stage, &taking, json!([{ "code": "BJ-0001", "counted": 0 }])).await.expect(200).json();
        assert_eq!((&told["lines"][0]["booked"], &told["lines"][0]["difference"]), (&json!(1), &json!(-1)));
        close(&stage, &taking, json!({ "settle": true })).await.expect(200);
        assert_eq!(stage.stock(&spare).await, 0);
    }

    async fn a_part_proves_nothing_of_the_whole_and_an_incomplete_count_is_not_good(db: Db) {
        let stage = Stage::new(db).await;
        stage.add("/spares", json!({ "name": "甲（演示）", "place": "A 柜", "stock": 1 })).await;
        stage.add("/spares", json!({ "name": "乙（演示）", "place": "B 柜", "stock": 1 })).await;
        let part = begin(&stage, json!({ "of": "spares", "place": "A 柜" })).await;
        assert_eq!((&part["rule"], &part["lines"]), (&Value::Null, &json!(1)));
        let named = begin(&stage, json!({ "of": "spares", "rule": "HS-A1.spares" })).await;
        count(&stage, &named, json!([{ "code": "BJ-0001", "found": true }])).await.expect(200);
        close(&stage, &named, json!({ "settle": false, "leave_uncounted": true })).await.expect(200);
        let proved = stage.events("assets.duty_proved").await;
        assert_eq!((proved.len(), &proved[0]["ok"], &proved[0]["text"]), (1, &json!(false), &json!("盘点 1 项，账实相符 1 项，差异 0 项，另有 1 项未盘")));
        for bad in [json!({ "of": "spares", "rule": "HS-A9" }), json!({ "of": "assets" }), json!({ "of": "spares", "class_id": part["id"] })] {
            stage.post(&stage.engineer(), &stage.of("/stock-takings"), bad).await.expect(422);
        }
    }

    async fn others_know_nothing_of_it(db: Db) {
        let stage = Stage::new(db).await;
        stage.spare("内存条（演示）", 5, 0).await;
        let taking = begin(&stage, json!({ "of": "spares" })).await;
        let path = format!("/stock-takings/{}", text(&taking["id"]));
        for by in [stage.stranger(), stage.member()] {
            stage.get(&by, &path).await.expect(404);
            stage.get(&by, &format!("{path}/lines")).await.expect(404);
            stage.get(&by, &format!("{path}/export")).await.expect(404);
            stage.put(&by, &format!("{path}/lines"), json!({ "lines": [] })).await.expect(404);
        }
        stage.get(&stage.stranger(), &stage.of("/stock-takings")).await.expect(404);
        let list = stage.get(&stage.member(), &stage.of("/stock-takings")).await.expect(200).json();
        assert_eq!(list["items"], json!([]));
        stage.post(&stage.client(), &format!("{path}/close"), json!({ "settle": true })).await.expect(403);
        assert_eq!(stage.read(&stage.of("/stock-takings?state=open")).await["items"][0]["id"], taking["id"]);
        let table = stage.get(&stage.client(), &format!("{path}/export")).await.expect(200);
        assert!(table.body.starts_with(b"PK"));
    }
}
