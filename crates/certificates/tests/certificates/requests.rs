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
