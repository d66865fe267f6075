//! Parts of service sheets leave the store: once, and what cannot be booked is not lost.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{SheetWritten, Stage, TICKET, text};

fn sheet(stage: &Stage, n: u32, corrects: Option<u32>, parts: Value) -> SheetWritten {
    let id = |n: u32| format!("00000000-0000-7000-8000-0000000000{n:02}");
    SheetWritten(json!({
        "ticket_id": TICKET, "contract_id": stage.hs.0, "number": "HS-2026-000001", "sheet_id": id(n),
        "sheet_number": format!("HS-2026-000001-F{n}"), "corrects": corrects.map(id), "parts": parts, "work": null,
        "by_name": "王工（演示）", "at": "2026-03-02T00:30:00Z",
    }))
}

async fn unbooked(stage: &Stage, query: &str) -> Vec<Value> {
    let page = stage.read(&stage.of(&format!("/spares/unbooked{query}"))).await;
    page["items"].as_array().unwrap().clone()
}

on_both_databases! {
    async fn a_sheet_is_booked_once_by_code_or_by_name(db: Db) {
        let stage = Stage::new(db).await;
        let (memory, cable) = (stage.spare("内存条（演示）", 5, 0).await, stage.spare("网线（演示）", 9, 0).await);
        let pc = stage.class("ZD", "终端", None).await;
        let asset = stage.asset(&pc, json!({})).await;
        stage.post(&stage.engineer(), &format!("/assets/{}/tickets", text(&asset["id"])), json!({ "ticket_id": TICKET })).await.expect(200);
        let parts = json!([
            { "code": "bj-0001", "name": "内存", "quantity": 2, "unit": "条" },
            { "name": "网线（演示）", "quantity": 3, "unit": "根" },
        ]);
        for _ in 0..2 {
            stage.tell(&sheet(&stage, 1, None, parts.clone())).await;
        }
        assert_eq!((stage.stock(&memory).await, stage.stock(&cable).await), (3, 6));
        let moved = stage.read(&format!("/spares/{}/movements", text(&memory["id"]))).await["items"][0].clone();
        assert_eq!((&moved["kind"], &moved["by"], &moved["reason"], &moved["ticket_number"]), (&json!("out"), &json!("王工（演示）"), &json!("服务单 HS-2026-000001-F1"), &json!("HS-2026-000001")));
        assert!(unbooked(&stage, "").await.is_empty());
        let said = stage.file(&asset).await;
        assert_eq!(said.iter().filter(|(kind, _)| kind == "part").count(), 1);
        assert!(said.iter().any(|(_, text)| text == "服务单 HS-2026-000001-F1 更换：内存 2 条、网线（演示） 3 根"), "{said:?}");
    }

    async fn what_cannot_be_booked_waits_with_its_reason(db: Db) {
        let stage = Stage::new(db).await;
        let short = stage.spare("内存条（演示）", 1, 0).await;
        for model in ["甲型", "乙型"] {
            stage.add("/spares", json!({ "name": "硬盘（演示）", "model": model, "stock": 4 })).await;
        }
        stage.tell(&sheet(&stage, 1, None, json!([
            { "code": "BJ-0001", "name": "内存", "quantity": 3, "unit": "条" },
            { "name": "硬盘（演示）", "quantity": 1, "unit": "块" },
            { "name": "硬盘（演示）", "model": "乙型", "quantity": 1, "unit": "块" },
            { "code": "XX-1", "name": "风扇", "quantity": 1, "unit": "个" },
        ]))).await;
        assert_eq!(stage.stock(&short).await, 0, "what was there is taken, and never more");
        let waiting = unbooked(&stage, "").await;
        let mut reasons: Vec<(String, i64)> = waiting.iter().map(|one| (text(&one["reason"]), one["quantity"].as_i64().unwrap())).collect();
        reasons.sort();
        assert_eq!(reasons, [("ambiguous".to_owned(), 1), ("short".to_owned(), 2), ("unknown".to_owned(), 1)]);
        let of = |reason: &str| waiting.iter().find(|one| one["reason"] == reason).unwrap();
        assert_eq!(of("short")["text"], "服务单 HS-2026-000001-F1 用了“内存” 3 条，备件 BJ-0001 当时只有 1 个，还有 2 个 没有扣减。请先登记入库，再补记");
        assert!(text(&of("unknown")["text"]).contains("备件库中没有编号为 XX-1 的备件"));
        let path = |one: &Value| format!("/spares/unbooked/{}/settle", text(&one["id"]));
        let early = stage.post(&stage.engineer(), &path(of("short")), json!({ "spare_id": short["id"] })).await.expect(409);
        assert_eq!(early.code(), "assets.out_of_stock");
        stage.move_spare(&short, "in", 5).await.expect(201);
        stage.post(&stage.engineer(), &path(of("short")), json!({ "spare_id": short["id"] })).await.expect(200);
        assert_eq!(stage.stock(&short).await, 3);
        stage.post(&stage.engineer(), &path(of("short")), json!({ "spare_id": short["id"] })).await.expect(409);
        stage.post(&stage.engineer(), &path(of("unknown")), json!({})).await.expect(422);
        stage.post(&stage.client(), &path(of("unknown")), json!({ "note": "甲方自购" })).await.expect(403);
        stage.post(&stage.engineer(), &path(of("unknown")), json!({ "note": "甲方自购" })).await.expect(200);
        assert_eq!((unbooked(&stage, "").await.len(), unbooked(&stage, "?settled=true").await.len()), (1, 3));
        assert_eq!(stage.read(&stage.of("/assets/summary")).await["unbooked"], json!(1));
    }

    async fn a_correction_takes_the_place_of_what_it_corrects(db: Db) {
        let stage = Stage::new(db).await;
        let (memory, disk) = (stage.spare("内存条（演示）", 5, 0).await, stage.spare("硬盘（演示）", 5, 0).await);
        stage.tell(&sheet(&stage, 1, None, json!([{ "code": "BJ-0001", "name": "内存", "quantity": 2, "unit": "条" }, { "code": "X-9", "name": "风扇", "quantity": 1, "unit": "个" }]))).await;
        stage.tell(&sheet(&stage, 2, Some(1), json!([{ "code": "BJ-0001", "name": "内存", "quantity": 1, "unit": "条" }]))).await;
        assert_eq!((stage.stock(&memory).await, stage.stock(&disk).await), (4, 5));
        assert!(unbooked(&stage, "").await.is_empty(), "what waited of the first sheet is settled by the correction");
        stage.tell(&sheet(&stage, 3, Some(2), json!([{ "code": "BJ-0002", "name": "硬盘", "quantity": 1, "unit": "块" }]))).await;
        assert_eq!((stage.stock(&memory).await, stage.stock(&disk).await), (5, 4));
    }
}
