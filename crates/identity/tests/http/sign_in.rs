use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{Answer, contract, on_both_databases};
use serde_json::json;

use crate::support::{Browser, PASSWORD, Site, everywhere, on};

on_both_databases! {
    async fn the_right_password_lets_in_whatever_the_case_of_the_account(db: Db) {
        let site = Site::new(&db);
        let id = site.person("WangGong", &[on(contract(1), Role::VendorManager)]).await;
        let mut browser = Browser::new(&site.app);
        let answer = browser.sign_in(" wanggong ", PASSWORD).await.expect(200).json();
        assert_eq!(answer["person"]["account"], "WangGong");
        assert_eq!(answer["must_change_password"], json!(false));
        let me = browser.get("/me").await.expect(200).json();
        assert_eq!(me, answer["person"]);
        assert_eq!(me["id"], json!(id));
        assert_eq!(me["roles"], json!([{ "contract_id": contract(1), "role": "vendor_manager", "works": [] }]));
        let invite = json!({ "code": "identity.invite", "contracts": [contract(1)] });
        assert!(me["permissions"].as_array().unwrap().contains(&invite), "{me}");
        assert_eq!(site.audited("identity.sign_in").await, 1);
    }

    async fn wrong_passwords_and_unknown_accounts_are_answered_alike(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut browser = Browser::new(&site.app);
        for _ in 0..5 {
            let known = browser.sign_in("wanggong", "wrong").await;
            let unknown = browser.sign_in("nobody", "wrong").await;
            assert_eq!(known.status, unknown.status);
            let said = |answer: &Answer| ["code", "title", "detail"].map(|key| answer.json()[key].clone());
            assert_eq!(said(&known), said(&unknown));
            assert_eq!(known.header("set-cookie"), "");
        }
        assert_eq!(browser.sign_in("nobody", "wrong").await.code(), "identity.locked");
        assert_eq!(site.audited("identity.refuse_sign_in").await, 10);
        let details = site.audit_details().await;
        assert!(!details.contains("nobody"), "what was typed as an account may be a password: {details}");
    }

    async fn five_failures_lock_for_a_quarter_of_an_hour(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut browser = Browser::new(&site.app);
        for _ in 0..4 {
            assert_eq!(browser.sign_in("wanggong", "wrong").await.expect(401).code(), "identity.bad_credentials");
        }
        let locked = browser.sign_in("WANGGONG", "wrong").await.expect(423).json();
        assert_eq!(locked["code"], "identity.locked");
        assert_eq!(locked["locked_until"], "2026-03-02T01:15:00Z");
        assert!(locked["detail"].as_str().unwrap().contains("锁定"));
        assert_eq!(browser.sign_in("wanggong", PASSWORD).await.expect(423).code(), "identity.locked");
        site.wait(TimeDelta::minutes(15) - TimeDelta::seconds(1));
        browser.sign_in("wanggong", PASSWORD).await.expect(423);
        site.wait(TimeDelta::seconds(1));
        browser.sign_in("wanggong", PASSWORD).await.expect(200);
        browser.sign_in("wanggong", "wrong").await.expect(401);
    }

    async fn a_security_administrator_unlocks(db: Db) {
        let site = Site::new(&db);
        let id = site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let mut browser = Browser::new(&site.app);
        for _ in 0..5 {
            browser.sign_in("wanggong", "wrong").await;
        }
        browser.sign_in("wanggong", PASSWORD).await.expect(423);
        let security = site.browser("security").await;
        security.post(&format!("/people/{id}/unlock"), json!({})).await.expect(204);
        browser.sign_in("wanggong", PASSWORD).await.expect(200);
        assert_eq!(site.audited("identity.unlock").await, 1);
        assert_eq!(browser.post(&format!("/people/{id}/unlock"), json!({})).await.expect(403).code(), "denied");
    }

    async fn guesses_made_at_the_same_time_are_all_counted(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let guess = async || Browser::new(&site.app).sign_in("wanggong", "wrong").await.status.as_u16();
        let (a, b, c, d, e, f, g) =
            tokio::join!(guess(), guess(), guess(), guess(), guess(), guess(), guess());
        let answers = [a, b, c, d, e, f, g];
        assert_eq!(answers.iter().filter(|status| **status == 401).count(), 4, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 423).count(), 3, "{answers:?}");
        Browser::new(&site.app).sign_in("wanggong", PASSWORD).await.expect(423);
    }

    async fn a_first_password_must_be_changed_before_anything_else(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let security = site.browser("security").await;
        let created =
            security.post("/people", json!({ "account": "new.one", "name": "新人（测试）" })).await.expect(201).json();
        let first = created["initial_password"].as_str().unwrap();
        assert!(!site.audit_details().await.contains(first));

        let mut browser = Browser::new(&site.app);
        let answer = browser.sign_in("new.one", first).await.expect(200).json();
        assert_eq!(answer["must_change_password"], json!(true));
        browser.get("/me").await.expect(200);
        for path in ["/sessions", "/tokens", "/people", "/invitations", "/me/x"] {
            let answer = browser.get(path).await;
            assert!(answer.code() == "identity.must_change_password" || answer.status == 404, "{path}");
        }
        assert_eq!(browser.get("/sessions").await.expect(403).code(), "identity.must_change_password");
        let change = |new: &str| browser.post("/me/password", json!({ "current": first, "new": new }));
        assert_eq!(change(first).await.expect(422).code(), "identity.password_used_before");
        assert_eq!(change("new.one-77-Xy").await.expect(422).code(), "identity.password_personal");
        change("Green-Kettle-43").await.expect(204);
        browser.get("/sessions").await.expect(200);
        Browser::new(&site.app).sign_in("new.one", first).await.expect(401);
        let again = Browser::new(&site.app).sign_in("new.one", "Green-Kettle-43").await.expect(200).json();
        assert_eq!(again["must_change_password"], json!(false));
    }

    async fn none_of_the_last_five_passwords_is_taken_again(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let change = |current: String, new: String| {
            let browser = browser.clone();
            async move { browser.post("/me/password", json!({ "current": current, "new": new })).await }
        };
        let mut current = PASSWORD.to_owned();
        for n in 1..=4 {
            let next = format!("Blue-Kettle-4{n}x");
            change(current, next.clone()).await.expect(204);
            current = next;
            site.wait(TimeDelta::seconds(1));
            let old = change(current.clone(), PASSWORD.to_owned()).await.expect(422);
            assert_eq!(old.code(), "identity.password_used_before", "after {n} changes");
        }
        change(current.clone(), "Red-Kettle-99".to_owned()).await.expect(204);
        change("Red-Kettle-99".to_owned(), PASSWORD.to_owned()).await.expect(204);
        assert!(!site.audit_details().await.contains("Kettle"));
    }

    async fn a_stolen_session_cannot_try_the_password(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let guess = json!({ "current": "wrong", "new": "Green-Kettle-43" });
        for _ in 0..4 {
            let answer = browser.post("/me/password", guess.clone()).await.expect(422);
            assert_eq!(answer.code(), "identity.wrong_current_password");
        }
        browser.post("/me/password", guess).await.expect(423);
        let right = json!({ "current": PASSWORD, "new": "Green-Kettle-43" });
        assert_eq!(browser.post("/me/password", right).await.expect(423).code(), "identity.locked");
    }

    async fn a_body_that_is_no_sign_in_is_a_problem(db: Db) {
        let site = Site::new(&db);
        let answer = site.app.post("/api/v1/sessions").body("application/json", "{").send().await;
        assert_eq!(answer.code(), "body.not_json");
        let answer = Browser::new(&site.app).sign_in_with(json!({ "account": "a", "pass": "b" })).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (422, "body.bad_field"));
        let form = site.app.post("/api/v1/sessions").body("text/plain", "{}").send().await;
        assert_eq!(form.status, 415, "a form of another site is no sign-in");
    }
}
