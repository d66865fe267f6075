use chrono::TimeDelta;
use jianyue_kernel::{Grant, Role};
use jianyue_platform::Db;
use jianyue_testkit::{Answer, contract, on_both_databases};
use serde_json::{Value, json};

use crate::support::{Browser, Site, everywhere, on};

const NEW_PASSWORD: &str = "Green-Kettle-43";

fn engineer() -> Value {
    json!({ "contract_id": contract(1), "role": "engineer", "name": "新工（测试）" })
}

async fn accept(site: &Site, token: &str, account: &str, password: &str) -> Answer {
    let body = json!({ "token": token, "account": account, "name": "新工（测试）", "password": password });
    site.app.post("/api/v1/invitations/accept").json(&body).send().await
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

on_both_databases! {
    async fn an_invitation_opens_one_account_with_its_role(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let manager = site.browser("ligong").await;
        let invited = manager.post("/invitations", engineer()).await.expect(201).json();
        let token = text(&invited["token"]);
        assert_eq!(text(&invited["url"]), format!("https://jianyue.example/invitation#{token}"));
        assert_eq!(accept(&site, &token, "new.one", "short").await.expect(422).code(), "identity.password_short");
        let taken = accept(&site, &token, "LIGONG", NEW_PASSWORD).await.expect(409);
        assert_eq!(taken.code(), "identity.account_taken");
        assert_eq!(accept(&site, &token, "a/b", NEW_PASSWORD).await.expect(422).code(), "identity.bad_account");
        let person = accept(&site, &token, "new.one", NEW_PASSWORD).await.expect(201).json();
        assert_eq!(person["roles"], json!([{ "contract_id": contract(1), "role": "engineer", "works": [] }]));
        let again = accept(&site, &token, "new.two", NEW_PASSWORD).await.expect(410);
        assert_eq!(again.code(), "identity.invitation_over");
        let mut browser = Browser::new(&site.app);
        let signed_in = browser.sign_in("new.one", NEW_PASSWORD).await.expect(200).json();
        assert_eq!(signed_in["must_change_password"], json!(false));
        let list = manager.get("/invitations").await.json();
        assert_eq!((&list[0]["state"], &list[0]["accepted_by"]), (&json!("accepted"), &person["id"]));
        assert!(!site.audit_details().await.contains(&token));
        assert_eq!(site.audited("identity.accept_invitation").await, 1);
    }

    async fn two_who_accept_at_the_same_time_are_one_account(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let manager = site.browser("ligong").await;
        let token = text(&manager.post("/invitations", engineer()).await.json()["token"]);
        let (a, b) = tokio::join!(
            accept(&site, &token, "new.one", NEW_PASSWORD),
            accept(&site, &token, "new.two", NEW_PASSWORD)
        );
        let mut answers = [a.status.as_u16(), b.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [201, 410]);
        let mut tx = db.peek().await.unwrap();
        let people: (i64,) = tx.one("SELECT COUNT(*) FROM person", vec![]).await.unwrap();
        assert_eq!(people.0, 2, "nothing of the refused account stays behind");
    }

    async fn an_invitation_expires(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let manager = site.browser("ligong").await;
        for hours in [0, -1, 337] {
            let mut body = engineer();
            body["expires_in_hours"] = json!(hours);
            let answer = manager.post("/invitations", body).await.expect(422);
            assert_eq!(answer.code(), "identity.bad_invitation_life", "{hours}");
        }
        let mut body = engineer();
        body["expires_in_hours"] = json!(1);
        let token = text(&manager.post("/invitations", body).await.expect(201).json()["token"]);
        site.wait(TimeDelta::hours(1));
        assert_eq!(accept(&site, &token, "new.one", NEW_PASSWORD).await.expect(410).code(), "identity.invitation_over");
        let manager = site.browser("ligong").await;
        assert_eq!(manager.get("/invitations").await.json()[0]["state"], "expired");
    }

    async fn an_invitation_is_withdrawn_by_who_made_it_or_a_security_administrator(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("other", &[on(contract(1), Role::VendorManager)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let manager = site.browser("ligong").await;
        for withdraws in ["ligong", "security"] {
            let invited = manager.post("/invitations", engineer()).await.expect(201).json();
            let path = format!("/invitations/{}", text(&invited["invitation"]["id"]));
            site.browser("other").await.delete(&path).await.expect(404);
            site.browser(withdraws).await.delete(&path).await.expect(204);
            accept(&site, &text(&invited["token"]), "new.one", NEW_PASSWORD).await.expect(410);
            manager.delete(&path).await.expect(404);
        }
        assert_eq!(site.browser("other").await.get("/invitations").await.json(), json!([]));
    }

    async fn a_manager_invites_nobody_to_another_contract_work_or_rank(db: Db) {
        let site = Site::new(&db);
        let works = Grant { works: vec!["1".to_owned()], ..on(contract(1), Role::VendorManager) };
        site.person("ligong", &[works]).await;
        site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let manager = site.browser("ligong").await;
        let invite = |contract_id, role: &str, works: &[&str]| {
            json!({ "contract_id": contract_id, "role": role, "works": works, "name": "某人" })
        };
        for (body, code) in [
            (invite(Some(contract(2)), "engineer", &["1"]), "denied"),
            (invite(Some(contract(1)), "engineer", &["2"]), "identity.role_not_yours"),
            (invite(Some(contract(1)), "engineer", &[]), "identity.role_not_yours"),
            (invite(Some(contract(1)), "vendor_manager", &["1"]), "identity.role_not_yours"),
            (invite(Some(contract(1)), "client_official", &["1"]), "identity.role_not_yours"),
            (invite(None, "security_administrator", &[]), "denied"),
        ] {
            let answer = manager.post("/invitations", body.clone()).await.expect(403);
            assert_eq!(answer.code(), code, "{body}");
        }
        manager.post("/invitations", invite(Some(contract(1)), "hotline_agent", &["1"])).await.expect(201);
        let worker = site.browser("wanggong").await;
        assert_eq!(worker.post("/invitations", engineer()).await.expect(403).code(), "denied");
        assert_eq!(worker.get("/invitations").await.expect(403).code(), "denied");
    }

    async fn an_invitation_is_worth_no_more_than_who_made_it(db: Db) {
        let site = Site::new(&db);
        let id = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let manager = site.browser("ligong").await;
        let token = text(&manager.post("/invitations", engineer()).await.json()["token"]);
        let security = site.browser("security").await;
        security.put(&format!("/people/{id}/roles"), json!([])).await.expect(200);
        accept(&site, &token, "new.one", NEW_PASSWORD).await.expect(410);
    }
}
