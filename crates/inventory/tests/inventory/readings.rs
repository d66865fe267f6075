//! Reading: what is kept, what differs, who is told.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, each, id};

async fn readings(stage: &Stage, source: &Value) -> Vec<Value> {
    let path = format!("/data-sources/{}/readings", id(source));
    stage.get(&stage.client(), &path).await.expect(200).json()["items"].as_array().unwrap().clone()
}

async fn difference(stage: &Stage, reading: &Value, query: &str) -> Value {
    stage.get(&stage.client(), &format!("/data-readings/{}/difference{query}", id(reading))).await.expect(200).json()
}

on_both_databases! {
    async fn a_database_is_read_and_its_tables_are_shown(db: Db) {
        let stage = Stage::new(db).await;
        let added = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        let source = stage.read(&added).await;
        assert_eq!((&source["state"], &source["reading"], &source["tables"]), (&json!("ok"), &json!(false), &json!(2)));
        assert_eq!(source["last_text"], "2 张表、1 个视图，7 个字段，4 行；首次盘点");
        let all = readings(&stage, &source).await;
        assert_eq!((all.len(), &all[0]["by"], &all[0]["id"]), (1, &json!("王工"), &source["reading_id"]));
        let path = format!("/data-readings/{}", id(&all[0]));
        let page = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!(each(&page["items"], "name"), ["credit", "good", "unit"]);
        assert_eq!((&page["items"][2]["rows"], &page["items"][1]["rows"]), (&json!(3), &json!(null)));
        let found = stage.get(&stage.client(), &format!("{path}?q=SCORE")).await.expect(200).json();
        assert_eq!(each(&found["items"], "name"), ["credit"]);
        let first = stage.get(&stage.client(), &format!("{path}?limit=2")).await.expect(200).json();
        let rest = stage.get(&stage.client(), &format!("{path}?after={}", first["next"].as_str().unwrap())).await.expect(200).json();
        assert_eq!(each(&rest["items"], "name"), ["unit"]);
        let table = stage.get(&stage.client(), &format!("{path}/tables/unit")).await.expect(200).json();
        assert_eq!((&table["columns"][0]["primary"], &table["referenced_by"][0]["table"]), (&json!(true), &json!("credit")));
        for by in [stage.stranger(), stage.member()] {
            for path in [path.clone(), format!("{path}/tables/unit"), format!("{path}/difference"), format!("{path}/document")] {
                stage.get(&by, &path).await.expect(404);
            }
        }
        stage.get(&stage.client(), &format!("{path}/tables/none")).await.expect(404);
        let proofs = stage.events("inventory.duty_proved").await;
        assert_eq!((proofs.len(), &proofs[0]["rule"], &proofs[0]["ok"]), (1, &json!("HC-D1"), &json!(true)));
        assert_eq!(proofs[0]["kind"], "duty");
        assert_eq!(proofs[0]["record"], json!({ "kind": "data_inventory", "id": source["id"] }));
        assert!(stage.events("inventory.changed").await.is_empty());
    }
}

on_both_databases! {
    async fn what_differs_is_told_and_a_structure_is_kept_once(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        stage.read(&source).await;
        stage.env.advance(chrono::TimeDelta::days(1));
        stage.alter("INSERT INTO unit (code) VALUES ('d')").await;
        let same = stage.read(&source).await;
        assert_eq!(same["last_text"], "2 张表、1 个视图，7 个字段，5 行；结构与上次相同");
        stage.env.advance(chrono::TimeDelta::days(1));
        stage.alter(
            "ALTER TABLE credit ADD COLUMN level TEXT; DROP INDEX credit_unit; DROP VIEW good; CREATE TABLE log (at TEXT)",
        )
        .await;
        stage.read(&source).await;
        let all = readings(&stage, &source).await;
        assert_eq!(all.len(), 3);
        assert_eq!(all[0]["changes"], json!({ "added": 1, "removed": 1, "changed": 1 }));
        assert_eq!(all[1]["digest"], all[2]["digest"]);
        let mut tx = stage.db.read().await.unwrap();
        let (kept,): (i64,) = tx.one("SELECT COUNT(*) FROM inventory_structure", args![]).await.unwrap();
        assert_eq!(kept, 2);
        drop(tx);
        let found = difference(&stage, &all[0], "").await;
        assert_eq!(found["against"], all[1]["id"]);
        assert_eq!((each(&found["added"], "table"), each(&found["removed"], "table")), (vec!["log".to_owned()], vec!["good".to_owned()]));
        let change = &found["changed"][0];
        assert_eq!((each(&change["columns"], "name"), each(&change["indexes"], "name")), (vec!["level".to_owned()], vec!["credit_unit".to_owned()]));
        // With the first, the new row of units is told too.
        let older = difference(&stage, &all[0], &format!("?against={}", id(&all[2]))).await;
        assert_eq!(older["rows"], json!([{ "table": "unit", "before": 3, "after": 4, "about": false }]));
        let first = difference(&stage, &all[2], "").await;
        assert_eq!((&first["against"], &first["added"]), (&json!(null), &json!([])));
        let told = stage.events("inventory.changed").await;
        assert_eq!((told.len(), &told[0]["reading_id"]), (1, &all[0]["id"]));
        assert!(told[0]["text"].as_str().unwrap().ends_with("比上次新增 1 张表、减少 1 张表、变更 1 张表"));
    }
}

