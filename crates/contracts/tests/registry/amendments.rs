//! Amendments hold from their day on and never rewrite the past.

use jianyue_contracts::registry::{ImportError, Imported, NotInForce, Registry, RegistryError};
use jianyue_platform::db::Db;
use jianyue_sla::{Budget, ClockKind};
use jianyue_testkit::{TestEnv, on_both_databases};

use crate::common::{SMALL, administrator, import, in_force, text};

/// The small contract with a response in half the time, and a year longer.
fn amended() -> String {
    SMALL.replace("within = \"1h\"", "within = \"30min\"").replace("end = 2026-12-31", "end = 2027-12-31")
}

async fn refused(db: &Db, registry: &Registry, toml: &str, effective_on: Option<&str>) -> ImportError {
    let mut tx = db.write().await.unwrap();
    let new = text(toml, effective_on);
    registry.import(&mut tx, &TestEnv::new(), &administrator(), &new).await.unwrap_err()
}

/// Seconds of the response of SM-S1 under the version of `imported`.
async fn response(db: &Db, registry: &Registry, imported: &Imported) -> Budget {
    let mut tx = db.read().await.unwrap();
    let compiled = registry.version(&mut tx, imported.version).await.unwrap().unwrap();
    compiled.matrix.case("SM-S1").unwrap().target(ClockKind::Response).unwrap().budget
}

on_both_databases! {
    async fn a_record_keeps_the_version_it_was_made_under(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let first = import(&db, &registry, &env, &text(SMALL, None)).await;
        let second = import(&db, &registry, &env, &text(&amended(), Some("2026-07-01"))).await;
        assert_eq!((second.contract, second.version_no), (first.contract, 2));

        let force = async |at| in_force(&db, &registry, &first, at).await.unwrap();
        assert_eq!(force("2026-06-30T23:59:59+08:00").await, 1);
        assert_eq!(force("2026-07-01T00:00:00+08:00").await, 2);
        assert_eq!(force("2027-06-30T12:00:00+08:00").await, 2);
        assert_eq!(response(&db, &registry, &first).await, Budget::Seconds(3600));
        assert_eq!(response(&db, &registry, &second).await, Budget::Seconds(1800));
    }

    async fn outside_its_term_a_contract_gives_no_clocks_and_says_so(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let contract = import(&db, &registry, &env, &text(SMALL, None)).await;
        let error = in_force(&db, &registry, &contract, "2025-12-31T23:59:59+08:00").await.unwrap_err();
        assert!(matches!(&error, RegistryError::NotInForce(NotInForce::NotYetEffective { .. })), "{error}");
        assert!(error.to_string().contains("2026-01-01"), "{error}");
        assert_eq!(in_force(&db, &registry, &contract, "2026-12-31T23:59:59+08:00").await.unwrap(), 1);
        let error = in_force(&db, &registry, &contract, "2027-01-01T00:00:00+08:00").await.unwrap_err();
        assert!(matches!(&error, RegistryError::NotInForce(NotInForce::Expired { .. })), "{error}");
        assert!(error.to_string().contains("2026-12-31"), "{error}");
    }

    async fn an_original_may_hold_later_than_its_term_begins(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let contract = import(&db, &registry, &env, &text(SMALL, Some("2026-03-01"))).await;
        let error = in_force(&db, &registry, &contract, "2026-02-28T12:00:00+08:00").await.unwrap_err();
        assert!(error.to_string().contains("2026-03-01"), "{error}");
        assert_eq!(in_force(&db, &registry, &contract, "2026-03-01T12:00:00+08:00").await.unwrap(), 1);
    }

    async fn an_amendment_says_from_when_and_that_is_after_the_last(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        import(&db, &registry, &env, &text(SMALL, None)).await;
        let error = refused(&db, &registry, &amended(), None).await;
        assert!(matches!(error, ImportError::EffectiveDateNeeded { version: 1, .. }), "{error}");
        let error = refused(&db, &registry, &amended(), Some("2026-01-01")).await;
        assert!(matches!(error, ImportError::NotAfterLast { .. }), "{error}");
        let error = refused(&db, &registry, &amended(), Some("2028-01-01")).await;
        assert!(matches!(error, ImportError::AfterTerm { .. }), "{error}");
    }

    async fn an_amendment_keeps_the_prefix_of_the_numbers(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        import(&db, &registry, &env, &text(SMALL, None)).await;
        let other = amended().replace("prefix = \"SM\"", "prefix = \"XX\"").replace("\"SM-", "\"XX-");
        let error = refused(&db, &registry, &other, Some("2026-07-01")).await;
        assert!(matches!(error, ImportError::PrefixChanged { .. }), "{error}");
    }
}
