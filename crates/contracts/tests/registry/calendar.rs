//! Holiday notices are loaded by year.

use jianyue_contracts::registry::{CalendarError, Registry};
use jianyue_kernel::Role;
use jianyue_platform::db::Db;
use jianyue_sla::ServiceWindow;
use jianyue_testkit::{TestEnv, actor, env::time, on_both_databases};

use crate::common::{SMALL, administrator, count, import, text};

/// A notice with one holiday and one make-up day: enough to tell, too few to be whole.
const NOTICE_2027: &str = "date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,workday,元旦\n";

async fn load(db: &Db, registry: &Registry, env: &TestEnv, csv: &str) -> Result<Vec<String>, CalendarError> {
    let mut tx = db.write().await.unwrap();
    let loaded = registry.calendar_load(&mut tx, env, &administrator(), csv).await?;
    tx.commit().await.unwrap();
    Ok(loaded.warnings)
}

on_both_databases! {
    async fn a_deadline_that_needs_a_year_can_be_told_once_it_is_loaded(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let contract = import(&db, &registry, &env, &text(SMALL, None)).await;
        let office: ServiceWindow = "workdays 09:00-18:00".parse().unwrap();
        let due = async || {
            let mut tx = db.read().await.unwrap();
            let compiled = registry.version(&mut tx, contract.version).await.unwrap().unwrap();
            let due = compiled.time.window(&office).due_at(time("2026-12-31T17:00:00+08:00"), 2 * 3600);
            (due, compiled.time.version().to_owned())
        };
        let (before, version_before) = due().await;
        assert!(before.unwrap_err().to_string().contains("2027"));

        let warnings = load(&db, &registry, &env, NOTICE_2027).await.unwrap();
        assert!(warnings[0].contains("2027"), "{warnings:?}");
        let (after, version_after) = due().await;
        assert_eq!(after.unwrap(), time("2027-01-02T10:00:00+08:00"));
        assert_ne!(version_before, version_after);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM event WHERE kind = 'contracts.calendar_loaded'").await, 1);
    }

    async fn a_later_notice_of_a_year_takes_the_place_of_the_former_one(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        load(&db, &registry, &env, NOTICE_2027).await.unwrap();
        load(&db, &registry, &env, "date,kind,name\n2027-02-05,holiday,\"春节, 初一\"\n").await.unwrap();
        let mut tx = db.read().await.unwrap();
        let years = registry.calendar_years(&mut tx).await.unwrap();
        let last = years.last().unwrap();
        assert_eq!((last.year, last.days.len(), last.days[0].name.as_str()), (2027, 1, "春节, 初一"));
        assert!(last.loaded.is_some() && years[0].loaded.is_none());
        assert_eq!(count(&db, "SELECT COUNT(*) FROM holiday_year").await, 2);
    }

    async fn a_built_in_year_can_be_corrected(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let corrected = "date,kind,name\n2026-01-01,holiday,元旦\n";
        load(&db, &registry, &env, corrected).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let calendar = registry.time(&mut tx).await.unwrap().calendar().clone();
        assert!(calendar.is_working_day("2026-01-02".parse().unwrap()).unwrap());
    }

    async fn bad_rows_are_all_named_and_nothing_is_loaded(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        let bad = "date,kind,name\n2027-13-01,holiday,元旦\n2027-01-01,holiday,元旦\n2027-01-04,closed,元旦\n";
        let error = load(&db, &registry, &env, bad).await.unwrap_err();
        let CalendarError::BadRows(rows) = error else { panic!("{error}") };
        assert_eq!(rows.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        assert_eq!(count(&db, "SELECT COUNT(*) FROM holiday_year").await, 0);
        let mut tx = db.read().await.unwrap();
        assert!(!registry.time(&mut tx).await.unwrap().calendar().knows(2027));
    }

    async fn what_changes_nothing_is_refused(db: Db) {
        let (registry, env) = (Registry::new(), TestEnv::new());
        load(&db, &registry, &env, NOTICE_2027).await.unwrap();
        let again = load(&db, &registry, &env, NOTICE_2027).await.unwrap_err();
        assert!(matches!(again, CalendarError::NothingNew), "{again}");
        let empty = load(&db, &registry, &env, "date,kind,name\n").await.unwrap_err();
        assert!(matches!(empty, CalendarError::Empty), "{empty}");
    }

    async fn only_the_system_administrator_loads(db: Db) {
        let by = actor(2).everywhere(Role::SecurityAdministrator).done();
        let mut tx = db.write().await.unwrap();
        let error = Registry::new().calendar_load(&mut tx, &TestEnv::new(), &by, NOTICE_2027).await.unwrap_err();
        assert!(matches!(error, CalendarError::Denied(_)), "{error}");
    }
}
