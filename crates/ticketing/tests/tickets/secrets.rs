//! Internal notes and files are seen by the vendor's people only, in every way there is to look.

use std::fmt::Write;

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::{
    common::{Stage, id, kinds},
    files::upload,
};

on_both_databases! {
    async fn internal_things_are_invisible_to_clients_everywhere(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, client) = (stage.engineer(), stage.client());
        let ticket = stage.open("HS-S3").await;
        let before = stage.get(&client, &format!("/tickets/{}", id(&ticket))).await.expect(200);
        stage.env.set("2021-12-06T10:01:00+08:00");
        stage.act(&engineer, &ticket, "notes", json!({ "text": "怀疑密钥泄露" })).await.expect(200);
        let said = json!({ "text": "内部怀疑密钥泄露", "visibility": "internal" });
        stage.act(&engineer, &ticket, "replies", said).await.expect(200);
        let file = upload(&stage, &engineer, &ticket, "internal", "密钥清单.txt", "机密内容".as_bytes()).await.expect(201).json();

        let mine = stage.history(&engineer, &ticket).await;
        assert_eq!(kinds(&mine), ["opened", "noted", "noted", "attached"]);
        assert_eq!(kinds(&stage.history(&client, &ticket).await), ["opened"]);
        let seen = stage.get(&client, &format!("/tickets/{}", id(&ticket))).await.expect(200);
        assert_eq!(seen.header("etag"), before.header("etag"));
        let (mut seen, mut before) = (seen.json(), before.json());
        for ticket in [&mut seen, &mut before] {
            // Time goes on; nothing else may differ.
            for clock in ticket["clocks"].as_array_mut().unwrap() {
                clock["remaining_seconds"] = json!(null);
            }
        }
        assert_eq!(seen, before);
        stage.get(&client, &format!("/attachments/{}", file["id"].as_str().unwrap())).await.expect(404);
        assert_eq!(stage.get(&engineer, &format!("/attachments/{}", file["id"].as_str().unwrap())).await.status, 200);
        for word in ["泄露", "密钥清单", "机密"] {
            let found = stage.get(&client, &format!("/tickets?q={}", percent(word))).await.expect(200).json();
            assert_eq!(found["items"], json!([]), "{word}");
        }
        assert_eq!(stage.events(&ticket).await.len(), 1, "only the opening is told");
        stage.act(&client, &ticket, "notes", json!({ "text": "x" })).await.expect(403);
        let sly = json!({ "text": "x", "visibility": "internal" });
        stage.act(&client, &ticket, "replies", sly).await.expect(403);
    }

    async fn internal_files_stay_internal_through_a_merge(db: Db) {
        let stage = Stage::new(db).await;
        let (engineer, client) = (stage.engineer(), stage.client());
        let (source, target) = (stage.open("HS-S3").await, stage.open("HS-S3").await);
        upload(&stage, &engineer, &source, "internal", "内部.txt", "内部".as_bytes()).await.expect(201);
        upload(&stage, &engineer, &source, "public", "公开.txt", "公开".as_bytes()).await.expect(201);
        stage.act(&engineer, &source, "merge", json!({ "into": id(&target) })).await.expect(200);
        let names = |ticket: &serde_json::Value| -> Vec<String> {
            let files = ticket["attachments"].as_array().unwrap().iter();
            files.map(|file| file["name"].as_str().unwrap().to_owned()).collect()
        };
        let path = format!("/tickets/{}", id(&target));
        assert_eq!(names(&stage.get(&client, &path).await.json()), ["公开.txt"]);
        assert_eq!(names(&stage.get(&engineer, &path).await.json()), ["内部.txt", "公开.txt"]);
    }
}

/// A word as it stands in an address.
pub fn percent(word: &str) -> String {
    word.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").unwrap();
        text
    })
}
