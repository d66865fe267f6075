//! The register: classes and codes, levels and their books, who sees what.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, text};

on_both_databases! {
    async fn codes_are_given_once_and_pass_over_those_that_people_took(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("zd-pc", "台式机", None).await;
        assert_eq!(pc["code"], "ZD-PC");
        assert_eq!(stage.asset(&pc, json!({})).await["code"], "ZD-PC-0001");
        assert_eq!(stage.asset(&pc, json!({ "code": " zd-pc-0003 " })).await["code"], "ZD-PC-0003");
        assert_eq!(stage.asset(&pc, json!({})).await["code"], "ZD-PC-0002");
        let four = stage.asset(&pc, json!({})).await;
        assert_eq!(four["code"], "ZD-PC-0004");
        // What is gone keeps its code.
        let path = format!("/assets/{}", text(&four["id"]));
        stage.patch(&stage.engineer(), &path, &four["version"], json!({ "state": "scrapped" })).await.expect(200);
        assert_eq!(stage.asset(&pc, json!({})).await["code"], "ZD-PC-0005");
        let taken = json!({ "class_id": pc["id"], "name": "另一台", "code": "ZD-PC-0004" });
        let refused = stage.post(&stage.engineer(), &stage.of("/assets"), taken).await.expect(409);
        assert_eq!(refused.code(), "assets.exists");
    }

    async fn classes_are_a_tree_and_a_list_has_those_below(db: Db) {
        let stage = Stage::new(db).await;
        let top = stage.class("ZD", "终端", None).await;
        let pc = stage.class("ZD-PC", "台式机", Some(&top)).await;
        let net = stage.class("WL", "网络", None).await;
        stage.asset(&top, json!({})).await;
        stage.asset(&pc, json!({})).await;
        stage.asset(&net, json!({})).await;
        let query = format!("&class={}", text(&top["id"]));
        assert_eq!(stage.codes(&stage.client(), "assets", &query).await, ["ZD-0001", "ZD-PC-0001"]);
        let path = format!("/asset-classes/{}", text(&top["id"]));
        let ring = stage.patch(&stage.engineer(), &path, &top["version"], json!({ "parent_id": pc["id"] })).await;
        assert_eq!(ring.expect(422).json()["errors"][0]["field"], "parent_id");
        let renamed = stage.patch(&stage.engineer(), &path, &top["version"], json!({ "name": "终端设备" })).await;
        assert_eq!(renamed.expect(200).json()["version"], json!(2));
        stage.patch(&stage.engineer(), &path, &top["version"], json!({ "name": "迟到" })).await.expect(412);
        let again = json!({ "code": "wl", "name": "又一个" });
        assert_eq!(stage.post(&stage.engineer(), &stage.of("/asset-classes"), again).await.expect(409).code(), "assets.exists");
    }

    async fn what_departments_have_otherwise_is_seen_and_counted(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let books = json!([{ "level": "finance", "number": "固 001", "quantity": 3 }, { "level": "it", "quantity": 2 }]);
        let one = stage.asset(&pc, json!({ "level": "finance", "quantity": 2, "price": 500_000, "books": books })).await;
        assert_eq!((&one["differs"], &one["differences"]), (&json!(true), &json!(["财务部门账面 3 台，台账 2 台"])));
        stage.asset(&pc, json!({ "level": "business", "books": [{ "level": "finance", "quantity": 1 }] })).await;
        assert_eq!(stage.codes(&stage.client(), "assets", "&differs=true").await, ["ZD-0001"]);
        assert_eq!(stage.codes(&stage.client(), "assets", "&level=business").await, ["ZD-0002"]);
        let summary = stage.read(&stage.of("/assets/summary")).await;
        let finance = summary["levels"].as_array().unwrap().iter().find(|level| level["level"] == "finance").unwrap();
        assert_eq!(*finance, json!({ "level": "finance", "label": "财务部门", "n": 1, "quantity": 2, "price": 500_000, "differing": 1 }));
        assert_eq!((&summary["assets"], &summary["differing"]), (&json!(2), &json!(1)));
        let path = format!("/assets/{}", text(&one["id"]));
        let settled = stage.patch(&stage.engineer(), &path, &one["version"], json!({ "quantity": 3, "books": [{ "level": "finance", "quantity": 3 }] })).await;
        assert_eq!(settled.expect(200).json()["differs"], json!(false));
        assert!(stage.codes(&stage.client(), "assets", "&differs=true").await.is_empty());
        let twice = json!({ "books": [{ "level": "it" }, { "level": "it" }] });
        stage.patch(&stage.engineer(), &path, &json!(2), twice).await.expect(422);
    }

    async fn assets_are_found_by_words_pages_and_filters(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        for n in 1..=5 {
            let place = if n > 3 { "二层机房（演示）" } else { "一层窗口（演示）" };
            stage.asset(&pc, json!({ "place": place, "serial": format!("SN{n}X") })).await;
        }
        let client = stage.client();
        assert_eq!(stage.codes(&client, "assets", "&q=%E6%9C%BA%E6%88%BF").await, ["ZD-0004", "ZD-0005"]);
        assert_eq!(stage.codes(&client, "assets", "&q=sn2x").await, ["ZD-0002"]);
        assert_eq!(stage.codes(&client, "assets", "&q=%EF%BC%9F").await, Vec::<String>::new());
        assert_eq!(stage.codes(&client, "assets", "&place=%E4%BA%8C%E5%B1%82%E6%9C%BA%E6%88%BF%EF%BC%88%E6%BC%94%E7%A4%BA%EF%BC%89").await.len(), 2);
        let first = stage.read(&format!("/assets?contract={}&limit=2", stage.hs)).await;
        let next = format!("&limit=9&after={}", text(&first["next"]));
        assert_eq!(stage.codes(&client, "assets", &next).await, ["ZD-0003", "ZD-0004", "ZD-0005"]);
    }

    async fn whoever_sees_some_works_sees_what_belongs_to_these_only(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let all = stage.asset(&pc, json!({})).await;
        let own = stage.asset(&pc, json!({ "work": "infra" })).await;
        let member = stage.member();
        assert_eq!(stage.codes(&member, "assets", "").await, [text(&own["code"])]);
        stage.get(&member, &format!("/assets/{}", text(&all["id"]))).await.expect(404);
        stage.get(&member, &format!("/assets/{}/file", text(&all["id"]))).await.expect(404);
        stage.get(&member, &format!("/assets/{}", text(&own["id"]))).await.expect(200);
        let body = json!({ "class_id": pc["id"], "name": "整个合同的" });
        stage.post(&member, &stage.of("/assets"), body).await.expect(404);
        let away = stage.patch(&member, &format!("/assets/{}", text(&own["id"])), &own["version"], json!({ "work": null })).await;
        away.expect(404);
        assert_eq!(stage.get(&member, &stage.of("/assets/summary")).await.expect(200).json()["assets"], json!(1));
        let stranger = stage.stranger();
        stage.get(&stranger, &format!("/assets/{}", text(&own["id"]))).await.expect(404);
        stage.get(&stranger, &stage.of("/assets/summary")).await.expect(404);
        assert!(stage.codes(&stranger, "assets", "").await.is_empty());
        let by_client = stage.post(&stage.client(), &stage.of("/assets"), json!({ "class_id": pc["id"], "name": "甲方" })).await;
        by_client.expect(403);
    }

    async fn lines_of_the_contract_are_taken_over_once(db: Db) {
        let stage = Stage::new(db).await;
        let path = stage.of("/assets/from-contract");
        let taken = stage.post(&stage.engineer(), &path, json!({ "each": ["HS-A2.standard"] })).await.expect(200).json();
        assert_eq!((&taken["added"], &taken["known"]), (&json!(10), &json!([])));
        let again = stage.post(&stage.engineer(), &path, json!({})).await.expect(200).json();
        assert_eq!((&again["added"], again["known"].as_array().unwrap().len()), (&json!(0), 5));
        let inner = stage.read(&format!("/assets?contract={}&rule=HS-A2.inner", stage.hs)).await["items"][0].clone();
        assert_eq!((&inner["quantity"], &inner["quantity_unit"], &inner["work"], &inner["class_code"]), (&json!(1600), &json!("点"), &json!("infra"), &json!("HT")));
        let lines = stage.read(&stage.of("/assets/summary")).await["lines"].clone();
        let standard = lines.as_array().unwrap().iter().find(|line| line["rule"] == "HS-A2.standard").unwrap();
        assert_eq!((&standard["contracted"], &standard["registered"]), (&json!(6), &json!(6)));
    }

    async fn a_label_is_scanned_back_to_its_asset(db: Db) {
        let stage = Stage::new(db).await;
        let pc = stage.class("ZD", "终端", None).await;
        let one = stage.asset(&pc, json!({})).await;
        stage.asset(&pc, json!({})).await;
        let labels = stage.read(&format!("/assets/labels?contract={}&ids={}", stage.hs, text(&one["id"]))).await;
        let label = &labels["labels"][0];
        assert_eq!((labels["labels"].as_array().unwrap().len(), text(&label["text"])), (1, format!("https://jianyue.example/a/{}", text(&one["id"]))));
        assert!(text(&label["qr"]).starts_with("<svg") && text(&label["qr"]).ends_with("</svg>"), "{label}");
        for scanned in [text(&label["text"]), text(&one["id"]), "zd-0001".to_owned()] {
            let found = stage.read(&format!("/assets/scan?text={scanned}")).await;
            assert_eq!(found["assets"][0]["id"], one["id"], "{scanned}");
        }
        stage.get(&stage.client(), "/assets/scan?text=ZD-0009").await.expect(404);
        stage.get(&stage.stranger(), "/assets/scan?text=ZD-0001").await.expect(404);
    }
}
