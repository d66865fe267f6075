//! Calls as people write them down.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, text, ticket};

fn new() -> Value {
    json!({
        "channel": "phone", "caller_number": "+86 138-0000-0000", "caller_name": "来电人甲", "topic": "无法登录",
        "arrived_at": "2026-03-02T08:50:00+08:00", "answered_at": "2026-03-02T08:50:20+08:00",
    })
}

on_both_databases! {
    async fn a_call_is_written_down_completed_and_linked(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/calls", stage.ex);
        let call = stage.post(&stage.agent(), &path, new()).await.expect(201).json();
        assert_eq!((&call["caller_number"], &call["wait_seconds"]), (&json!("13800000000"), &json!(20)));
        assert_eq!((&call["outcome"], &call["source"], &call["version"]), (&json!("answered"), &json!("console"), &json!(1)));
        let own = format!("/calls/{}", text(&call["id"]));
        let edit = |version: i64, body: Value| {
            let tag = format!("\"{version}\"");
            stage.app.patch(&format!("/api/v1{own}")).by(&stage.agent()).header("if-match", &tag).json(&body).send()
        };
        let edited = edit(1, json!({ "note": "已指导重新安装证书", "caller_name": "" })).await.expect(200);
        assert_eq!(edited.header("etag"), "\"2\"");
        assert_eq!((&edited.json()["caller_name"], &edited.json()["topic"]), (&Value::Null, &json!("无法登录")));
        let stale = edit(1, json!({ "topic": "x" })).await.expect(412).json();
        assert_eq!(stale["current"]["note"], "已指导重新安装证书");
        let linked = stage.post(&stage.agent(), &format!("{own}/link"), json!({ "ticket_id": ticket(stage.ex, 1) })).await;
        assert_eq!(linked.expect(200).json()["ticket_number"], "T-1");
        // Live lists hear of what was written, completed and linked.
        assert_eq!(stage.events("hotline.call_changed").await.len(), 3);
        for wrong in [ticket(stage.hs, 1), uuid::Uuid::nil()] {
            let refused = stage.post(&stage.agent(), &format!("{own}/link"), json!({ "ticket_id": wrong })).await.expect(422);
            assert_eq!(refused.json()["errors"][0]["field"], "ticket_id");
        }
    }

    async fn calls_are_found_by_the_whole_number_and_by_what_they_were_about(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/calls", stage.ex);
        stage.post(&stage.agent(), &path, new()).await.expect(201);
        let other = json!({ "channel": "online", "topic": "打印机缺纸", "ticket_id": ticket(stage.ex, 2) });
        stage.post(&stage.agent(), &path, other).await.expect(201);
        for (query, found) in [
            ("", 2),
            ("?q=138%200000%200000", 1),
            ("?q=1380000", 0),
            ("?q=%E6%89%93%E5%8D%B0", 1),
            ("?unlinked=true", 1),
            ("?channel=online", 1),
            ("?outcome=abandoned", 0),
            ("?agent=me", 2),
            ("?day_from=2026-03-02&day_to=2026-03-02", 2),
            ("?day_to=2026-03-01", 0),
        ] {
            let page = stage.get(&stage.agent(), &format!("/calls{query}")).await.expect(200).json();
            assert_eq!(page["items"].as_array().unwrap().len(), found, "{query}");
        }
        let first = stage.get(&stage.agent(), "/calls?limit=1").await.expect(200).json();
        let rest = stage.get(&stage.agent(), &format!("/calls?limit=1&after={}", text(&first["next"]))).await.expect(200).json();
        assert_eq!((&first["items"][0]["topic"], &rest["items"][0]["topic"]), (&json!("打印机缺纸"), &json!("无法登录")));
        // Nothing of the number is kept in clear.
        let mut tx = stage.db.read().await.unwrap();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = tx
            .all("SELECT number_sealed, number_blind FROM hotline_call WHERE number_blind IS NOT NULL", vec![])
            .await
            .unwrap();
        let clear = |bytes: &[u8]| bytes.windows(11).any(|w| w == b"13800000000");
        assert_eq!(rows.len(), 1);
        assert!(!clear(&rows[0].0) && !clear(&rows[0].1));
    }

    async fn officials_see_no_numbers_and_others_see_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/calls", stage.ex);
        let call = stage.post(&stage.agent(), &path, new()).await.expect(201).json();
        let own = format!("/calls/{}", text(&call["id"]));
        assert_eq!(stage.get(&stage.client(), &own).await.expect(200).json()["caller_number"], Value::Null);
        assert_eq!(stage.get(&stage.client(), "/calls").await.expect(200).json()["items"][0]["caller_number"], Value::Null);
        stage.post(&stage.client(), &path, new()).await.expect(403);
        for outside in [stage.stranger(), stage.member(), stage.finance()] {
            stage.post(&outside, &path, new()).await.expect(404);
            stage.get(&outside, &own).await.expect(404);
            assert_eq!(stage.get(&outside, "/calls").await.expect(200).json()["items"], json!([]));
            stage.post(&outside, &format!("{own}/link"), json!({ "ticket_id": ticket(stage.ex, 1) })).await.expect(404);
        }
        let waits = format!("/hotline/waits?contract={}&from=2026-03-02&to=2026-03-02", stage.ex);
        stage.get(&stage.stranger(), &waits).await.expect(404);
        stage.get(&stage.member(), &waits).await.expect(404);
        stage.get(&stage.finance(), &waits).await.expect(200);
    }

    async fn what_does_not_fit_is_named(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/contracts/{}/calls", stage.ex);
        for (body, field) in [
            (json!({ "channel": "phone", "caller_number": "12" }), "caller_number"),
            (json!({ "channel": "phone", "topic": "长".repeat(201) }), "topic"),
            (json!({ "channel": "phone", "outcome": "ringing" }), "outcome"),
            (json!({ "channel": "phone", "arrived_at": "2026-03-02T09:06:00+08:00" }), "arrived_at"),
            (json!({ "channel": "phone", "arrived_at": "2026-03-02T08:00:00+08:00", "answered_at": "2026-03-02T07:59:59+08:00" }), "answered_at"),
        ] {
            let answer = stage.post(&stage.agent(), &path, body.clone()).await.expect(422).json();
            assert_eq!(answer["errors"][0]["field"], field, "{body}");
        }
    }

    async fn a_call_that_is_sent_twice_is_written_down_once_and_its_number_kept_sealed_only(db: Db) {
        let stage = Stage::new(db).await;
        let path = format!("/api/v1/contracts/{}/calls", stage.ex);
        let send = |topic: &str| {
            let body = json!({ "channel": "phone", "caller_number": "13800001234", "topic": topic });
            stage.app.post(&path).by(&stage.agent()).header("idempotency-key", "c-1").json(&body).send()
        };
        let first = send("忘记密码").await.expect(201);
        let again = send("忘记密码").await.expect(201);
        assert_eq!((again.json(), again.header("idempotency-replayed")), (first.json(), "true"));
        assert_eq!(again.json()["caller_number"], "13800001234");
        assert_eq!(send("别的").await.expect(422).code(), "idempotency.other_body");
        let calls = stage.get(&stage.agent(), "/calls").await.expect(200).json();
        assert_eq!(calls["items"].as_array().unwrap().len(), 1);
        let mut tx = stage.db.read().await.unwrap();
        let kept: Vec<(String,)> = tx.all("SELECT body FROM idempotency", jianyue_platform::args![]).await.unwrap();
        assert!(kept.len() == 1 && !kept[0].0.contains("1380000"), "{kept:?}");
    }

    async fn words_are_found_in_name_topic_and_note_by_the_index(db: Db) {
        let stage = Stage::new(db).await;
        for (contract, by, name, topic, note) in [
            (stage.ex, stage.agent(), "来电人甲", "忘记登录密码", ""),
            (stage.ex, stage.agent(), "来电人乙", "页面打不开", "重置密码后可以登录"),
            (stage.hs, stage.agent(), "来电人丙", "密码", ""),
            (stage.sc, stage.stranger(), "来电人丁", "密码", ""),
        ] {
            let body = json!({ "channel": "phone", "caller_name": name, "topic": topic, "note": note });
            stage.post(&by, &format!("/contracts/{contract}/calls"), body).await.expect(201);
        }
        let names = async |path: String| {
            let found = stage.get(&stage.agent(), &path).await.expect(200).json();
            let mut names: Vec<String> = found["items"].as_array().unwrap().iter().map(|call| text(&call["caller_name"])).collect();
            names.sort();
            names
        };
        assert_eq!(names("/calls?q=密码".to_owned()).await, ["来电人丙", "来电人乙", "来电人甲"]);
        assert_eq!(names(format!("/calls?q=密码&contract={}", stage.ex)).await, ["来电人乙", "来电人甲"]);
        assert_eq!(names("/calls?q=密码%20页面".to_owned()).await, ["来电人乙"]);
        assert_eq!(names("/calls?q=来电人乙".to_owned()).await, ["来电人乙"]);
        assert_eq!(names("/calls?q=%25".to_owned()).await, Vec::<String>::new());
        // What is written later is found, and what was taken out is not.
        let call = stage.get(&stage.agent(), "/calls?q=页面").await.expect(200).json()["items"][0].clone();
        let path = format!("/api/v1/calls/{}", text(&call["id"]));
        let edit = json!({ "topic": "打印失败", "note": "" });
        stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&edit).send().await.expect(200);
        assert_eq!(names("/calls?q=打印".to_owned()).await, ["来电人乙"]);
        assert_eq!(names("/calls?q=页面".to_owned()).await, Vec::<String>::new());
    }
}
