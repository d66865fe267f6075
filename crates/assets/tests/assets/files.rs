//! The file of an asset: its own entries, and what tickets and rounds tell.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{FOREIGN, RoundFound, Stage, TICKET, TicketChanged, text};

on_both_databases! {
    async fn moves_repairs_and_changes_are_in_the_file(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let one = stage.asset(&pc, json!({ "place": "一层（演示）" })).await;
        let path = format!("/assets/{}", text(&one["id"]));
        let entries = format!("{path}/entries");
        let moved = json!({ "kind": "moved", "place": "二层（演示）", "holder": "窗口岗（演示）" });
        let file = stage.post(&stage.engineer(), &entries, moved).await.expect(201).json();
        assert_eq!((&file["asset"]["place"], &file["asset"]["version"]), (&json!("二层（演示）"), &json!(2)));
        assert_eq!((&file["entries"][0]["from"], &file["entries"][0]["to"]), (&json!("一层（演示）"), &json!("二层（演示） · 窗口岗（演示）")));
        let repair = json!({ "kind": "repaired", "text": "更换电源", "state": "in_repair", "ticket_id": TICKET });
        let file = stage.post(&stage.engineer(), &entries, repair).await.expect(201).json();
        assert_eq!((&file["asset"]["state"], &file["entries"][0]["ticket_number"]), (&json!("in_repair"), &json!("HS-2026-000001")));
        stage.patch(&stage.engineer(), &path, &json!(3), json!({ "level": "finance", "price": 100 })).await.expect(200);
        let said: Vec<(String, String)> = stage.file(&one).await;
        let kinds: Vec<&str> = said.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["changed", "repaired", "moved", "registered"]);
        assert_eq!(said[0].1, "管理级别：信息化部门 → 财务部门；金额：空 → 1.00 元");
        assert_eq!(said[1].1, "更换电源（状态：在用 → 维修中）");
        for bad in [
            json!({ "kind": "note" }),
            json!({ "kind": "registered", "text": "假的" }),
            json!({ "kind": "moved" }),
            json!({ "kind": "note", "text": "明天", "at": "2026-03-03T09:00:00+08:00" }),
            json!({ "kind": "repaired", "text": "别处的工单", "ticket_id": FOREIGN }),
            json!({ "kind": "inspected", "text": "没有这次巡检", "run_id": TICKET }),
        ] {
            stage.post(&stage.engineer(), &entries, bad).await.expect(422);
        }
        stage.post(&stage.client(), &entries, json!({ "kind": "note", "text": "甲方" })).await.expect(403);
    }

    async fn a_linked_ticket_tells_how_it_goes_on_once(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let one = stage.asset(&pc, json!({})).await;
        let path = format!("/assets/{}/tickets", text(&one["id"]));
        for _ in 0..2 {
            let all = stage.post(&stage.engineer(), &path, json!({ "ticket_id": TICKET })).await.expect(200).json();
            assert_eq!((all.as_array().unwrap().len(), &all[0]["title"]), (1, &json!("终端无法开机")));
        }
        stage.post(&stage.engineer(), &path, json!({ "ticket_id": FOREIGN })).await.expect(422);
        let changed = |what: &str| TicketChanged(json!({
            "contract_id": stage.hs.0, "ticket_id": TICKET, "number": "HS-2026-000001", "what": what, "state": "resolved",
            "at": "2026-03-02T01:00:00Z",
        }));
        stage.tell(&changed("replied")).await;
        stage.tell(&changed("resolved")).await;
        stage.app.deliver_events().await;
        let said = stage.file(&one).await;
        let texts: Vec<&str> = said.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["工单 HS-2026-000001 已提交解决", "关联工单 HS-2026-000001：终端无法开机", "登记入册：1 台"]);
        assert_eq!(stage.read(&path).await[0]["state"], "resolved");
        assert_eq!(stage.codes(&stage.client(), "assets", &format!("&ticket={TICKET}")).await, ["ZD-0001"]);
    }

    async fn a_round_that_names_an_asset_is_in_its_file(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD-PC", "终端", None).await;
        let (one, other) = (stage.asset(&pc, json!({})).await, stage.asset(&pc, json!({})).await);
        stage.tell(&RoundFound(json!({
            "contract_id": stage.hs.0, "run_id": TICKET, "title": "终端异常", "description": "终端 ZD-PC-0001 风扇异响",
            "at": "2026-03-02T00:30:00Z", "key": "x",
        }))).await;
        let said = stage.file(&one).await;
        assert!(said.contains(&("inspected".to_owned(), "巡检发现：终端 ZD-PC-0001 风扇异响".to_owned())), "{said:?}");
        assert_eq!(stage.file(&other).await.len(), 1);
    }

    async fn a_long_file_is_read_in_pages(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let one = stage.asset(&pc, json!({})).await;
        let path = format!("/assets/{}", text(&one["id"]));
        for n in 0..4 {
            let note = json!({ "kind": "note", "text": format!("备注 {n}") });
            stage.post(&stage.engineer(), &format!("{path}/entries"), note).await.expect(201);
        }
        let first = stage.read(&format!("{path}/file?limit=3")).await;
        let rest = stage.read(&format!("{path}/file?limit=3&after={}", text(&first["next"]))).await;
        let texts: Vec<String> = [&first, &rest].iter().flat_map(|part| part["entries"].as_array().unwrap()).map(|entry| text(&entry["text"])).collect();
        assert_eq!(texts, ["备注 3", "备注 2", "备注 1", "备注 0", "登记入册：1 台"]);
    }
}
