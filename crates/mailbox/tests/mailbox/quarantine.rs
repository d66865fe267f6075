//! What waits, and what somebody decides.

use jianyue_mailbox::model::MailState;
use jianyue_platform::{db::Db, mail::MailFor};
use jianyue_testkit::{contract, on_both_databases};
use serde_json::json;

use super::common::{Stage, corpus, manager, plain, sysadmin, ticket};

const PATH: &str = "/api/v1/mail/quarantine";

on_both_databases! {
    async fn it_is_read_as_text_and_downloaded_as_bytes(db: Db) {
        let stage = Stage::new(db).await;
        let raw = corpus("html-only", &[("TO", "nobody@example.invalid".to_owned())].into());
        stage.give(&raw).await;
        let list = stage.get(&format!("{PATH}?reason=no_contract")).await;
        let id = list["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(stage.get(&format!("{PATH}?reason=loop")).await["items"], json!([]));
        let one = stage.get(&format!("{PATH}/{id}")).await;
        let text = one["text"].as_str().unwrap();
        assert!(text.contains("会议室的投影") && !text.contains('<') && !text.contains("alert"), "{text}");
        assert!(one["headers"].as_str().unwrap().contains("Message-ID: <html-1@example.com>"));
        let answer = stage.app.get(&format!("{PATH}/{id}/raw")).by(&sysadmin()).send().await.expect(200);
        assert_eq!(answer.header("content-type"), "application/octet-stream");
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.body, raw);
        stage.app.get(&format!("{PATH}/{id}/raw")).by(&manager()).send().await.expect(403);
    }

    async fn it_is_accepted_once_as_a_ticket_or_as_an_answer(db: Db) {
        let stage = Stage::new(db).await;
        let first = stage.give(&plain(1, "nobody@example.invalid", "", "打印机")).await.id;
        let second = stage.give(&plain(2, "nobody@example.invalid", "", "还没好")).await.id;
        let accept = |id, body| stage.app.post(&format!("{PATH}/{id}/accept")).by(&sysadmin()).json(&body).send();
        let taken = accept(first, json!({ "contract_id": contract(1).0 })).await.expect(200).json();
        assert_eq!((taken["state"].as_str(), taken["number"].as_str()), (Some("opened"), Some("HS-2026-000001")));
        accept(first, json!({ "contract_id": contract(1).0 })).await.expect(404);
        let wrong = accept(second, json!({ "contract_id": contract(2).0, "ticket_id": ticket() })).await;
        assert_eq!(wrong.expect(422).json()["errors"][0]["field"], "ticket_id");
        let taken = accept(second, json!({ "contract_id": contract(1).0, "ticket_id": ticket() })).await.expect(200);
        assert_eq!(taken.json()["state"], "replied");
        let mails = stage.desk.taken();
        assert_eq!(mails[1].wanted, MailFor::Answer(ticket()));
        assert_eq!((mails.len(), stage.files()), (2, 0));
    }

    async fn it_is_discarded_with_a_reason_and_known_after(db: Db) {
        let stage = Stage::new(db).await;
        let id = stage.give(&plain(1, "nobody@example.invalid", "", "广告")).await.id;
        let discard = |reason: &str| {
            stage.app.post(&format!("{PATH}/{id}/discard")).by(&sysadmin()).json(&json!({ "reason": reason })).send()
        };
        discard(" ").await.expect(422);
        discard("广告").await.expect(200);
        discard("广告").await.expect(404);
        let log = stage.log().await;
        assert_eq!((log[0].state, log[0].detail.as_deref()), (MailState::Discarded, Some("广告")));
        assert!(log[0].settled_by.is_some() && stage.files() == 0);
    }
}
