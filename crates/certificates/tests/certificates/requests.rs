//! Requests: asked for, approved by somebody else, carried out.

use jianyue_kernel::Actor;
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::{Value, json};

use crate::common::{Stage, text};

async fn ask(stage: &Stage, by: &Actor, body: Value) -> Answer {
    stage.post(by, &format!("/contracts/{}/certificate-requests", stage.hs), body).await
}

async fn step(stage: &Stage, by: &Actor, request: &Value, verb: &str, body: Value) -> Answer {
    let path = format!("/certificate-requests/{}/{verb}", text(&request["id"]));
    stage.post_on(by, &path, &request["version"], body).await
}

async fn approved(stage: &Stage, body: Value) -> Value {
    let asked = ask(stage, &stage.engineer(), body).await.expect(201).json();
    step(stage, &stage.client(), &asked, "decide", json!({ "approve": true })).await.expect(200).json()
}

on_both_databases! {
    async fn a_renewal_puts_a_new_certificate_in_the_place_of_each(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (stage.add("A1", "2026-04-01").await, stage.add("A2", "2026-04-02").await);
        let body = json!({ "kind": "renew", "certificates": [one["id"], two["id"]], "reason": "下月到期" });
        let request = approved(&stage, body.clone()).await;
        assert_eq!(ask(&stage, &stage.engineer(), body).await.expect(409).code(), "certificates.wrong_state");
        let short = json!({ "issued": [{ "replaces": one["id"], "serial": "C1", "valid_until": "2027-04-01" }] });
        step(&stage, &stage.engineer(), &request, "finish", short).await.expect(422);
        let issued = json!({ "issued": [
            { "replaces": two["id"], "serial": "C2", "valid_until": "2027-04-02" },
            { "replaces": one["id"], "serial": "C1", "valid_until": "2027-04-01" },
        ], "note": "已发放" });
        let done = step(&stage, &stage.engineer(), &request, "finish", issued).await.expect(200).json();
        assert_eq!((&done["state"], &done["ended"]["note"]), (&json!("done"), &json!("已发放")));
        assert_eq!(stage.serials("&state=issued").await, ["C1", "C2"]);
        assert_eq!(stage.serials("&state=replaced").await, ["A1", "A2"]);
        let old = stage.get(&stage.client(), &format!("/certificates/{}", text(&two["id"]))).await.expect(200).json();
        let new = stage.get(&stage.client(), &format!("/certificates/{}", text(&old["replaced_by"]))).await.expect(200).json();
        assert_eq!((&new["serial"], &new["holder"]), (&json!("C2"), &two["holder"]));
        assert_eq!((&new["replaces"], &old["replaces"]), (&two["id"], &json!(null)));
        assert_eq!(stage.serials(&format!("&request={}", text(&request["id"]))).await, ["A1", "A2", "C1", "C2"]);
        assert_eq!(stage.forecast().await["in_use"], json!(2));
    }

    async fn a_new_certificate_needs_approval_by_somebody_else(db: Db) {
        let stage = Stage::new(db).await;
        let body = json!({ "kind": "apply", "wanted": { "holder": "新人（演示）", "unit": "某处" }, "reason": "新入职" });
        let asked = ask(&stage, &stage.client(), body).await.expect(201).json();
        let yes = json!({ "approve": true });
        step(&stage, &stage.engineer(), &asked, "decide", yes.clone()).await.expect(403);
        let own = step(&stage, &stage.client(), &asked, "decide", yes.clone()).await.expect(409);
        assert_eq!(own.json()["detail"], "不能审批自己提出的申请，请由另一位经办人审批");
        step(&stage, &stage.engineer(), &asked, "finish", json!({})).await.expect(409);
        let approved = step(&stage, &stage.second_client(), &asked, "decide", yes.clone()).await.expect(200).json();
        step(&stage, &stage.second_client(), &asked, "decide", yes).await.expect(409);
        let issued = json!({ "issued": [{ "serial": "F00D", "issuer": "北京 CA", "valid_until": "2027-03-01" }] });
        step(&stage, &stage.engineer(), &approved, "finish", issued).await.expect(200);
        assert_eq!(stage.serials("&q=%E6%96%B0%E4%BA%BA").await, ["F00D"]);
        assert_eq!(stage.serials(&format!("&request={}", text(&approved["id"]))).await, ["F00D"]);
    }

    async fn a_refusal_says_why_and_lets_the_certificate_go(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        let body = json!({ "kind": "revoke", "certificates": [one["id"]], "reason": "离职" });
        let asked = ask(&stage, &stage.engineer(), body.clone()).await.expect(201).json();
        step(&stage, &stage.client(), &asked, "decide", json!({ "approve": false })).await.expect(422);
        let no = json!({ "approve": false, "note": "仍在职" });
        let refused = step(&stage, &stage.client(), &asked, "decide", no).await.expect(200).json();
        assert_eq!((&refused["state"], &refused["decided"]["note"]), (&json!("refused"), &json!("仍在职")));
        let again = ask(&stage, &stage.engineer(), body).await.expect(201).json();
        step(&stage, &stage.client(), &again, "withdraw", json!({})).await.expect(409);
        let back = step(&stage, &stage.engineer(), &again, "withdraw", json!({})).await.expect(200).json();
        assert_eq!(back["state"], "withdrawn");
        assert_eq!(stage.serials("&state=issued").await, ["A1"]);
    }

    async fn changes_and_revocations_reach_the_register_when_they_are_carried_out(db: Db) {
        let stage = Stage::new(db).await;
        let (one, two) = (stage.add("A1", "2026-04-01").await, stage.add("A2", "2026-04-02").await);
        let change = json!({ "kind": "change", "certificates": [one["id"], two["id"]], "wanted": { "unit": "合并后的单位（演示）" }, "reason": "机构调整" });
        let request = approved(&stage, change).await;
        assert!(stage.serials("&q=%E5%90%88%E5%B9%B6").await.is_empty());
        step(&stage, &stage.engineer(), &request, "finish", json!({})).await.expect(200);
        assert_eq!(stage.serials("&q=%E5%90%88%E5%B9%B6").await, ["A1", "A2"]);
        let revoke = json!({ "kind": "revoke", "certificates": [two["id"]], "reason": "遗失" });
        let request = approved(&stage, revoke).await;
        step(&stage, &stage.engineer(), &request, "finish", json!({})).await.expect(200);
        assert_eq!(stage.serials("&state=revoked").await, ["A2"]);
        let over = json!({ "kind": "renew", "certificates": [two["id"]], "reason": "续期" });
        assert_eq!(ask(&stage, &stage.engineer(), over).await.expect(409).code(), "certificates.wrong_state");
    }

    async fn what_makes_no_sense_is_refused(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        for bad in [
            json!({ "kind": "apply", "reason": "新入职" }),
            json!({ "kind": "apply", "certificates": [one["id"]], "wanted": { "holder": "甲", "unit": "乙" }, "reason": "新入职" }),
            json!({ "kind": "renew", "reason": "到期" }),
            json!({ "kind": "change", "certificates": [one["id"]], "reason": "变更" }),
            json!({ "kind": "renew", "certificates": [one["id"]], "reason": "  " }),
            json!({ "kind": "renew", "certificates": ["01890000-0000-7000-8000-000000000000"], "reason": "到期" }),
            json!({ "kind": "renew", "certificates": [one["id"]], "reason": "到期", "ticket_id": "01890000-0000-7000-8000-000000000000" }),
        ] {
            ask(&stage, &stage.engineer(), bad).await.expect(422);
        }
        ask(&stage, &stage.stranger(), json!({ "kind": "renew", "certificates": [one["id"]], "reason": "到期" })).await.expect(404);
        let list = stage.get(&stage.client(), &format!("/certificate-requests?contract={}", stage.hs)).await.expect(200).json();
        assert_eq!(list["items"], json!([]));
    }
}

