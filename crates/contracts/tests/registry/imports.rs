//! A text comes in, or is refused and leaves nothing.

use jianyue_contracts::registry::{ImportError, NewText, Registry, VersionKind};
use jianyue_kernel::{ActorKind, Role};
use jianyue_platform::db::Db;
use jianyue_testkit::{TestEnv, actor, on_both_databases};

use crate::common::{SMALL, administrator, count, import, text};

/// The text of every fixture of the repository.
fn fixtures() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/contracts");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

async fn refused(db: &Db, registry: &Registry, new: &NewText<'_>) -> ImportError {
    let mut tx = db.write().await.unwrap();
    registry.import(&mut tx, &TestEnv::new(), &administrator(), new).await.unwrap_err()
}

on_both_databases! {
    async fn every_fixture_comes_in_and_gives_clocks_within_its_term(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let texts = fixtures();
        assert!(!texts.is_empty());
        for fixture in &texts {
            let imported = import(&db, &registry, &env, &text(fixture, None)).await;
            let mut tx = db.read().await.unwrap();
            let middle = jianyue_sla::zone::start_of_day(imported.effective_on);
            let compiled = registry.in_force(&mut tx, imported.contract, middle).await.unwrap().unwrap();
            assert_eq!(compiled.prefix, imported.prefix);
            let cases = compiled.cases().count();
            assert_eq!(compiled.matrix.cases.len(), cases, "{}", imported.slug);
        }
        let mut tx = db.read().await.unwrap();
        assert_eq!(registry.labels(&mut tx).await.unwrap().len(), texts.len());
    }

    async fn an_import_is_told_and_written_down(db: Db) {
        let imported = import(&db, &Registry::new(), &TestEnv::new(), &text(SMALL, None)).await;
        assert_eq!((imported.version_no, imported.kind), (1, VersionKind::Original));
        assert_eq!(imported.effective_on.to_string(), "2026-01-01");
        assert_eq!(count(&db, "SELECT COUNT(*) FROM event WHERE kind = 'contracts.imported'").await, 1);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM audit_entry WHERE action = 'contracts.import'").await, 1);
    }

    async fn a_text_with_an_unknown_key_is_refused_with_its_line_and_leaves_nothing(db: Db) {
        let bad = SMALL.replace("summary = ", "sumary = ");
        let error = refused(&db, &Registry::new(), &text(&bad, None)).await;
        let ImportError::BadText(errors) = error else { panic!("{error}") };
        let line = bad.lines().position(|line| line.starts_with("sumary")).unwrap() + 1;
        assert!(errors.iter().any(|error| error.line == line && error.message.contains("sumary")), "{errors:?}");
        for table in [
            "SELECT COUNT(*) FROM contract",
            "SELECT COUNT(*) FROM contract_version",
            "SELECT COUNT(*) FROM event",
            "SELECT COUNT(*) FROM audit_entry",
        ] {
            assert_eq!(count(&db, table).await, 0, "{table}");
        }
    }

    async fn a_window_that_closes_before_it_opens_is_refused(db: Db) {
        let bad = SMALL.replace("workdays 09:00-18:00", "workdays 18:00-09:00");
        let error = refused(&db, &Registry::new(), &text(&bad, None)).await;
        assert!(matches!(&error, ImportError::BadText(errors) if errors[0].key.starts_with("windows")), "{error:?}");
    }

    async fn the_same_text_is_not_taken_twice(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        import(&db, &registry, &env, &text(SMALL, None)).await;
        let error = refused(&db, &registry, &text(SMALL, Some("2026-07-01"))).await;
        assert!(matches!(error, ImportError::SameText { version: 1, .. }), "{error}");
        assert_eq!(count(&db, "SELECT COUNT(*) FROM contract_version").await, 1);
    }

    async fn a_prefix_belongs_to_one_contract(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        import(&db, &registry, &env, &text(SMALL, None)).await;
        let other = SMALL.replace("small-2026", "other-2026");
        let error = refused(&db, &registry, &text(&other, None)).await;
        assert!(matches!(error, ImportError::PrefixTaken { .. }), "{error}");
    }

    async fn a_text_that_is_no_contract_by_its_size_is_not_even_read(db: Db) {
        let long = "#".repeat(jianyue_contracts::registry::MAX_TEXT + 1);
        let error = refused(&db, &Registry::new(), &text(&long, None)).await;
        assert!(matches!(error, ImportError::TooLarge { .. }), "{error}");
    }

    async fn only_the_system_administrator_imports(db: Db) {
        let registry = Registry::new();
        let mut token = administrator();
        token.kind = ActorKind::Token { token: uuid::Uuid::nil(), scopes: vec!["contracts.read".into()] };
        let manager = actor(2).everywhere(Role::SecurityAdministrator).everywhere(Role::Auditor).done();
        for by in [token, manager] {
            let mut tx = db.write().await.unwrap();
            let error = registry.import(&mut tx, &TestEnv::new(), &by, &text(SMALL, None)).await.unwrap_err();
            assert!(matches!(error, ImportError::Denied(_)), "{error}");
        }
    }

    async fn a_look_keeps_nothing(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let mut tx = db.read().await.unwrap();
        let looked = registry.preview(&mut tx, &TestEnv::new(), &administrator(), &text(SMALL, None)).await.unwrap();
        assert_eq!((looked.version_no, looked.contract.0.is_nil()), (1, true));
        drop(tx);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM contract").await, 0);
        import(&db, &registry, &env, &text(SMALL, None)).await;
    }
}
