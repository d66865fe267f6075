//! The trail shows what was done to it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jianyue_kernel::{Actor, ContractScope, PageRequest, Role};
use jianyue_platform::{
    Db, args,
    audit::{AuditFilter, ChainReport, Entry, SearchError, record, search, verify},
};
use jianyue_testkit::{TestEnv, actor, contract, on_both_databases};
use serde_json::json;
use uuid::Uuid;

fn by() -> Actor {
    Actor { request: Some("req-1".into()), ..actor(1).on(contract(1), Role::Engineer).done() }
}

/// Six rows under contract 1, one under contract 2, one of the system.
async fn trail(db: &Db) -> TestEnv {
    let env = TestEnv::new();
    let contracts = [Some(1); 6].into_iter().chain([Some(2), None]);
    for (n, of) in (1_u128..).zip(contracts) {
        let mut tx = db.write().await.unwrap();
        let action = if n % 2 == 0 { "test.even" } else { "test.odd" };
        let entry = Entry {
            action,
            subject: Uuid::from_u128(n),
            contract: of.map(contract),
            detail: json!({"n": n.to_string(), "原因": "测试"}),
        };
        let by = if n == 3 { actor(2).done() } else { by() };
        record(&mut tx, &env, &by, entry).await.unwrap();
        tx.commit().await.unwrap();
        env.advance(chrono::TimeDelta::seconds(1));
    }
    env
}

async fn tamper(db: &Db, sql: &'static str) -> ChainReport {
    trail(db).await;
    let mut tx = db.write().await.unwrap();
    let rows = tx.execute(sql, args![contract(1).to_string()]).await.unwrap();
    assert!(rows > 0, "the test changed nothing");
    tx.commit().await.unwrap();
    let mut reports = verify(db).await.unwrap();
    let at = reports.iter().position(|report| report.chain == contract(1).to_string()).unwrap();
    let report = reports.remove(at);
    assert!(reports.iter().all(|report| report.ok), "other chains are whole: {reports:?}");
    assert!(!report.ok, "{report:?}");
    report
}

