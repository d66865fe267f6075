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
}
