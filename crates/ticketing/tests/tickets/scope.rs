//! Nobody reaches a ticket of another contract or work, by any operation.

use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_testkit::{actor, on_both_databases};
use serde_json::json;

use crate::common::{Stage, id, new_re};

const ACTIONS: &[(&str, &str)] = &[
    ("take", "{}"),
    ("respond", r#"{"text":"x"}"#),
    ("replies", r#"{"text":"x"}"#),
    ("notes", r#"{"text":"x"}"#),
    ("escalate", r#"{"reason":"x"}"#),
    ("check-in", "{}"),
    ("work-around", r#"{"text":"x"}"#),
    ("restore", r#"{"text":"x"}"#),
    ("resolve", r#"{"solution":"x"}"#),
    ("accept", r#"{"satisfaction":5}"#),
    ("refuse", r#"{"reason":"x"}"#),
    ("close", "{}"),
    ("reopen", r#"{"reason":"x"}"#),
    ("cancel", r#"{"reason":"x"}"#),
    ("pause", r#"{"reason":"x","evidence":"x","agreed_by":"x"}"#),
    ("resume", "{}"),
    ("severity", r#"{"case":"HS-S1","reason":"x"}"#),
    ("assign", r#"{"person_id":"00000000-0000-0000-0000-0000a0000002"}"#),
    ("urge", "{}"),
    ("merge", r#"{"into":"00000000-0000-0000-0000-0000a0000002"}"#),
    ("split", r#"{"title":"x"}"#),
    ("service-sheets", r#"{"found":"x","done":"x"}"#),
    ("links", r#"{"other":"00000000-0000-0000-0000-0000a0000002","relation":"relates_to"}"#),
    ("watchers", r#"{"person_id":"00000000-0000-0000-0000-0000a0000002"}"#),
];

on_both_databases! {
    async fn another_contracts_people_find_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let stranger = stage.stranger();
        for path in ["", "/timeline", "/clocks/response/explanation", "/checklist", "/service-sheets"] {
            stage.get(&stranger, &format!("/tickets/{}{path}", id(&ticket))).await.expect(404);
        }
        for (action, body) in ACTIONS {
            let body = serde_json::from_str(body).unwrap();
            let answer = stage.act_on(&stranger, &ticket, action, body).await;
            // Nothing tells a ticket of another contract from one that is not there.
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "ticketing.no_ticket"), "{action}");
        }
        let patch = stage.app.patch(&format!("/api/v1/tickets/{}", id(&ticket))).by(&stranger)
            .header("if-match", "\"1\"").json(&json!({ "title": "x" })).send().await;
        assert_eq!(patch.status, 404);
        assert_eq!(stage.get(&stranger, "/tickets").await.expect(200).json()["items"], json!([]));
        assert_eq!(stage.get(&stranger, &format!("/tickets?contract={}", stage.hs)).await.json()["items"], json!([]));
        assert_eq!(stage.get(&stranger, "/tickets?q=HS").await.json()["items"], json!([]));
        assert_eq!(stage.get(&stranger, "/tickets/counts").await.json()["live"], 0);
        assert_eq!(stage.history(&stage.manager(), &ticket).await.len(), 1);
    }

    async fn a_consortium_member_sees_its_works_only(db: Db) {
        let stage = Stage::at(db, "2024-07-01T10:00:00+08:00").await;
        let third = stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201).json();
        stage.open_as(&stage.agent(), stage.re, &new_re("RE-1", "1")).await.expect(201);
        let member = actor(9).on_works(stage.re, Role::Engineer, &["1"]).done();
        let seen = stage.get(&member, "/tickets").await.expect(200).json();
        let works: Vec<_> = seen["items"].as_array().unwrap().iter().map(|row| row["work"].clone()).collect();
        assert_eq!(works, [json!("1")]);
        assert_eq!(stage.get(&member, "/tickets?q=RE").await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(stage.get(&member, "/tickets/counts").await.json()["live"], 1);
        stage.get(&member, &format!("/tickets/{}", id(&third))).await.expect(404);
        stage.act(&member, &third, "take", json!({})).await.expect(404);
        stage.open_as(&member, stage.re, &new_re("RE-3", "3")).await.expect(422);
        stage.open_as(&member, stage.re, &new_re("RE-1", "1")).await.expect(201);
    }

    async fn a_reference_to_another_contract_is_refused_on_write(db: Db) {
        let stage = Stage::new(db).await;
        let ours = stage.open("HS-S2").await;
        stage.env.set("2024-07-01T10:00:00+08:00");
        let theirs = stage.open_as(&stage.agent(), stage.re, &new_re("RE-3", "3")).await.expect(201).json();
        let both = stage.manager();
        stage.act(&both, &ours, "merge", json!({ "into": id(&theirs) })).await.expect(422);
        let link = json!({ "other": id(&theirs), "relation": "relates_to" });
        stage.act(&both, &ours, "links", link.clone()).await.expect(422);
        let one = actor(8).on(stage.hs, Role::VendorManager).done();
        stage.act(&one, &ours, "merge", json!({ "into": id(&theirs) })).await.expect(404);
        stage.act(&one, &ours, "links", link).await.expect(404);
    }

    async fn a_token_does_no_more_than_its_scopes(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S2").await;
        let reader = actor(2).on(stage.hs, Role::Engineer).token(&["ticketing.read"]).done();
        stage.get(&reader, &format!("/tickets/{}", id(&ticket))).await.expect(200);
        stage.act(&reader, &ticket, "take", json!({})).await.expect(403);
        stage.open_as(&reader, stage.hs, &crate::common::new("HS-S1")).await.expect(403);
    }
}
