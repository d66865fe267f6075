//! Readers and keys.

use jianyue_platform::{db::Db, duties::DutyState};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use super::common::{PIXEL, Stage, text};

async fn reader(stage: &Stage, number: &str) -> Value {
    let new = json!({ "number": number, "school": "第一小学（演示）", "asset_code": "ZC-1" });
    stage.post(&stage.manager(), &stage.of("/card-readers"), new).await.expect(201).json()
}

async fn key(stage: &Stage, number: &str) -> Value {
    let new = json!({ "number": number, "kind": "psam", "title": "发卡密钥", "custodian": "王工（演示）", "place": "保密柜 1" });
    stage.post(&stage.manager(), &stage.of("/card-keys"), new).await.expect(201).json()
}

on_both_databases! {
    async fn a_reader_goes_to_be_repaired_and_comes_back(db: Db) {
        let stage = Stage::new(db).await;
        let one = reader(&stage, "DK-1").await;
        let path = format!("/card-readers/{}/movements", text(&one["id"]));
        stage.post(&stage.manager(), &stage.of("/card-readers"), json!({ "number": "DK-1" })).await.expect(422);
        assert_eq!(stage.post(&stage.manager(), &path, json!({ "kind": "repaired" })).await.expect(409).code(), "deliveries.wrong_state");
        let sent = json!({ "kind": "sent_in", "due_on": "2026-03-13", "custodian": "维修点（演示）" });
        assert_eq!(stage.post(&stage.client(), &path, sent.clone()).await.expect(403).code(), "denied");
        let told = stage.post(&stage.manager(), &path, sent).await.expect(201).json();
        assert_eq!((&told["state"], &told["due_on"], &told["overdue"]), (&json!("sent_in"), &json!("2026-03-13"), &json!(false)));
        stage.env.set("2026-03-16T09:00:00+08:00");
        let page = stage.read(&stage.of("/card-readers?overdue=true")).await;
        assert_eq!((page["items"].as_array().unwrap().len(), &page["overdue"], &page["clause"]), (1, &json!(1), &json!("附件 1.2.2")));
        let states = async || stage.duties("2026-03-01", "2026-03-31").await.into_iter().map(|duty| (duty.title, duty.state)).collect::<Vec<_>>();
        assert_eq!(states().await, [("送检 机具 DK-1".to_owned(), DutyState::Missed)]);
        for kind in ["in_repair", "repaired", "returned"] {
            stage.post(&stage.manager(), &path, json!({ "kind": kind })).await.expect(201);
        }
        assert_eq!(states().await[0].1, DutyState::DoneLate);
        let one = stage.read(&format!("/card-readers/{}", text(&one["id"]))).await;
        let kinds: Vec<&str> = one["movements"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!((kinds, &one["due_on"]), (vec!["returned", "repaired", "in_repair", "sent_in", "registered"], &Value::Null));
        assert_eq!(stage.post(&stage.manager(), &path, json!({ "kind": "scrapped" })).await.expect(422).json()["errors"][0]["field"], "text");
    }

    async fn nobody_hands_a_key_to_themself_and_the_receiver_signs(db: Db) {
        let stage = Stage::new(db).await;
        let one = key(&stage, "PSAM-1").await;
        let path = format!("/card-keys/{}/movements", text(&one["id"]));
        let own = json!({ "kind": "issued", "to_name": "王 工（演示）", "signature": PIXEL });
        let refused = stage.post(&stage.manager(), &path, own).await.expect(422).json();
        assert_eq!(refused["errors"][0]["message"], "“王 工（演示）”就是现在的保管人，不能交给自己");
        let unsigned = json!({ "kind": "issued", "to_name": "刘工（演示）" });
        assert_eq!(stage.post(&stage.manager(), &path, unsigned).await.expect(422).json()["errors"][0]["field"], "signature");
        let issued = json!({ "kind": "issued", "to_name": "刘工（演示）", "place": "发卡室", "signature": PIXEL });
        stage.post(&stage.client(), &path, issued.clone()).await.expect(403);
        let told = stage.post(&stage.manager(), &path, issued).await.expect(201).json();
        assert_eq!((&told["custodian"], &told["place"], &told["state"]), (&json!("刘工（演示）"), &json!("发卡室"), &json!("issued")));
        let line = &told["movements"][0];
        assert_eq!((&line["from_name"], &line["to_name"], &line["signed"]), (&json!("王工（演示）"), &json!("刘工（演示）"), &json!(true)));
        stage.get(&stage.client(), &format!("/card-key-movements/{}/signature", text(&line["id"]))).await.expect(200);
        stage.get(&stage.stranger(), &format!("/card-key-movements/{}/signature", text(&line["id"]))).await.expect(404);
        // What is given out is given back before it is destroyed.
        let destroy = json!({ "kind": "destroyed", "witness": "王工（演示）", "reason": "到期" });
        stage.post(&stage.manager(), &path, destroy.clone()).await.expect(409);
        stage.post(&stage.manager(), &path, json!({ "kind": "returned", "to_name": "王工（演示）", "signature": PIXEL })).await.expect(201);
        assert_eq!(stage.post(&stage.manager(), &path, destroy).await.expect(422).json()["errors"][0]["field"], "witness");
        let seen = json!({ "kind": "destroyed", "witness": "周经理（演示）", "reason": "到期" });
        assert_eq!(stage.post(&stage.manager(), &path, seen).await.expect(201).json()["moves"], json!([]));
        let duties = stage.duties("2026-03-09", "2026-03-09").await;
        let titles: Vec<&str> = duties.iter().map(|duty| duty.title.as_str()).collect();
        assert_eq!(titles, ["领用 发卡密钥 PSAM-1", "归还 发卡密钥 PSAM-1", "销毁 发卡密钥 PSAM-1"]);
        assert!(duties.iter().all(|duty| duty.rule == "SC-O1.keys" && duty.state == DutyState::Done));
    }

    async fn a_count_says_of_every_key_where_it_is(db: Db) {
        let stage = Stage::new(db).await;
        for number in ["K1", "K2"] {
            key(&stage, number).await;
        }
        let path = stage.of("/card-key-counts");
        let half = json!({ "lines": [{ "number": "K1", "found": true }] });
        assert_eq!(stage.post(&stage.manager(), &path, half).await.expect(422).json()["errors"][0]["message"], "还有介质没有盘点：K2");
        let silent = json!({ "lines": [{ "number": "K1", "found": true }, { "number": "K2", "found": false }] });
        stage.post(&stage.manager(), &path, silent).await.expect(422);
        let all = json!({ "lines": [{ "number": "K1", "found": true }, { "number": "K2", "found": false, "note": "在发卡室" }] });
        let told = stage.post(&stage.manager(), &path, all).await.expect(201).json();
        assert_eq!((&told["counted"], &told["different"]), (&json!(2), &json!(1)));
        assert_eq!(stage.read(&path).await[0], told);
        // The ledger stays as it is.
        assert_eq!(stage.read(&stage.of("/card-keys")).await["items"][1]["place"], "保密柜 1");
    }
}
