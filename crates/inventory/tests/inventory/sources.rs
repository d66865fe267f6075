//! Sources: who may see and keep them, and what becomes of passwords.

use jianyue_platform::{args, db::Db};
use jianyue_testkit::on_both_databases;
use serde_json::json;

use crate::common::{Stage, each, id};

/// A PostgreSQL that nobody reads here.
fn ledger() -> serde_json::Value {
    json!({
        "title": "核心库", "engine": "postgres", "schemas": ["sales", " sales", ""],
        "target": { "host": "10.20.0.5", "database": "core", "username": "reader" },
    })
}

on_both_databases! {
    async fn a_source_is_registered_under_the_rule_of_its_contract_and_seen_by_those_who_may(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        assert_eq!(source["rule"], "HC-D1");
        assert!(source["clause"].as_str().unwrap().contains("二"));
        assert_eq!((&source["state"], &source["next_at"], &source["has_secret"]), (&json!("never"), &json!(null), &json!(false)));
        stage.add(&stage.engineer(), ledger()).await.expect(201);
        for by in [stage.client(), Stage::auditor(), stage.manager()] {
            let listed = stage.get(&by, "/data-sources").await.expect(200).json();
            assert_eq!(each(&listed["items"], "title").len(), 2);
            stage.get(&by, &format!("/data-sources/{}", id(&source))).await.expect(200);
        }
        for by in [stage.stranger(), stage.member()] {
            assert_eq!(stage.get(&by, "/data-sources").await.expect(200).json()["items"], json!([]));
            stage.get(&by, &format!("/data-sources/{}", id(&source))).await.expect(404);
            stage.add(&by, ledger()).await.expect(404);
        }
        stage.add(&stage.client(), ledger()).await.expect(403);
        let page = stage.get(&stage.client(), "/data-sources?limit=1").await.expect(200).json();
        let next = page["next"].as_str().unwrap();
        let second = stage.get(&stage.client(), &format!("/data-sources?limit=1&after={next}")).await.expect(200).json();
        assert_eq!((each(&page["items"], "title"), each(&second["items"], "title")), (vec!["信用平台业务库".to_owned()], vec!["核心库".to_owned()]));
        assert_eq!(second["next"], json!(null));
    }
}

on_both_databases! {
    async fn what_does_not_fit_is_told_member_by_member(db: Db) {
        let stage = Stage::new(db).await;
        let bad = json!({
            "title": " ", "work": "99", "rule": "HC-X9", "engine": "postgres", "every_days": 400,
            "target": { "host": "", "database": "core" },
        });
        let refused = stage.add(&stage.manager(), bad).await.expect(422).json();
        let fields = each(&refused["errors"], "field");
        for field in ["title", "work", "rule", "every_days", "target"] {
            assert!(fields.contains(&field.to_owned()), "{field}: {refused}");
        }
        let mut named = ledger();
        named["schemas"] = json!(["a' OR '1'='1"]);
        stage.add(&stage.manager(), named).await.expect(422);
        let mut server = ledger();
        (server["engine"], server["target"]["encryption"]) = (json!("sqlserver"), json!("prefer"));
        assert!(stage.add(&stage.manager(), server).await.expect(422).text().contains("不加密"));
        stage.add(&stage.manager(), ledger()).await.expect(201);
        let again = stage.add(&stage.manager(), ledger()).await.expect(409);
        assert_eq!(again.code(), "inventory.exists");
    }
}

on_both_databases! {
    async fn a_password_is_sealed_never_shown_and_forgotten_when_the_machine_is_another(db: Db) {
        let stage = Stage::new(db).await;
        let mut new = ledger();
        new["password"] = json!("s3cret-word");
        assert_eq!(stage.add(&stage.engineer(), new.clone()).await.expect(403).code(), "denied");
        let added = stage.add(&stage.manager(), new).await.expect(201);
        assert!(!added.text().contains("s3cret"));
        let source = added.json();
        assert_eq!((&source["has_secret"], &source["schemas"]), (&json!(true), &json!(["sales"])));
        let mut tx = stage.db.read().await.unwrap();
        let (kept,): (Vec<u8>,) = tx.one("SELECT secret FROM inventory_source", args![]).await.unwrap();
        assert!(!String::from_utf8_lossy(&kept).contains("s3cret"));
        let audit: Vec<(String,)> = tx.all("SELECT CAST(detail AS TEXT) FROM audit_entry", args![]).await.unwrap();
        assert!(audit.iter().all(|(detail,)| !detail.contains("s3cret")));
        drop(tx);
        // Another name of the database on the same machine is no reason; another machine is.
        let target = |host: &str, database: &str| json!({ "target": { "host": host, "database": database, "username": "reader" } });
        let same = stage.patch(&stage.engineer(), &source, target("10.20.0.5", "other")).await.expect(200).json();
        assert_eq!(same["has_secret"], true);
        let moved = stage.patch(&stage.engineer(), &same, target("10.20.0.6", "other")).await.expect(200).json();
        assert_eq!(moved["has_secret"], false);
        stage.patch(&stage.engineer(), &moved, json!({ "password": "x" })).await.expect(403);
        let given = stage.patch(&stage.manager(), &moved, json!({ "password": "x" })).await.expect(200).json();
        assert_eq!(given["has_secret"], true);
        let stale = stage.patch(&stage.manager(), &moved, json!({ "title": "x" })).await.expect(412).json();
        assert_eq!(stale["current"]["version"], given["version"]);
    }
}

on_both_databases! {
    async fn a_source_is_forgotten_with_everything_that_was_found_in_it(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        stage.read(&source).await;
        stage.put(&stage.engineer(), &format!("/data-sources/{}/comments", id(&source)), json!({ "table": "unit", "text": "单位" })).await.expect(200);
        stage.remove(&stage.client(), &source).await.expect(403);
        stage.remove(&stage.stranger(), &source).await.expect(404);
        stage.remove(&stage.engineer(), &source).await.expect(204);
        stage.get(&stage.engineer(), &format!("/data-sources/{}", id(&source))).await.expect(404);
        let mut tx = stage.db.read().await.unwrap();
        for table in ["inventory_source", "inventory_reading", "inventory_structure", "inventory_comment"] {
            let sql = jianyue_platform::Sql::new("SELECT COUNT(*) FROM ");
            let mut sql = sql;
            sql.push(table);
            let (n,): (i64,) = tx.all_sql(sql).await.unwrap()[0];
            assert_eq!(n, 0, "{table}");
        }
    }
}
