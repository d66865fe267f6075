//! SQLite files.

use std::path::Path;

use serde_json::json;
use sqlx::{ConnectOptions, Connection, sqlite::SqliteConnectOptions};

use crate::common::{Setting, Stage, failure};

/// A database with some hundred rows over many pages.
async fn database(path: &Path) -> Vec<u8> {
    let mut connection = SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap();
    for statement in [
        "CREATE TABLE card (id INTEGER PRIMARY KEY, note TEXT)",
        "CREATE INDEX card_note ON card (note)",
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 500) \
         INSERT INTO card SELECT n, hex(randomblob(40)) FROM n",
        "CREATE TABLE \"odd \"\" name\" (a)",
        "CREATE VIEW v AS SELECT * FROM card",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    std::fs::read(path).unwrap()
}

#[tokio::test]
async fn a_database_is_checked_and_its_rows_are_counted() {
    let (stage, test) = Stage::alone(Setting::default()).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let bytes = database(&elsewhere.path().join("a.db")).await;
    let drill = stage.drill_of("sqlite", "card.db", &bytes).await;
    assert_eq!(
        (&drill["state"], &drill["counts"]),
        (&json!("proved"), &json!({ "card": 500, "odd \" name": 0 })),
        "{drill}"
    );
    assert_eq!(drill["text"], "完整性检查通过：2 张表，共 500 行");

    let mut broken = bytes.clone();
    for byte in &mut broken[4096 * 3 + 8..4096 * 3 + 400] {
        *byte ^= 0xff;
    }
    let said = failure(&stage.drill_of("sqlite", "flipped.db", &broken).await);
    assert!(said.contains("完整性检查") || said.contains("损坏"), "{said}");
    let said = failure(&stage.drill_of("sqlite", "cut.db", &bytes[..bytes.len() / 2]).await);
    assert!(said.contains("完整性检查") || said.contains("损坏"), "{said}");
    let said = failure(&stage.drill_of("sqlite", "text.db", b"no database at all, but long enough to be read").await);
    assert!(said.contains("不是 SQLite"), "{said}");
    test.remove().await;
}