on_both_databases! {
    async fn an_untouched_trail_is_whole(db: Db) {
        trail(&db).await;
        let reports = verify(&db).await.unwrap();
        let entries: Vec<_> = reports.iter().map(|report| (report.ok, report.entries)).collect();
        assert_eq!(entries, [(true, 6), (true, 1), (true, 1)]);
    }

    async fn a_changed_row_is_found(db: Db) {
        let report = tamper(&db, "UPDATE audit_entry SET actor_name = 'x' WHERE chain = $1 AND seq = 3").await;
        assert_eq!((report.first_bad_seq, report.entries), (Some(3), 2));
    }

    async fn a_changed_detail_is_found(db: Db) {
        let report = tamper(&db, "UPDATE audit_entry SET detail = replace(detail, '测试', '测 试') WHERE chain = $1 AND seq = 5").await;
        assert_eq!(report.first_bad_seq, Some(5));
    }

    async fn a_deleted_row_is_found(db: Db) {
        let report = tamper(&db, "DELETE FROM audit_entry WHERE chain = $1 AND seq = 4").await;
        assert_eq!(report.first_bad_seq, Some(4));
        assert!(report.why.unwrap().contains("missing"));
    }

    async fn a_tail_cut_off_is_found(db: Db) {
        let report = tamper(&db, "DELETE FROM audit_entry WHERE chain = $1 AND seq >= 5").await;
        assert_eq!(report.first_bad_seq, Some(5));
        assert_eq!(report.why.as_deref(), Some("rows 5 to 6 are missing"));
    }

    async fn a_chain_emptied_is_found(db: Db) {
        let report = tamper(&db, "DELETE FROM audit_entry WHERE chain = $1").await;
        assert_eq!((report.first_bad_seq, report.entries), (Some(1), 0));
    }

    async fn a_head_set_back_to_fit_a_cut_tail_is_found(db: Db) {
        trail(&db).await;
        let mut tx = db.write().await.unwrap();
        let chain = contract(1).to_string();
        tx.execute("DELETE FROM audit_entry WHERE chain = $1 AND seq = 6", args![chain.as_str()]).await.unwrap();
        tx.execute("UPDATE audit_chain SET seq = 5 WHERE chain = $1", args![chain.as_str()]).await.unwrap();
        tx.commit().await.unwrap();
        let bad: Vec<_> = verify(&db).await.unwrap().into_iter().filter(|report| !report.ok).collect();
        assert_eq!(bad.len(), 1);
        assert_eq!(bad[0].first_bad_seq, Some(5));
    }

    async fn a_head_taken_away_is_found(db: Db) {
        let report = tamper(&db, "DELETE FROM audit_chain WHERE chain = $1").await;
        assert!(report.why.unwrap().contains("head"));
    }

    async fn rows_put_in_each_others_place_are_found(db: Db) {
        let report = tamper(
            &db,
            "UPDATE audit_entry SET seq = CASE seq WHEN 2 THEN 1003 WHEN 3 THEN 1002 END WHERE chain = $1 AND seq IN (2, 3)",
        ).await;
        assert_eq!(report.first_bad_seq, Some(2));
        let mut tx = db.write().await.unwrap();
        tx.execute("UPDATE audit_entry SET seq = seq - 1000 WHERE seq > 1000", args![]).await.unwrap();
        tx.commit().await.unwrap();
        let swapped = verify(&db).await.unwrap().into_iter().find(|report| !report.ok).unwrap();
        assert_eq!(swapped.first_bad_seq, Some(2));
        assert!(swapped.why.unwrap().contains("as it was written"));
    }

    async fn rows_beyond_a_page_are_read_too(db: Db) {
        let env = TestEnv::new();
        let mut tx = db.write().await.unwrap();
        for _ in 0..2_001 {
            let entry = Entry { action: "test.many", subject: Uuid::nil(), contract: None, detail: json!({}) };
            record(&mut tx, &env, &by(), entry).await.unwrap();
        }
        tx.commit().await.unwrap();
        assert_eq!(verify(&db).await.unwrap()[0].entries, 2_001);
        let mut tx = db.write().await.unwrap();
        tx.execute("UPDATE audit_entry SET action = 'x' WHERE seq = 2000", args![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(verify(&db).await.unwrap()[0].first_bad_seq, Some(2_000));
    }

    async fn the_trail_is_searched_newest_first_and_inside_the_scope(db: Db) {
        let env = trail(&db).await;
        let start = env.now() - chrono::TimeDelta::seconds(8);
        let one = ContractScope::Only(vec![(contract(1), vec![])]);
        let none = AuditFilter::default;
        let at = |seconds| Some(start + chrono::TimeDelta::seconds(seconds));
        for (scope, filter, expected) in [
            (&ContractScope::All, none(), vec![8, 7, 6, 5, 4, 3, 2, 1]),
            (&one, none(), vec![6, 5, 4, 3, 2, 1]),
            (&ContractScope::Only(vec![]), none(), vec![]),
            (&one, AuditFilter { contract: Some(contract(2)), ..none() }, vec![]),
            (&ContractScope::All, AuditFilter { contract: Some(contract(2)), ..none() }, vec![7]),
            (&one, AuditFilter { subject: Some(Uuid::from_u128(4)), ..none() }, vec![4]),
            (&one, AuditFilter { actor: Some(actor(2).done().person), ..none() }, vec![3]),
            (&one, AuditFilter { action: Some("test.even".into()), ..none() }, vec![6, 4, 2]),
            (&one, AuditFilter { from: at(2), to: at(4), ..none() }, vec![4, 3]),
        ] {
            let mut tx = db.read().await.unwrap();
            let (mut found, mut page) = (Vec::new(), PageRequest { limit: Some(2), after: None });
            loop {
                let next = search(&mut tx, scope, &filter, &page).await.unwrap();
                found.extend(next.items.iter().map(|entry| entry.subject.as_u128()));
                match next.next {
                    Some(after) => page.after = Some(after),
                    None => break,
                }
            }
            assert_eq!(found, expected, "{filter:?}");
        }
    }

    async fn a_cursor_of_another_list_is_refused(db: Db) {
        let mut tx = db.read().await.unwrap();
        let page = PageRequest { limit: None, after: Some("31".into()) };
        let refused = search(&mut tx, &ContractScope::All, &AuditFilter::default(), &page).await;
        assert!(matches!(refused, Err(SearchError::Cursor(_))));
    }
}
