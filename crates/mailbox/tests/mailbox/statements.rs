//! Every fixed statement is good against both schemas.

use jianyue_platform::db::Db;
use jianyue_testkit::on_both_databases;

use super::common::Stage;

on_both_databases! {
    async fn every_statement_can_be_prepared(db: Db) {
        let stage = Stage::new(db.clone()).await;
        let statements = stage.app.app().modules().iter().find(|module| module.name() == "mailbox").unwrap().statements();
        assert!(statements.len() > 10);
        let mut tx = db.write().await.unwrap();
        for statement in statements {
            tx.prepare(statement).await.unwrap_or_else(|error| panic!("{statement:?}: {error}"));
        }
    }
}
