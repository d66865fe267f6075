//! The cache is as fresh as the database, also over roll-backs and between replicas.

use jianyue_contracts::registry::Registry;
use jianyue_platform::db::Db;
use jianyue_testkit::{TestEnv, env::time, on_both_databases};

use crate::common::{SMALL, administrator, import, in_force, text};

on_both_databases! {
    async fn a_rolled_back_import_is_seen_inside_and_nowhere_else(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let mut tx = db.write().await.unwrap();
        let gone = registry.import(&mut tx, &env, &administrator(), &text(SMALL, None)).await.unwrap();
        assert!(registry.in_force(&mut tx, gone.contract, env.now()).await.unwrap().is_some());
        drop(tx);

        let mut tx = db.write().await.unwrap();
        assert!(registry.in_force(&mut tx, gone.contract, env.now()).await.unwrap().is_none());
        assert!(registry.version(&mut tx, gone.version).await.unwrap().is_none());
        assert!(registry.labels(&mut tx).await.unwrap().is_empty());
    }

    async fn an_amendment_of_this_process_holds_at_once(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let contract = import(&db, &registry, &env, &text(SMALL, None)).await;
        assert_eq!(in_force(&db, &registry, &contract, "2026-08-01T12:00:00+08:00").await.unwrap(), 1);
        let longer = SMALL.replace("end = 2026-12-31", "end = 2027-12-31");
        import(&db, &registry, &env, &text(&longer, Some("2026-07-01"))).await;
        assert_eq!(in_force(&db, &registry, &contract, "2026-08-01T12:00:00+08:00").await.unwrap(), 2);
    }

    async fn what_another_replica_imported_is_found_when_it_is_asked_for(db: Db) {
        let (here, there, env) = (Registry::new(), Registry::new(), TestEnv::new());
        let mut tx = db.read().await.unwrap();
        assert!(there.labels(&mut tx).await.unwrap().is_empty());
        drop(tx);
        let contract = import(&db, &here, &env, &text(SMALL, None)).await;
        let mut tx = db.read().await.unwrap();
        assert!(there.version(&mut tx, contract.version).await.unwrap().is_some());
        assert!(there.in_force(&mut tx, contract.contract, time("2026-08-01T12:00:00+08:00")).await.unwrap().is_some());
    }

    async fn a_text_is_read_once(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let contract = import(&db, &registry, &env, &text(SMALL, None)).await;
        let mut tx = db.read().await.unwrap();
        let once = registry.version(&mut tx, contract.version).await.unwrap().unwrap();
        let again = registry.in_force(&mut tx, contract.contract, env.now()).await.unwrap().unwrap();
        assert!(std::sync::Arc::ptr_eq(&once, &again));
        drop(tx);
        let other = SMALL.replace("small-2026", "other-2026").replace("\"SM", "\"OT");
        import(&db, &registry, &env, &text(&other, None)).await;
        let mut tx = db.read().await.unwrap();
        let later = registry.version(&mut tx, contract.version).await.unwrap().unwrap();
        assert!(std::sync::Arc::ptr_eq(&once.model, &later.model));
    }
}
