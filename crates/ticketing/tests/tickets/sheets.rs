//! Service sheets: what the contract asks of them, and that they never change.

use jianyue_kernel::Actor;
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{Answer, actor, on_both_databases};
use serde_json::{Value, json};

use crate::{
    common::{Stage, id, kinds, new_re},
    files::upload,
};

/// The smallest picture there is.
pub const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0,
    0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1, 0x48, 0xaf,
    0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Uploads a picture; gives its id.
pub async fn picture(stage: &Stage, ticket: &Value, name: &str, seen: &str) -> Value {
    upload(stage, &stage.engineer(), ticket, seen, name, PNG).await.expect(201).json()["id"].clone()
}

async fn write(stage: &Stage, by: &Actor, ticket: &Value, sheet: Value) -> Answer {
    stage.act(by, ticket, "service-sheets", sheet).await
}

async fn read(stage: &Stage, by: &Actor, ticket: &Value, what: &str) -> Value {
    stage.get(by, &format!("/tickets/{}/{what}", id(ticket))).await.expect(200).json()
}

/// The smallest sheet.
fn plain() -> Value {
    json!({ "found": "证书过期", "done": "更新证书" })
}

/// A stage within the registration contract, and a ticket on one of its works.
async fn on_work(db: Db, case: &str, work: &str) -> (Stage, Value) {
    let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
    let ticket = stage.open_as(&stage.agent(), stage.re, &new_re(case, work)).await.expect(201).json();
    (stage, ticket)
}

fn signed(attachment: &Value) -> Value {
    json!({ "name": "值班员（测试）", "attachment_id": attachment, "device_at": "2024-07-01T10:00:00+08:00" })
}

/// The fields that an answer found wrong.
fn wrong(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    json["errors"].as_array().unwrap().iter().map(|bad| bad["field"].as_str().unwrap().to_owned()).collect()
}

