//! What becomes of a source that cannot be read.

use jianyue_inventory::service::{claim, look, settle};
use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;
use serde_json::{Value, json};

use crate::common::{Stage, id};

/// A source on a port of this machine; nobody listens on the first of them.
fn on_port(port: u16) -> Value {
    json!({
        "title": "前置库", "engine": "mysql", "every_days": 1,
        "target": { "host": "127.0.0.1", "port": port, "database": "front", "username": "reader", "encryption": "off" },
    })
}

fn closed_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

on_both_databases! {
    async fn a_source_that_was_never_read_says_why_and_tells_nobody(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), on_port(closed_port())).await.expect(201).json();
        for _ in 0..3 {
            assert_eq!(stage.round().await, 1);
            stage.env.advance(chrono::TimeDelta::days(1));
        }
        let failed = stage.source(&source).await;
        assert_eq!((&failed["state"], &failed["reading"]), (&json!("failed"), &json!(false)));
        assert!(failed["last_text"].as_str().unwrap().contains("连接被拒绝"), "{failed}");
        assert!(stage.events("inventory.deviation_found").await.is_empty());
    }
}

on_both_databases! {
    async fn a_source_that_was_read_before_is_tried_again_before_somebody_is_told_once(db: Db) {
        let stage = Stage::new(db).await;
        let mut new = stage.shop();
        new["every_days"] = json!(1);
        let source = stage.add(&stage.engineer(), new).await.expect(201).json();
        assert_eq!(stage.round().await, 1);
        let (file, away) = (stage.file(), format!("{}.away", stage.file()));
        std::fs::rename(&file, &away).unwrap();
        stage.env.advance(chrono::TimeDelta::days(1));
        assert_eq!(stage.round().await, 1);
        assert!(stage.events("inventory.deviation_found").await.is_empty());
        stage.env.advance(chrono::TimeDelta::minutes(10));
        assert_eq!(stage.round().await, 1);
        stage.env.advance(chrono::TimeDelta::days(1));
        assert_eq!(stage.round().await, 1);
        let found = stage.events("inventory.deviation_found").await;
        assert_eq!((found.len(), &found[0]["key"]), (1, &json!(format!("data_source:{}", id(&source)))));
        assert!(found[0]["description"].as_str().unwrap().contains("没有文件"), "{found:?}");
        // What was found before stays.
        assert_eq!(stage.source(&source).await["tables"], 2);
        std::fs::rename(&away, &file).unwrap();
        stage.env.advance(chrono::TimeDelta::days(1));
        assert_eq!(stage.round().await, 1);
        let gone = stage.events("inventory.deviation_gone").await;
        assert_eq!((gone.len(), &gone[0]["key"]), (1, &found[0]["key"]));
    }
}

on_both_databases! {
    async fn what_the_settings_spoil_is_told_where_they_are_and_is_nobodys_outage(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        let read = stage.read(&source).await;
        let elsewhere = json!({ "target": { "path": "/etc/none.db" } });
        let moved = stage.patch(&stage.engineer(), &read, elsewhere).await.expect(200).json();
        for _ in 0..3 {
            let failed = stage.read(&moved).await;
            assert!(failed["last_text"].as_str().unwrap().contains("probe_folders"), "{failed}");
        }
        assert!(stage.events("inventory.deviation_found").await.is_empty());
    }
}

on_both_databases! {
    async fn what_a_lost_claim_found_is_dropped(db: Db) {
        let stage = Stage::new(db).await;
        let source = stage.add(&stage.engineer(), stage.shop()).await.expect(201).json();
        let path = format!("/data-sources/{}/read", id(&source));
        stage.post(&stage.engineer(), &path, json!({})).await.expect(202);
        // Asking again while it waits changes nothing.
        stage.post(&stage.engineer(), &path, json!({})).await.expect(202);
        let app = stage.app.app();
        let first = claim(app, 10).await.unwrap().pop().unwrap();
        assert!(claim(app, 10).await.unwrap().is_empty());
        let sight = look(app, first).await.unwrap();
        // Its reader took too long: another one claims it.
        stage.env.advance(chrono::TimeDelta::minutes(4));
        let second = claim(app, 10).await.unwrap().pop().unwrap();
        let mut tx = app.db().write().await.unwrap();
        assert!(!settle(app, &mut tx, sight).await.unwrap());
        let sight = look(app, second).await.unwrap();
        assert!(settle(app, &mut tx, sight).await.unwrap());
        tx.commit().await.unwrap();
        let readings = stage.get(&stage.client(), &format!("/data-sources/{}/readings", id(&source))).await.expect(200).json();
        assert_eq!(readings["items"].as_array().unwrap().len(), 1);
    }
}