/// What the keeper of tickets tells when it has opened one.
struct Ticketed(jianyue_kernel::ContractId, Value);

impl serde::Serialize for Ticketed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.1.serialize(serializer)
    }
}

impl jianyue_platform::events::Event for Ticketed {
    const KIND: &'static str = "ticketing.deviation_ticketed";

    fn subject(&self) -> uuid::Uuid {
        uuid::Uuid::nil()
    }

    fn contract(&self) -> Option<jianyue_kernel::ContractId> {
        Some(self.0)
    }
}

async fn told(stage: &Stage, event: Ticketed) {
    let mut tx = stage.db.write().await.unwrap();
    jianyue_platform::events::record(&mut tx, &stage.env.env(), &event).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stage.app.deliver_events().await.failed, 0);
}

on_both_databases! {
    async fn a_request_asks_for_a_ticket_and_tells_it_what_becomes_of_the_request(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        let body = json!({ "kind": "renew", "certificates": [one["id"]], "reason": "下月到期", "open_ticket": true });
        let asked = ask(&stage, &stage.engineer(), body).await.expect(201).json();
        assert_eq!((&asked["ticket_wanted"], &asked["ticket_number"]), (&json!(true), &json!(null)));
        let wanted = stage.events("certificates.ticket_wanted").await;
        assert_eq!((wanted.len(), &wanted[0]["title"]), (1, &json!("证书更新：1 张证书")));
        let key = format!("certificate_request:{}", text(&asked["id"]));
        assert_eq!((&wanted[0]["key"], &wanted[0]["requester"]), (&json!(key), &asked["asked_by"]));
        let ticket = uuid::Uuid::from_u128(7);
        let payload = json!({ "key": key, "ticket_id": ticket, "contract_id": stage.hs, "number": "HS-2026-0001" });
        // Of another contract, and of something else: neither is this request's.
        told(&stage, Ticketed(stage.sc, payload.clone())).await;
        told(&stage, Ticketed(stage.hs, json!({ "key": "probe:a", "ticket_id": ticket, "contract_id": stage.hs, "number": "X" }))).await;
        let path = format!("/certificate-requests/{}", text(&asked["id"]));
        assert_eq!(stage.get(&stage.client(), &path).await.expect(200).json()["ticket_number"], json!(null));
        told(&stage, Ticketed(stage.hs, payload)).await;
        let shown = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!((&shown["ticket_number"], &shown["version"]), (&json!("HS-2026-0001"), &asked["version"]));
        let yes = json!({ "approve": true, "note": "同意" });
        let approved = step(&stage, &stage.client(), &asked, "decide", yes).await.expect(200).json();
        let issued = json!({ "issued": [{ "replaces": one["id"], "serial": "C1", "valid_until": "2027-04-01" }] });
        step(&stage, &stage.engineer(), &approved, "finish", issued).await.expect(200);
        let said = stage.events("certificates.ticket_told").await;
        assert_eq!(said.len(), 2);
        assert!(text(&said[0]["text"]).ends_with("批准了证书更新：同意") && text(&said[1]["text"]).ends_with("办结了证书更新"));
        assert_eq!((&said[1]["key"], &said[1]["ticket_id"]), (&json!(key), &json!(ticket)));
    }

    async fn a_request_without_a_ticket_tells_nobody(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add("A1", "2026-04-01").await;
        approved(&stage, json!({ "kind": "revoke", "certificates": [one["id"]], "reason": "遗失" })).await;
        assert!(stage.events("certificates.ticket_wanted").await.is_empty());
        assert!(stage.events("certificates.ticket_told").await.is_empty());
        let both = json!({ "kind": "apply", "wanted": { "holder": "甲", "unit": "乙" }, "reason": "新", "open_ticket": true, "ticket_id": uuid::Uuid::nil() });
        ask(&stage, &stage.engineer(), both).await.expect(422);
    }
}