on_both_databases! {
    async fn a_sheet_is_written_read_and_told(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let (photo, signature) = (picture(&stage, &ticket, "现场.png", "public").await, picture(&stage, &ticket, "签名.png", "public").await);
        let sheet = json!({
            "visit": "00000000-0000-0000-0000-00000000aa01", "found": " 证书过期 ", "done": "更新证书",
            "checklist": [{ "key": "house.running", "text": "业务功能已恢复正常", "result": "ok" }],
            "parts": [{ "code": "BJ-0007", "name": "根证书", "quantity": 2, "unit": "张" }],
            "tests": [{ "passed": false, "note": "未重启" }, { "passed": true }],
            "signed": { "name": "值班员（测试）", "title": "科员", "attachment_id": signature, "device_at": "2021-12-06T10:00:00+08:00" },
            "photos": [photo],
        });
        let written = write(&stage, &stage.engineer(), &ticket, sheet).await.expect(201).json();
        let number = format!("{}-F1", ticket["number"].as_str().unwrap());
        assert_eq!((&written["number"], &written["found"], &written["by"]), (&json!(number), &json!("证书过期"), &json!(stage.engineer().name)));
        assert_eq!(read(&stage, &stage.client(), &ticket, "service-sheets").await, json!([written]));
        let history = stage.history(&stage.client(), &ticket).await;
        assert_eq!(kinds(&history), ["opened", "attached", "attached", "service_sheet"]);
        assert_eq!(history[3]["data"]["number"], written["number"]);
        assert_eq!(history[3]["data"]["tests"], json!({ "passed": 1, "of": 2 }));
        let events = stage.events(&ticket).await;
        let told = &events.iter().find(|(kind, _)| kind == "ticketing.service_sheet_written").unwrap().1;
        assert_eq!((&told["sheet_number"], &told["signed"], &told["tests_passed"]), (&written["number"], &json!(true), &json!(1)));
        assert_eq!(told["parts"], json!([{ "code": "BJ-0007", "name": "根证书", "quantity": 2, "unit": "张" }]));
        let audited: (String,) = stage.db.read().await.unwrap()
            .one("SELECT CAST(detail AS TEXT) FROM audit_entry WHERE action = $1", args!["ticketing.service_sheet"]).await.unwrap();
        assert!(audited.0.contains(written["digest"].as_str().unwrap()), "{}", audited.0);
    }

    async fn a_correction_is_a_new_sheet(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let first = write(&stage, &stage.engineer(), &ticket, plain()).await.expect(201).json();
        let mut correction = plain();
        correction["corrects"] = first["id"].clone();
        correction["done"] = json!("更新证书并重启");
        let second = write(&stage, &stage.colleague(), &ticket, correction.clone()).await.expect(201).json();
        let both = read(&stage, &stage.client(), &ticket, "service-sheets").await;
        assert_eq!((&both[0]["id"], &both[1]["id"]), (&second["id"], &first["id"]));
        assert!(second["number"].as_str().unwrap().ends_with("-F2"));
        assert_eq!((&both[0]["corrects"], &both[1]["corrected_by"]), (&first["id"], &second["id"]));
        let mut before = both[1].clone();
        before["corrected_by"] = Value::Null;
        assert_eq!(before, first);
        // Twice the same one, one of another ticket, and one that is not there.
        assert_eq!(wrong(&write(&stage, &stage.engineer(), &ticket, correction.clone()).await.expect(422)), ["corrects"]);
        let other = stage.open("HS-S2").await;
        assert_eq!(wrong(&write(&stage, &stage.engineer(), &other, correction).await.expect(422)), ["corrects"]);
        for method in ["PUT", "PATCH", "DELETE"] {
            let path = format!("/api/v1/tickets/{}/service-sheets", id(&ticket));
            let answer = stage.app.call(method.parse().unwrap(), &path).by(&stage.engineer()).json(&plain()).send().await;
            assert_eq!(answer.status, 405, "{method}");
        }
    }

    async fn the_checklist_is_the_contracts_and_then_the_houses(db: Db) {
        let (stage, third) = on_work(db, "RE-3", "3").await;
        let fourth = stage.open_as(&stage.agent(), stage.re, &new_re("RE-4", "4")).await.expect(201).json();
        let first = stage.open_as(&stage.agent(), stage.re, &new_re("RE-1", "1")).await.expect(201).json();
        let list = read(&stage, &stage.engineer(), &third, "checklist").await;
        assert_eq!((&list["signature"], &list["tests"], &list["clauses"]), (&json!("needed"), &json!(1), &json!(["附件三 三(一)3"])));
        assert_eq!(list["items"][0], json!({ "key": "RE-I2.3.1", "text": "甲方人员验证", "kind": "check", "clause": "附件三 三(一)3" }));
        let list = read(&stage, &stage.engineer(), &fourth, "checklist").await;
        assert_eq!((&list["signature"], &list["tests"], &list["clauses"]), (&json!("offered"), &json!(3), &json!(["附件三 四(一)4"])));
        let list = read(&stage, &stage.client(), &first, "checklist").await;
        assert_eq!((&list["signature"], &list["tests"]), (&json!("offered"), &json!(0)));
        let items = list["items"].as_array().unwrap();
        assert!(!items.is_empty() && items.iter().all(|item| item.get("clause").is_none()), "{items:?}");
    }

    async fn a_signature_is_needed_where_the_contract_asks_for_it(db: Db) {
        let (stage, ticket) = on_work(db, "RE-3", "3").await;
        let bare = write(&stage, &stage.engineer(), &ticket, plain()).await.expect(422);
        assert_eq!(wrong(&bare), ["checklist", "tests", "signed"]);
        assert!(bare.text().contains("附件三 三(一)3"), "{}", bare.text());
        let mut sheet = plain();
        sheet["checklist"] = json!([{ "key": "RE-I2.3.1", "text": "甲方人员验证", "result": "ok" }]);
        sheet["tests"] = json!([{ "passed": true }]);
        sheet["signed"] = signed(&picture(&stage, &ticket, "签名.png", "public").await);
        write(&stage, &stage.engineer(), &ticket, sheet.clone()).await.expect(201);
        sheet["signed"]["device_at"] = json!("2024-07-01T10:05:01+08:00");
        let ahead = write(&stage, &stage.engineer(), &ticket, sheet).await.expect(422);
        assert_eq!(ahead.code(), "ticketing.device_time_ahead");
    }

    async fn three_tests_in_a_row_are_passed_or_the_last_one_failed(db: Db) {
        let (stage, ticket) = on_work(db, "RE-4", "4").await;
        for (tests, status) in [
            (json!([true, true]), 422),
            (json!([true, true, false, true]), 422),
            (json!([true, false]), 201),
            (json!([false, true, true, true]), 201),
        ] {
            let mut sheet = plain();
            sheet["checklist"] = json!([{ "key": "RE-I2.4.1", "text": "故障原因统计", "result": "ok", "value": "显存泄漏" }]);
            sheet["tests"] = tests.as_array().unwrap().iter().map(|passed| json!({ "passed": passed })).collect();
            write(&stage, &stage.engineer(), &ticket, sheet).await.expect(status);
        }
    }

    async fn pictures_are_those_of_the_same_ticket_that_everybody_sees(db: Db) {
        let (stage, ticket) = on_work(db, "RE-3", "3").await;
        let other = stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201).json();
        let theirs = picture(&stage, &other, "签名.png", "public").await;
        let hidden = picture(&stage, &ticket, "签名.png", "internal").await;
        let text = upload(&stage, &stage.engineer(), &ticket, "public", "签名.txt", b"x").await.expect(201).json()["id"].clone();
        let good = picture(&stage, &ticket, "好.png", "public").await;
        let mut sheet = plain();
        sheet["checklist"] = json!([{ "key": "RE-I2.3.1", "text": "甲方人员验证", "result": "ok" }]);
        sheet["tests"] = json!([{ "passed": true }]);
        for bad in [&theirs, &hidden, &text, &json!(uuid::Uuid::nil())] {
            sheet["signed"] = signed(bad);
            sheet["photos"] = json!([]);
            assert_eq!(wrong(&write(&stage, &stage.engineer(), &ticket, sheet.clone()).await.expect(422)), ["signed"], "{bad}");
            sheet["signed"] = signed(&good);
            sheet["photos"] = json!([bad]);
            assert_eq!(wrong(&write(&stage, &stage.engineer(), &ticket, sheet.clone()).await.expect(422)), ["photos"], "{bad}");
        }
        sheet["photos"] = json!([good, good]);
        assert_eq!(wrong(&write(&stage, &stage.engineer(), &ticket, sheet).await.expect(422)), ["photos"]);
        assert_eq!(read(&stage, &stage.engineer(), &ticket, "service-sheets").await, json!([]));
    }

    async fn what_does_not_fit_is_named(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let point = json!({ "key": "k", "text": "x", "result": "ok" });
        for (member, value, field) in [
            ("found", json!(" "), "found"),
            ("done", json!("x".repeat(10_001)), "done"),
            ("parts", json!([{ "name": "x", "quantity": 0, "unit": "个" }]), "parts"),
            ("parts", json!([{ "name": "", "quantity": 1, "unit": "个" }]), "parts"),
            ("checklist", json!([point, point]), "checklist"),
            ("checklist", json!(vec![point.clone(); 61]), "checklist"),
            ("tests", json!(vec![json!({ "passed": true }); 21]), "tests"),
        ] {
            let mut sheet = plain();
            sheet[member] = value;
            assert_eq!(wrong(&write(&stage, &stage.engineer(), &ticket, sheet).await.expect(422))[0], field);
        }
        let mut odd = plain();
        odd["number"] = json!("HS-1");
        write(&stage, &stage.engineer(), &ticket, odd).await.expect(422);
    }

    async fn who_may_write_one(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        write(&stage, &stage.client(), &ticket, plain()).await.expect(403);
        write(&stage, &stage.stranger(), &ticket, plain()).await.expect(404);
        stage.get(&stage.stranger(), &format!("/tickets/{}/checklist", id(&ticket))).await.expect(404);
        stage.get(&stage.stranger(), &format!("/tickets/{}/service-sheets", id(&ticket))).await.expect(404);
        let reader = actor(2).on(stage.hs, jianyue_kernel::Role::Engineer).token(&["ticketing.read"]).done();
        write(&stage, &reader, &ticket, plain()).await.expect(403);
        stage.act(&stage.client(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200);
        assert_eq!(write(&stage, &stage.engineer(), &ticket, plain()).await.expect(409).code(), "ticketing.wrong_state");
    }
}
