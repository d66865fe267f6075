//! Evidence by attached files.

use jianyue_kernel::Actor;
use jianyue_platform::db::Db;
use jianyue_testkit::{Answer, on_both_databases};
use serde_json::json;

use super::common::Stage;

const MONTH: &str = "document:HS-R1.monthly:2021-11-01";
const FILE: &str = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"report.txt\"\r\n\
                    Content-Type: text/plain\r\n\r\nplain text\r\n--X--\r\n";

async fn attach(stage: &Stage, by: &Actor, key: &str) -> Answer {
    let path = format!("/api/v1/contracts/{}/duties/files?key={key}", stage.hs);
    stage.app.post(&path).by(by).body("multipart/form-data; boundary=X", FILE).send().await
}

on_both_databases! {
    async fn a_file_shows_that_a_document_was_handed_in(db: Db) {
        let stage = Stage::new(db).await;
        let list = format!("{}/duties/files?key={MONTH}", stage.hs);
        assert_eq!(stage.get(&stage.client(), &list).await.expect(200).json()["items"], json!([]));
        let file = attach(&stage, &stage.manager(), MONTH).await.expect(201).json();
        let again = attach(&stage, &stage.manager(), MONTH).await.expect(201).json();
        assert_eq!(again["id"], file["id"], "the same content is there once");
        let listed = stage.get(&stage.client(), &list).await.expect(200).json();
        assert_eq!(listed["items"], json!([file]));
        let duties = stage.list("2021-11-01..2021-12-31", "&rule=HS-R1.monthly&state=open").await;
        let said: Vec<_> = duties[0]["evidence"].as_array().unwrap().iter().map(|one| one["text"].clone()).collect();
        assert_eq!(said, [json!("附件：report.txt")]);
        let path = format!("/api/v1/duties/files/{}", file["id"].as_str().unwrap());
        assert_eq!(stage.app.get(&path).by(&stage.client()).send().await.expect(200).text(), "plain text");
        // Somebody who sees one work of another contract only.
        assert_eq!(stage.app.get(&path).by(&stage.member()).send().await.expect(404).code(), "obligations.not_found");
        let answer = stage.get(&stage.member(), &list).await;
        answer.expect(404);
    }

    async fn who_may_not_prove_attaches_nothing(db: Db) {
        let stage = Stage::new(db).await;
        attach(&stage, &stage.client(), MONTH).await.expect(403);
        attach(&stage, &stage.member(), MONTH).await.expect(404);
        assert_eq!(attach(&stage, &stage.manager(), "inspection:1").await.expect(409).code(), "obligations.elsewhere");
        attach(&stage, &stage.manager(), "document:HS-R1.monthly:2021-11-02").await.expect(404);
        let path = format!("{}/duties/waive", stage.hs);
        stage.post(&stage.client(), &path, &json!({ "key": MONTH, "reason": "合并" })).await.expect(200);
        attach(&stage, &stage.manager(), MONTH).await.expect(409);
    }
}
