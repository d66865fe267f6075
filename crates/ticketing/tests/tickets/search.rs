//! Search finds two Chinese characters, numbers with and without zeros, names and words.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::{
    common::{Stage, id, new},
    secrets::percent,
};

async fn found(stage: &Stage, text: &str, more: &str) -> Vec<i64> {
    let path = format!("/tickets?q={}{more}", percent(text));
    let page = stage.get(&stage.manager(), &path).await.expect(200).json();
    let number = |row: &Value| row["number"].as_str().unwrap()[8..].trim_start_matches(['-', '0']).parse().unwrap();
    page["items"].as_array().unwrap().iter().map(number).collect()
}

async fn open(stage: &Stage, title: &str, reporter: &str) -> Value {
    let mut body = new("HS-S3");
    body["title"] = json!(title);
    body["description"] = json!("请尽快处理");
    body["reporter"]["name"] = json!(reporter);
    stage.open_as(&stage.agent(), stage.hs, &body).await.expect(201).json()
}

on_both_databases! {
    async fn words_of_two_characters_numbers_names_and_words_are_found(db: Db) {
        let stage = Stage::new(db).await;
        open(&stage, "打印机驱动异常", "报修人甲").await;
        open(&stage, "VPN 客户端掉线", "报修人乙").await;
        open(&stage, "打印任务堵塞", "值班员丙").await;
        assert_eq!(found(&stage, "打印", "").await, [3, 1]);
        assert_eq!(found(&stage, "打印机", "").await, [1]);
        assert_eq!(found(&stage, "印机", "").await, [1]);
        assert_eq!(found(&stage, "vpn", "").await, [2]);
        assert_eq!(found(&stage, "VP", "").await, [2]);
        assert_eq!(found(&stage, "值班员", "").await, [3]);
        assert_eq!(found(&stage, "报修 掉线", "").await, [2]);
        assert_eq!(found(&stage, "HS-2021-000002", "").await, [2]);
        assert_eq!(found(&stage, "3", "").await, [3]);
        assert_eq!(found(&stage, "丙", "").await, [3]);
        assert_eq!(found(&stage, "机打", "").await, Vec::<i64>::new());
        assert_eq!(found(&stage, "\"'*()", "").await, Vec::<i64>::new());
        assert_eq!(found(&stage, "' OR 1=1 --", "").await, Vec::<i64>::new());
    }

    async fn a_search_has_filters_and_pages(db: Db) {
        let stage = Stage::new(db).await;
        for n in 1..=5 {
            let ticket = open(&stage, &format!("打印机第{n}次报修"), "报修人甲").await;
            if n % 2 == 0 {
                stage.act(&stage.client(), &ticket, "cancel", json!({ "reason": "误报" })).await.expect(200);
            }
        }
        assert_eq!(found(&stage, "打印", "&state=live").await, [5, 3, 1]);
        assert_eq!(found(&stage, "打印", "&state=cancelled").await, [4, 2]);
        let first = stage.get(&stage.manager(), &format!("/tickets?q={}&limit=2", percent("打印"))).await.json();
        let next = first["next"].as_str().unwrap();
        assert_eq!(found(&stage, "打印", &format!("&limit=2&after={next}")).await, [3, 2]);
        assert_eq!(found(&stage, "打印", &format!("&contract={}", stage.re)).await, Vec::<i64>::new());
    }

    async fn a_corrected_title_is_found_by_its_new_words_only(db: Db) {
        let stage = Stage::new(db).await;
        let ticket = open(&stage, "打印机异常", "报修人甲").await;
        let path = format!("/api/v1/tickets/{}", id(&ticket));
        stage.app.patch(&path).by(&stage.agent()).header("if-match", "\"1\"").json(&json!({ "title": "扫描仪异常" }))
            .send().await.expect(200);
        assert_eq!(found(&stage, "打印", "").await, Vec::<i64>::new());
        assert_eq!(found(&stage, "扫描", "").await, [1]);
    }
}