on_both_databases! {
    async fn a_reading_is_compared_with_readings_of_its_own_source_only(db: Db) {
        let stage = Stage::new(db).await;
        let one = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        let mut another = stage.shop();
        another["title"] = json!("另一个库");
        let other = stage.add(&stage.engineer(), another).await.expect(201).json();
        let (one, other) = (stage.read(&one).await, stage.read(&other).await);
        let path = format!("/data-readings/{}/difference?against={}", one["reading_id"].as_str().unwrap(), other["reading_id"].as_str().unwrap());
        stage.get(&stage.client(), &path).await.expect(422);
    }
}

on_both_databases! {
    async fn what_people_say_of_tables_and_columns_stays_beside_what_the_database_says(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        let path = format!("/data-sources/{}/comments", id(&source));
        let unit = json!({ "table": "unit", "text": "参评单位" });
        stage.put(&stage.engineer(), &path, unit.clone()).await.expect(422);
        stage.read(&source).await;
        stage.put(&stage.engineer(), &path, unit.clone()).await.expect(200);
        stage.put(&stage.engineer(), &path, json!({ "table": "unit", "column": "code", "text": "统一社会信用代码" })).await.expect(200);
        for bad in [json!({ "table": "none", "text": "x" }), json!({ "table": "unit", "column": "none", "text": "x" })] {
            stage.put(&stage.engineer(), &path, bad).await.expect(422);
        }
        stage.put(&stage.client(), &path, unit).await.expect(403);
        stage.env.advance(chrono::TimeDelta::days(1));
        let reading = stage.read(&source).await["reading_id"].as_str().unwrap().to_owned();
        let table = stage.get(&stage.client(), &format!("/data-readings/{reading}/tables/unit")).await.expect(200).json();
        assert_eq!((&table["note"], &table["columns"][1]["note"]), (&json!("参评单位"), &json!("统一社会信用代码")));
        let found = stage.get(&stage.client(), &format!("/data-readings/{reading}?q=参评")).await.expect(200).json();
        assert_eq!((each(&found["items"], "name"), &found["items"][0]["described"]), (vec!["unit".to_owned()], &json!(1)));
        stage.put(&stage.engineer(), &path, json!({ "table": "unit", "text": "" })).await.expect(200);
        let table = stage.get(&stage.client(), &format!("/data-readings/{reading}/tables/unit")).await.expect(200).json();
        assert_eq!(table["note"], json!(null));
    }
}

on_both_databases! {
    async fn a_source_is_read_by_itself_every_so_many_days(db: Db) {
        let stage = Stage::new(db).await;
        let mut new = stage.shop();
        new["every_days"] = json!(7);
        let source = stage.add(&stage.engineer(), new).await.expect(201).json();
        assert_eq!((stage.round().await, stage.round().await), (1, 0));
        let read = stage.source(&source).await;
        assert_eq!(read["next_at"], "2026-03-09T01:00:00Z");
        stage.env.advance(chrono::TimeDelta::days(7));
        assert_eq!(stage.round().await, 1);
        assert_eq!(readings(&stage, &source).await[0]["by"], "定时");
        let read = stage.source(&source).await;
        stage.patch(&stage.engineer(), &read, json!({ "every_days": 0 })).await.expect(200);
        stage.env.advance(chrono::TimeDelta::days(30));
        assert_eq!(stage.round().await, 0);
    }
}

on_both_databases! {
    async fn postgres_is_read_as_its_rules_ask(db: Db) {
        let stage = Stage::new(db).await;
        let url = std::env::var("JIANYUE_TEST_POSTGRES").unwrap();
        let rest = url.split_once("://").unwrap().1;
        let (user, place) = rest.split_once('@').unwrap();
        let (name, password) = user.split_once(':').unwrap_or((user, ""));
        let (place, database) = place.split_once('/').unwrap();
        let (host, port) = place.split_once(':').unwrap_or((place, "5432"));
        let new = json!({
            "title": "本机 PostgreSQL", "engine": "postgres", "password": password, "schemas": ["pg_catalog"],
            "target": { "host": host, "port": port.parse::<u16>().unwrap(), "database": database.split('?').next().unwrap(), "username": name },
        });
        let source = stage.add(&stage.manager(), new).await.expect(201).json();
        let read = stage.read(&source).await;
        assert_eq!(read["state"], "ok", "{read}");
        let path = format!("/data-readings/{}/tables/pg_catalog.pg_class", read["reading_id"].as_str().unwrap());
        let table = stage.get(&stage.client(), &path).await.expect(200).json();
        assert_eq!(table["primary_key"], json!(["oid"]));
        // The password that was sealed opened it; a wrong one does not, and is not repeated.
        let wrong = stage.patch(&stage.manager(), &read, json!({ "password": "wr0ng-word" })).await.expect(200).json();
        let failed = stage.read(&wrong).await;
        assert!(!failed.to_string().contains("wr0ng"), "{failed}");
    }
}
