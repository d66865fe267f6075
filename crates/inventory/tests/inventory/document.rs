//! The document, as a program that reads Excel sees it.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, id};

on_both_databases! {
    async fn the_document_says_what_the_database_is_made_of_and_what_differs(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        stage.read(&source).await;
        let note = json!({ "table": "credit", "column": "score", "text": "信用分" });
        stage.put(&stage.engineer(), &format!("/data-sources/{}/comments", id(&source)), note).await.expect(200);
        stage.alter("ALTER TABLE unit ADD COLUMN region TEXT").await;
        stage.env.advance(chrono::TimeDelta::days(1));
        let reading = stage.read(&source).await["reading_id"].as_str().unwrap().to_owned();
        let answer = stage.get(&stage.client(), &format!("/data-readings/{reading}/document")).await.expect(200);
        assert!(answer.header("content-disposition").contains("data-inventory.xlsx"));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(answer.body.clone())).unwrap();
        assert_eq!(book.sheet_names(), ["盘点表", "字段说明", "主外键", "索引", "数据关系", "与上次的差异"]);
        let mut lines = |sheet: &str| -> Vec<String> {
            let range = book.worksheet_range(sheet).unwrap();
            range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect()
        };
        let has = |lines: &[String], line: &str| assert!(lines.iter().any(|one| one == line), "{line}: {lines:#?}");
        let overview = lines("盘点表");
        assert!(overview[0].starts_with("数据盘点：信用平台业务库") && overview[1].contains("合同条款：二"), "{overview:#?}");
        has(&overview, "1|credit|表||4|1|id|1|1");
        has(&lines("字段说明"), "credit|3|score|INTEGER|是|0||信用分");
        has(&lines("主外键"), "credit|外键|unit_id → unit|unit_id|unit|id|CASCADE|NO ACTION");
        has(&lines("索引"), "credit|credit_unit|unit_id|否|");
        has(&lines("数据关系"), "unit|id|credit|unit_id|一对多|外键 unit_id → unit");
        has(&lines("与上次的差异"), "unit|字段|region|新增||TEXT，可空");
    }
}
