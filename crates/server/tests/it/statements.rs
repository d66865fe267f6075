//! Every fixed statement of every module is good against both schemas.

use jianyue_platform::Dialect;

use crate::stage::{Stage, on_both_hosts};

on_both_hosts! {
    async fn every_statement_can_be_prepared(stage: &Stage) {
        let mut statements: Vec<(&str, Dialect)> = Vec::new();
        for module in &stage.host.modules.all {
            let own = module.statements();
            assert!(!own.is_empty(), "{} has no statement in its list", module.name());
            statements.extend(own.into_iter().map(|statement| (module.name(), statement)));
        }
        let mut tx = stage.host.app.db().write().await.unwrap();
        for (module, statement) in statements {
            tx.prepare(statement).await.unwrap_or_else(|error| panic!("{module}: {statement:?}: {error}"));
        }
    }
}
