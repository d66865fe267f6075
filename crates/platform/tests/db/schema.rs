//! Both engines have the same schema, and every statement fits it.

use jianyue_platform::db::{Db, Engine, migrations, schema_fingerprint};
use jianyue_testkit::on_both_databases;

#[test]
fn both_folders_hold_the_same_versions_and_names() {
    assert_eq!(migrations(Engine::Sqlite), migrations(Engine::Postgres));
    assert!(!migrations(Engine::Sqlite).is_empty());
    assert_ne!(schema_fingerprint(Engine::Sqlite), schema_fingerprint(Engine::Postgres));
}

on_both_databases! {
    async fn every_statement_of_the_platform_is_good_against_the_schema(db: Db) {
        let mut tx = db.read().await.unwrap();
        for statement in jianyue_platform::statements() {
            let good = tx.prepare(statement).await;
            assert!(good.is_ok(), "{}: {good:?}", statement.of(db.engine()));
        }
    }

    async fn migrating_twice_changes_nothing(db: Db) {
        assert_eq!(migrations(db.engine()).len(), applied(&db).await);
    }
}

async fn applied(db: &Db) -> usize {
    let sql = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    let rows: Vec<(i64,)> = db.read().await.unwrap().all(sql, vec![]).await.unwrap();
    rows.len()
}
