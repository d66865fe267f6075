use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{Answer, contract, on_both_databases};
use serde_json::{Value, json};

use crate::support::{Browser, Site, everywhere, on};

fn wanted(site: &Site, scopes: &[&str]) -> Value {
    json!({ "name": "报表程序", "scopes": scopes, "expires_at": site.env.now() + TimeDelta::days(30) })
}

async fn made(site: &Site, browser: &Browser<'_>, scopes: &[&str]) -> (String, String) {
    let answer = browser.post("/tokens", wanted(site, scopes)).await.expect(201).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&answer["token"]["id"]), text(&answer["secret"]))
}

async fn get(site: &Site, secret: &str, path: &str) -> Answer {
    let call = site.app.get(&format!("/api/v1{path}"));
    call.header("authorization", &format!("Bearer {secret}")).send().await
}

on_both_databases! {
    async fn a_token_does_what_its_scopes_say_and_no_more(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let browser = site.browser("ligong").await;
        let (_, secret) = made(&site, &browser, &["identity.people_read"]).await;
        assert!(secret.starts_with("jyt_") && secret.len() == 47);
        get(&site, &secret, "/people").await.expect(200);
        let path = format!("/people/assignable?contract={}", contract(1));
        browser.get(&path).await.expect(200);
        assert_eq!(get(&site, &secret, &path).await.expect(403).code(), "denied");
        let me = get(&site, &secret, "/me").await.expect(200).json();
        assert_eq!(me["permissions"], json!([{ "code": "identity.people_read", "contracts": [contract(1)] }]));
        assert!(!site.audit_details().await.contains(&secret));
    }

    async fn a_token_is_no_session(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let browser = site.browser("ligong").await;
        let (_, secret) = made(&site, &browser, &["identity.people_read"]).await;
        for path in ["/sessions", "/tokens"] {
            assert_eq!(get(&site, &secret, path).await.expect(403).code(), "identity.session_only", "{path}");
        }
        let bearer = format!("Bearer {secret}");
        for (path, body) in [
            ("/me/password", json!({ "current": "x", "new": "y" })),
            ("/me/second-factor", json!({})),
            ("/me/second-factor/confirm", json!({ "code": "000000" })),
            ("/tokens", wanted(&site, &["identity.people_read"])),
        ] {
            let call = site.app.post(&format!("/api/v1{path}")).header("authorization", &bearer).json(&body);
            assert_eq!(call.send().await.expect(403).code(), "identity.session_only", "{path}");
        }
    }

    async fn nobody_gives_a_token_more_than_they_have(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let browser = site.browser("ligong").await;
        let refused = async |body: Value| browser.post("/tokens", body).await;
        assert_eq!(refused(wanted(&site, &["identity.audit_read"])).await.expect(403).code(), "identity.scope_not_held");
        assert_eq!(refused(wanted(&site, &["no.such"])).await.expect(403).code(), "identity.scope_not_held");
        assert_eq!(refused(wanted(&site, &[])).await.expect(422).code(), "identity.token_without_scope");
        assert_eq!(
            refused(wanted(&site, &["identity.invite"])).await.expect(422).code(),
            "identity.scope_not_for_tokens"
        );
        let mut foreign = wanted(&site, &["identity.people_read"]);
        foreign["contract_ids"] = json!([contract(1), contract(2)]);
        assert_eq!(refused(foreign).await.expect(403).code(), "identity.contract_not_yours");
        let security = site.browser("security").await;
        let manage = security.post("/tokens", wanted(&site, &["identity.roles_grant"])).await;
        assert_eq!(manage.expect(422).code(), "identity.scope_not_for_tokens");
    }

    async fn a_token_ends(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let browser = site.browser("ligong").await;
        for days in [0, -1, 367] {
            let mut body = wanted(&site, &["identity.people_read"]);
            body["expires_at"] = json!(site.env.now() + TimeDelta::days(days));
            assert_eq!(browser.post("/tokens", body).await.expect(422).code(), "identity.bad_token_expiry", "{days}");
        }
        let (_, secret) = made(&site, &browser, &["identity.people_read"]).await;
        site.wait(TimeDelta::days(30) - TimeDelta::seconds(1));
        get(&site, &secret, "/people").await.expect(200);
        site.wait(TimeDelta::seconds(1));
        assert_eq!(get(&site, &secret, "/people").await.expect(401).code(), "identity.bad_token");
    }

    async fn a_token_is_withdrawn_at_once_and_by_its_maker_only(db: Db) {
        let site = Site::new(&db);
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("other", &[on(contract(1), Role::VendorManager)]).await;
        let browser = site.browser("ligong").await;
        let (id, secret) = made(&site, &browser, &["identity.people_read"]).await;
        get(&site, &secret, "/people").await.expect(200);
        let path = format!("/tokens/{id}");
        site.browser("other").await.delete(&path).await.expect(404);
        assert_eq!(site.browser("other").await.get("/tokens").await.json(), json!([]));
        get(&site, &secret, "/people").await.expect(200);
        browser.delete(&path).await.expect(204);
        assert_eq!(get(&site, &secret, "/people").await.expect(401).code(), "identity.bad_token");
        assert_eq!(browser.get("/tokens").await.json(), json!([]));
        browser.delete(&path).await.expect(404);
    }

    async fn a_token_is_limited_to_its_contracts(db: Db) {
        let site = Site::new(&db);
        let grants = [on(contract(1), Role::VendorManager), on(contract(2), Role::VendorManager)];
        site.person("ligong", &grants).await;
        let browser = site.browser("ligong").await;
        let mut body = wanted(&site, &["identity.assignable_read"]);
        body["contract_ids"] = json!([contract(1)]);
        let secret = browser.post("/tokens", body).await.expect(201).json()["secret"].as_str().unwrap().to_owned();
        get(&site, &secret, &format!("/people/assignable?contract={}", contract(1))).await.expect(200);
        get(&site, &secret, &format!("/people/assignable?contract={}", contract(2))).await.expect(403);
    }

    async fn a_token_dies_with_the_account_and_shrinks_with_the_roles(db: Db) {
        let site = Site::new(&db);
        let id = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let security = site.browser("security").await;
        let browser = site.browser("ligong").await;
        let (_, secret) = made(&site, &browser, &["identity.people_read"]).await;
        get(&site, &secret, "/people").await.expect(200);
        security.put(&format!("/people/{id}/roles"), json!([])).await.expect(200);
        get(&site, &secret, "/people").await.expect(403);
        security.post(&format!("/people/{id}/disable"), json!({})).await.expect(200);
        get(&site, &secret, "/people").await.expect(401);
        security.post(&format!("/people/{id}/enable"), json!({})).await.expect(200);
        get(&site, &secret, "/people").await.expect(401);
    }

    async fn the_secret_of_a_calendar_opens_calendars_and_nothing_else(db: Db) {
        let site = Site::new(&db);
        let id = site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let browser = site.browser("ligong").await;
        let mut body = wanted(&site, &["identity.people_read"]);
        body["calendar"] = json!(true);
        let made_one = browser.post("/tokens", body.clone()).await.expect(201).json();
        let (feed, token_id) = (made_one["secret"].as_str().unwrap(), made_one["token"]["id"].as_str().unwrap());
        assert!(feed.starts_with("jyf_") && feed.len() == 47);
        let read = async |secret: &str| site.app.get(&format!("/api/v1/feeds/{secret}/who.ics")).send().await;
        assert_eq!(read(feed).await.expect(200).text(), "ligong（测试）");
        assert!(!site.audit_details().await.contains(feed));

        assert_eq!(get(&site, feed, "/people").await.expect(401).code(), "identity.bad_token");
        let (_, program) = made(&site, &browser, &["identity.people_read"]).await;
        assert_eq!(read(&program).await.expect(401).code(), "identity.not_signed_in");
        assert_eq!(read("jyf_nothing").await.expect(401).code(), "identity.bad_token");
        let writes = site.app.post(&format!("/api/v1/feeds/{feed}/who.ics")).send().await;
        assert_eq!(writes.expect(401).code(), "identity.not_signed_in");

        browser.delete(&format!("/tokens/{token_id}")).await.expect(204);
        assert_eq!(read(feed).await.expect(401).code(), "identity.bad_token");
        let again = browser.post("/tokens", body).await.expect(201).json();
        let feed = again["secret"].as_str().unwrap();
        read(feed).await.expect(200);
        let disable = format!("/people/{id}/disable");
        site.browser("security").await.post(&disable, json!({})).await.expect(200);
        assert_eq!(read(feed).await.expect(401).code(), "identity.bad_token");
    }

    async fn what_is_no_token_is_refused(db: Db) {
        let site = Site::new(&db);
        for header in ["Bearer jyt_nothing", "Bearer ", "Basic anlfOg==", "jyt_nothing", "Bearer other"] {
            let answer = site.app.get("/api/v1/me").header("authorization", header).send().await;
            assert_eq!(answer.expect(401).code(), "identity.bad_token", "{header}");
        }
    }
}
