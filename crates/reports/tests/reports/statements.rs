//! Every fixed statement is good against both schemas.

use jianyue_platform::{Module, db::Db};
use jianyue_reports::ReportsModule;
use jianyue_testkit::on_both_databases;

on_both_databases! {
    async fn every_statement_can_be_prepared(db: Db) {
        let statements = ReportsModule.statements();
        assert!(statements.len() > 4);
        let mut tx = db.write().await.unwrap();
        for statement in statements {
            tx.prepare(statement).await.unwrap_or_else(|error| panic!("{statement:?}: {error}"));
        }
    }
}
