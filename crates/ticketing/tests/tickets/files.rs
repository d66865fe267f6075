//! Files: typed by content, sized, and kept from the browser.

use jianyue_kernel::Actor;
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::Value;

use crate::common::{FILE_LIMIT, Stage, id};

/// Uploads a file as a browser does.
pub async fn upload(stage: &Stage, by: &Actor, ticket: &Value, seen: &str, name: &str, content: &[u8]) -> Answer {
    let mut body = Vec::new();
    body.extend_from_slice(
        format!("--sep\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n").as_bytes(),
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--sep--\r\n");
    let path = format!("/api/v1/tickets/{}/attachments?visibility={seen}", id(ticket));
    stage.app.post(&path).by(by).body("multipart/form-data; boundary=sep", body).send().await
}

on_both_databases! {
    async fn a_file_is_kept_and_given_back(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let content = "2021-12-06 10:00:00 登录失败\n".as_bytes();
        let card = upload(&stage, &stage.client(), &ticket, "public", "../日志.txt", content).await.expect(201).json();
        assert_eq!((&card["name"], card["size"].as_u64()), (&"日志.txt".into(), Some(content.len() as u64)));
        let answer = stage.get(&stage.engineer(), &format!("/attachments/{}", card["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(&answer.body[..], content);
        assert!(answer.header("content-disposition").starts_with("attachment;"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(stage.now(&ticket).await["attachments"][0]["sha"], card["sha"]);
        stage.get(&stage.stranger(), &format!("/attachments/{}", card["id"].as_str().unwrap())).await.expect(404);
        upload(&stage, &stage.stranger(), &ticket, "public", "a.txt", b"a").await.expect(404);
        upload(&stage, &stage.client(), &ticket, "internal", "a.txt", b"a").await.expect(422);
    }

    async fn a_file_that_is_too_large_or_lies_leaves_nothing(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let large = vec![b'a'; usize::try_from(FILE_LIMIT).unwrap() + 1];
        assert_eq!(upload(&stage, &stage.client(), &ticket, "public", "a.txt", &large).await.expect(413).code(), "attachment.too_large");
        let lie = upload(&stage, &stage.client(), &ticket, "public", "图片.png", b"<html><script>alert(1)</script></html>").await;
        assert_eq!(lie.status, 415, "{}", lie.text());
        upload(&stage, &stage.client(), &ticket, "public", "空.txt", b"").await.expect(422);
        // A body that says it is too long is refused before it is read.
        let path = format!("/api/v1/tickets/{}/attachments", id(&ticket));
        let said = stage.app.post(&path).by(&stage.client()).header("content-length", "209715200")
            .body("multipart/form-data; boundary=sep", "--sep--").send().await.expect(413);
        assert_eq!(said.code(), "attachment.too_large");
        let none = stage.app.post(&path).by(&stage.client()).body("multipart/form-data; boundary=sep", "--sep--\r\n").send().await;
        assert_eq!(none.status, 400);
        stage.app.post(&path).by(&stage.client()).json(&serde_json::json!({})).send().await.expect(400);
        assert_eq!(stage.now(&ticket).await["attachments"], serde_json::json!([]));
    }

    async fn a_photo_that_is_sent_twice_is_kept_once(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = stage.open("HS-S3").await;
        let send = |key: &'static str, content: &'static str, at: &'static str| {
            let body = format!("--sep\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n{content}\r\n--sep--\r\n");
            let path = format!("/api/v1/tickets/{}/attachments", id(&ticket));
            stage.app.post(&path).by(&stage.engineer()).header("idempotency-key", key).header("x-device-time", at)
                .body("multipart/form-data; boundary=sep", body).send()
        };
        let first = send("photo-1", "现场", "2021-12-06T09:30:00+08:00").await.expect(201);
        let second = send("photo-1", "现场", "2021-12-06T09:30:00+08:00").await.expect(201);
        assert_eq!((second.json(), second.header("idempotency-replayed")), (first.json(), "true"));
        let other = send("photo-1", "另一张", "2021-12-06T09:30:00+08:00").await.expect(422);
        assert_eq!(other.code(), "idempotency.other_body");
        // A phone that has forgotten its key is not believed: the file is known.
        stage.env.set("2021-12-10T09:00:00+08:00");
        let late = send("photo-2", "现场", "2021-12-06T09:30:00+08:00").await.expect(201);
        assert_eq!(late.json(), first.json());
        let new = send("photo-3", "另一张", "2021-12-06T09:31:00+08:00").await.expect(201).json();
        assert_eq!(stage.now(&ticket).await["attachments"], serde_json::json!([first.json(), new]));
        let history = stage.history(&stage.client(), &ticket).await;
        let attached: Vec<_> = history.iter().filter(|entry| entry["kind"] == "attached").collect();
        assert_eq!((attached.len(), &attached[0]["data"]["device_at"]), (2, &serde_json::json!("2021-12-06T01:30:00Z")));
        assert_eq!(send("photo-4", "x", "2021-12-10T09:06:00+08:00").await.expect(422).code(), "ticketing.device_time_ahead");
    }
}
