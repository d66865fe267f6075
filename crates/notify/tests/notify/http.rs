//! Channels, the outbox and the list of notices over HTTP.

use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::{args, db::Db};
use jianyue_testkit::{actor, contract, on_both_databases};
use serde_json::json;

use super::common::{Stage, engineer, here, manager, silent_mailer, stranger, sysadmin};

on_both_databases! {
    async fn secrets_are_sealed_and_never_shown_again(db: Db) {
        let stage = Stage::new(db).await;
        stage.robot().await;
        stage.gateway(&stage.sink.address, false).await;
        let listed = stage.app.get("/api/v1/notification-channels").by(&sysadmin()).send().await.expect(200);
        assert!(!listed.text().contains("verysecret"), "{}", listed.text());
        let signed = |kind: &str| listed.json().as_array().unwrap().iter().any(|one| one["kind"] == kind && one["signed"] == true);
        assert_eq!((signed("sms"), signed("wecom")), (true, false));
        let mut tx = stage.db.peek().await.unwrap();
        let sealed: Vec<(Vec<u8>,)> = tx.all("SELECT sealed FROM notify_channel", args![]).await.unwrap();
        assert!(sealed.iter().all(|(bytes,)| !bytes.windows(10).any(|part| part == b"verysecret")));
        let said: Vec<(String,)> = tx.all("SELECT CAST(detail AS TEXT) FROM audit_entry", args![]).await.unwrap();
        assert!(!said.is_empty() && said.iter().all(|(detail,)| !detail.contains("verysecret")), "{said:?}");
        assert_eq!(stage.app.get("/api/v1/notification-channels").by(&manager()).send().await.status, 403);
    }

    async fn an_administrator_sees_under_which_name_mail_goes_out(db: Db) {
        let path = "/api/v1/notification-channels/mail";
        let stage = Stage::with(db, silent_mailer()).await;
        let mail = stage.app.get(path).by(&sysadmin()).send().await.expect(200).json();
        assert_eq!(mail, json!({ "sender": "践约 <y@example.invalid>" }));
        assert_eq!(stage.app.get(path).by(&manager()).send().await.status, 403);
    }

    async fn without_a_mail_server_there_is_no_sender(db: Db) {
        let stage = Stage::new(db).await;
        let mail = stage.app.get("/api/v1/notification-channels/mail").by(&sysadmin()).send().await.expect(200).json();
        assert_eq!(mail, json!({ "sender": null }));
    }

    async fn a_change_without_settings_keeps_the_secrets(db: Db) {
        let stage = Stage::new(db).await;
        let way = stage.robot().await;
        let path = format!("/api/v1/notification-channels/{}", way.strip_prefix("robot:").unwrap());
        let renamed = json!({ "name": "值班群" });
        let change = |version: &str| stage.app.patch(&path).by(&sysadmin()).header("if-match", version).json(&renamed);
        assert_eq!(change("\"2\"").send().await.status, 412);
        assert_eq!(change("\"1\"").send().await.expect(200).json()["version"], 2);
        let tried = stage.app.post(&format!("{path}/test")).by(&sysadmin()).json(&json!({})).send().await.expect(200);
        assert_eq!(tried.json(), json!({ "ok": true, "detail": null }));
        assert_eq!(stage.sink.heard()[0].0, "/robot?key=verysecret");
        let other = json!({ "name": "值班群", "settings": { "kind": "feishu", "webhook": "https://x.example/" } });
        let changed = stage.app.patch(&path).by(&sysadmin()).header("if-match", "\"2\"").json(&other).send().await;
        assert_eq!(changed.expect(422).code(), "notify.bad_fields");
    }

    async fn the_outbox_shows_what_is_one_s_own_and_administrators_how_it_fares(db: Db) {
        let stage = Stage::new(db).await;
        let robot = stage.robot().await;
        stage.tell_managers_by(&[robot]).await;
        stage.breach(2).await;
        let items = |answer: jianyue_testkit::Answer| answer.expect(200).json()["items"].as_array().unwrap().clone();
        let seen = items(stage.app.get("/api/v1/notifications").by(&manager()).send().await);
        assert_eq!(seen[0]["items"][0]["line"], "响应超时：HS-2026-000001 报名系统无法登录");
        let blind = items(stage.app.get("/api/v1/notifications").by(&sysadmin()).send().await);
        assert_eq!((blind.len(), &blind[0]["items"]), (1, &json!([])));
        assert_eq!(items(stage.app.get("/api/v1/notifications").by(&stranger()).send().await).len(), 0);
        let part = actor(5).on_works(here(), Role::VendorManager, &["network"]).done();
        assert_eq!(items(stage.app.get("/api/v1/notifications").by(&part).send().await).len(), 0);
        assert_eq!(stage.app.get("/api/v1/notifications").by(&engineer()).send().await.status, 403);
        let path = format!("/api/v1/notifications/{}/cancel", stage.message().await.id);
        for who in [stranger(), part, engineer()] {
            assert_eq!(stage.app.post(&path).by(&who).send().await.status, 404, "{}", who.name);
        }
        let query = format!("/api/v1/notifications?way=robot&state=gathering&contract={}", here());
        assert_eq!(items(stage.app.get(&query).by(&manager()).send().await).len(), 1);
        let none = items(stage.app.get("/api/v1/notifications?way=email").by(&manager()).send().await);
        assert_eq!(none.len(), 0);
        let (now, next) = (stage.env.now(), stage.env.now() + TimeDelta::seconds(1));
        for (from, to, n) in [(now, next, 1), (next, next, 0), (now - TimeDelta::days(1), now, 0)] {
            let moment = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
            let query = format!("/api/v1/notifications?from={}&to={}", moment(from), moment(to));
            assert_eq!(items(stage.app.get(&query).by(&manager()).send().await).len(), n, "{query}");
        }
    }

    async fn notices_are_listed_counted_and_read_by_their_reader_alone(db: Db) {
        let stage = Stage::new(db).await;
        stage.tell_managers_by(&["in_app".to_owned()]).await;
        for _ in 0..3 {
            stage.breach(2).await;
            stage.env.advance(TimeDelta::seconds(1));
        }
        let first = stage.app.get("/api/v1/me/notifications?limit=2").by(&manager()).send().await.expect(200).json();
        assert_eq!(first["items"].as_array().unwrap().len(), 2);
        let next = format!("/api/v1/me/notifications?limit=2&after={}", first["next"].as_str().unwrap());
        let last = stage.app.get(&next).by(&manager()).send().await.expect(200).json();
        assert_eq!((last["items"].as_array().unwrap().len(), &last["next"]), (1, &json!(null)));

        let read = |by: jianyue_kernel::Actor, body: serde_json::Value| {
            stage.app.post("/api/v1/me/notifications/read").by(&by).json(&body).send()
        };
        let other = read(engineer(), json!({ "ids": [first["items"][0]["id"]] })).await.expect(200).json();
        assert_eq!(other["unread"], 0);
        let some = read(manager(), json!({ "ids": [first["items"][0]["id"]] })).await.expect(200).json();
        assert_eq!(some["unread"], 2, "nobody else's reading counts");
        assert_eq!(read(manager(), json!({})).await.expect(200).json()["unread"], 0);
        let unread = stage.app.get("/api/v1/me/notifications?unread=true").by(&manager()).send().await;
        assert_eq!(unread.expect(200).json()["items"], json!([]));
    }

    async fn who_has_left_a_contract_reads_nothing_that_came_from_it(db: Db) {
        let stage = Stage::new(db).await;
        stage.tell_managers_by(&["in_app".to_owned()]).await;
        stage.breach(2).await;
        assert_eq!(stage.notices(&manager()).await.len(), 1);
        let gone = actor(1).on(contract(2), Role::VendorManager).done();
        assert_eq!(stage.notices(&gone).await.len(), 0);
        let count = stage.app.get("/api/v1/me/notifications/unread").by(&gone).send().await.expect(200).json();
        assert_eq!(count["unread"], 0);
        let program = actor(1).on(here(), Role::VendorManager).token(&["contracts.list"]).done();
        assert_eq!(stage.notices(&program).await.len(), 0, "a token for something else");
    }
}
