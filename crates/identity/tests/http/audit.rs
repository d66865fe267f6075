use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{contract, on_both_databases};
use serde_json::json;

use crate::support::{Browser, Site, everywhere, on};

on_both_databases! {
    async fn an_auditor_reads_the_trail_and_nobody_else_does(db: Db) {
        let site = Site::new(&db);
        let id = site.person("auditor", &[everywhere(Role::Auditor)]).await;
        for (account, role) in [("system", Role::SystemAdministrator), ("security", Role::SecurityAdministrator)] {
            site.person(account, &[everywhere(role)]).await;
        }
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        for account in ["system", "security", "ligong"] {
            let browser = site.browser(account).await;
            assert_eq!(browser.get("/audit").await.expect(403).code(), "denied", "{account}");
            assert_eq!(browser.post("/audit/verify", json!({})).await.expect(403).code(), "denied", "{account}");
        }
        let auditor = site.browser("auditor").await;
        let found = auditor.get(&format!("/audit?actor={id}&action=identity.sign_in")).await.expect(200).json();
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
        assert_eq!(found["items"][0]["actor_name"], "auditor（测试）");
        let first = auditor.get("/audit?limit=1").await.expect(200).json();
        let path = format!("/audit?limit=1&after={}", first["next"].as_str().unwrap());
        let second = auditor.get(&path).await.expect(200).json();
        assert_ne!(first["items"], second["items"]);
        assert_eq!(auditor.get("/audit?after=zz").await.expect(400).code(), "page.bad_cursor");
        assert_eq!(auditor.get("/audit?from=gestern").await.expect(400).code(), "query.bad_parameter");
    }

    async fn a_row_that_was_changed_is_found(db: Db) {
        let site = Site::new(&db);
        site.person("auditor", &[everywhere(Role::Auditor)]).await;
        let auditor = site.browser("auditor").await;
        let whole = auditor.post("/audit/verify", json!({})).await.expect(200).json();
        assert_eq!((&whole["chains"][0]["chain"], &whole["chains"][0]["ok"]), (&json!("system"), &json!(true)));
        assert_eq!(site.audited("identity.verify_audit").await, 1);
        let mut tx = db.write().await.unwrap();
        tx.execute("UPDATE audit_entry SET actor_name = 'somebody else' WHERE seq = 2", vec![]).await.unwrap();
        tx.commit().await.unwrap();
        let broken = auditor.post("/audit/verify", json!({})).await.expect(200).json();
        assert_eq!((&broken["chains"][0]["ok"], &broken["chains"][0]["first_bad_seq"]), (&json!(false), &json!(2)));
    }

    async fn every_refusal_without_a_session_is_the_same(db: Db) {
        let site = Site::new(&db);
        let nobody = Browser::new(&site.app);
        let id = uuid::Uuid::nil();
        for path in ["/me", "/sessions", "/people", "/invitations", "/tokens", "/audit"] {
            assert_eq!(nobody.get(path).await.expect(401).code(), "identity.not_signed_in", "{path}");
        }
        for path in [format!("/people/{id}"), format!("/people/{id}/sessions"), format!("/people/assignable?contract={id}")] {
            assert_eq!(nobody.get(&path).await.expect(401).code(), "identity.not_signed_in", "{path}");
        }
        for path in ["/me/second-factor", "/audit/verify"] {
            assert_eq!(nobody.post(path, json!({})).await.expect(401).code(), "identity.not_signed_in", "{path}");
        }
    }
}
