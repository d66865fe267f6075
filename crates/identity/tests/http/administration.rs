//! What security administrators look after: sessions of everybody, what roles may do, roles on what there is, edits by two
//! at the same time, and addresses that try too often.

use std::net::SocketAddr;

use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{contract, on_both_databases};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{PASSWORD, Site, everywhere, on};

/// A sign-in from `peer`, that says to be forwarded for `forwarded`.
async fn sign_in_from(site: &Site, peer: &str, forwarded: Option<&str>, password: &str) -> (StatusCode, String) {
    let body = json!({ "account": "wanggong", "password": password }).to_string();
    let mut request = Request::post("/api/v1/sessions").header(header::CONTENT_TYPE, "application/json");
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
    let answer = site.app.router().oneshot(request).await.unwrap();
    let wait = answer.headers().get(header::RETRY_AFTER).map(|wait| wait.to_str().unwrap().to_owned());
    (answer.status(), wait.unwrap_or_default())
}

async fn said(db: &Db, statement: &'static str) -> Vec<String> {
    let rows: Vec<(String,)> = db.peek().await.unwrap().all(statement, vec![]).await.unwrap();
    rows.into_iter().map(|(text,)| text).collect()
}

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["account"].as_str().unwrap()).collect()
}

on_both_databases! {
    async fn everybodys_sessions_are_listed_and_one_is_ended(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let wang = site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let security = site.browser("security").await;
        site.wait(TimeDelta::seconds(1));
        let first = site.browser("wanggong").await;
        site.wait(TimeDelta::seconds(1));
        let second = site.browser("wanggong").await;
        let page = security.get("/people/sessions?limit=2").await.expect(200).json();
        assert_eq!(names(&page), ["wanggong", "wanggong"], "the newest first");
        let next = security.get(&format!("/people/sessions?after={}", page["next"].as_str().unwrap())).await.json();
        assert_eq!((names(&next), &next["items"][0]["current"]), (vec!["security"], &json!(true)));
        assert_eq!(names(&security.get("/people/sessions?q=WANG").await.json()).len(), 2);
        assert_eq!(security.get("/people/sessions?after=zz").await.expect(400).code(), "page.bad_cursor");
        assert_eq!(first.get("/people/sessions").await.expect(403).code(), "denied");

        let session = page["items"][0]["id"].as_str().unwrap();
        let other = security.delete(&format!("/people/{}/sessions/{session}", uuid::Uuid::nil())).await;
        assert_eq!(other.expect(404).code(), "identity.no_session", "it is not theirs");
        assert_eq!(first.delete(&format!("/people/{wang}/sessions/{session}")).await.expect(403).code(), "denied");
        security.delete(&format!("/people/{wang}/sessions/{session}")).await.expect(204);
        assert_eq!(second.get("/me").await.expect(401).code(), "identity.session_expired", "at once");
        first.get("/me").await.expect(200);
        assert_eq!(security.delete(&format!("/people/{wang}/sessions/{session}")).await.expect(404).code(), "identity.no_session");
        assert_eq!(site.audited("identity.end_other_session").await, 1);
        site.wait(TimeDelta::hours(12));
        let later = site.browser("security").await;
        assert_eq!(names(&later.get("/people/sessions").await.json()), ["security"], "what is over is gone");
    }

    async fn what_each_role_may_do_is_told_module_by_module(db: Db) {
        let site = Site::new(&db);
        site.person("auditor", &[everywhere(Role::Auditor)]).await;
        site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let matrix = site.browser("auditor").await.get("/roles").await.expect(200).json();
        assert_eq!(matrix["roles"].as_array().unwrap().len(), 8);
        assert_eq!(matrix["roles"][0], json!({ "code": "client_official", "name": "甲方经办" }));
        let rows = matrix["permissions"].as_array().unwrap();
        let unlock = rows.iter().find(|row| row["code"] == "identity.people_manage").unwrap();
        let expected = json!({ "code": "identity.people_manage", "name": "管理人员账号", "module": "identity",
                               "scope": "system", "roles": ["security_administrator"] });
        assert_eq!(*unlock, expected);
        assert_eq!(site.browser("wanggong").await.get("/roles").await.expect(403).code(), "denied");
    }

    async fn roles_are_given_on_contracts_and_works_that_there_are(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("wanggong", &[on(contract(1), Role::Engineer)]).await;
        let security = site.browser("security").await;
        let path = format!("/people/{id}/roles");
        let nowhere = uuid::Uuid::from_u128(0xdead);
        let unknown = security.put(&path, json!([{ "contract_id": nowhere, "role": "engineer" }])).await.expect(422);
        assert_eq!((unknown.code().as_str(), &unknown.json()["contract_id"]), ("identity.unknown_contract", &json!(nowhere)));
        let no_work = json!([{ "contract_id": contract(1), "role": "engineer", "works": ["1", "9"] }]);
        let unknown = security.put(&path, no_work.clone()).await.expect(422);
        assert_eq!((unknown.code().as_str(), &unknown.json()["work"]), ("identity.unknown_work", &json!("9")));
        assert!(unknown.json()["detail"].as_str().unwrap().contains("可选的标段：1、2、3"));
        let invite = |contract: Value| json!({ "contract_id": contract, "role": "engineer", "name": "新人（测试）" });
        let refused = security.post("/invitations", invite(json!(nowhere))).await;
        assert_eq!(refused.expect(422).code(), "identity.unknown_contract");
        security.post("/invitations", invite(json!(contract(1)))).await.expect(201);
        let now = security.get(&format!("/people/{id}")).await.json();
        assert_eq!(now["roles"][0]["contract_id"], json!(contract(1)), "what was held is still held");
        let narrower = json!([{ "contract_id": contract(1), "role": "engineer", "works": ["3"] }]);
        security.put(&path, narrower).await.expect(200);
    }

    async fn of_two_edits_from_the_same_version_one_is_told_what_the_other_made(db: Db) {
        let site = Site::new(&db);
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let id = site.person("wanggong", &[]).await;
        let security = site.browser("security").await;
        let read = security.get(&format!("/people/{id}")).await.expect(200);
        let tag = read.header("etag").to_owned();
        assert_eq!(tag, format!("\"{}\"", read.json()["version"]));
        let renamed = security.patch_person_from(id, &tag, json!({ "name": "王工程师" })).await.expect(200);
        assert_ne!(renamed.header("etag"), tag);
        let late = security.patch_person_from(id, &tag, json!({ "name": "王师傅" })).await.expect(412);
        assert_eq!((late.code().as_str(), &late.json()["current"]["name"]), ("identity.stale_version", &json!("王工程师")));
        let bare = security.send(axum::http::Method::PATCH, &format!("/people/{id}"), Some(json!({ "name": "王师傅" }))).await;
        assert_eq!(bare.expect(428).code(), "edit.version_required");
        let fresh = renamed.header("etag").to_owned();
        security.put(&format!("/people/{id}/roles"), json!([])).await.expect(200);
        let after_roles = security.patch_person_from(id, &fresh, json!({ "name": "王师傅" })).await;
        assert_eq!(after_roles.expect(412).code(), "identity.stale_version", "roles are a change too");
    }

    async fn sessions_and_the_trail_keep_the_address_that_a_trusted_proxy_tells(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        sign_in_from(&site, "203.0.113.7", Some("198.51.100.1"), PASSWORD).await;
        sign_in_from(&site, "127.0.0.1", Some("1.2.3.4, 203.0.113.8"), PASSWORD).await;
        sign_in_from(&site, "127.0.0.1", None, PASSWORD).await;
        sign_in_from(&site, "203.0.113.9", None, "wrong").await;
        assert_eq!(said(&db, "SELECT address FROM session ORDER BY id").await, ["203.0.113.7", "203.0.113.8", "127.0.0.1"]);
        let details = said(&db, "SELECT detail FROM audit_entry WHERE action = 'identity.refuse_sign_in'").await;
        assert!(details[0].contains("203.0.113.9"), "{details:?}");
        let details = said(&db, "SELECT detail FROM audit_entry WHERE action = 'identity.sign_in' ORDER BY seq").await;
        assert!(details[1].contains("203.0.113.8"), "{details:?}");
    }

    async fn an_address_that_guesses_is_slowed_down_and_nobody_else_is(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        // The account locks, which an address does not get around; what counts here is the address.
        for _ in 0..30 {
            let (status, _) = sign_in_from(&site, "203.0.113.9", None, "wrong").await;
            assert!(matches!(status.as_u16(), 401 | 423), "{status}");
        }
        let (status, wait) = sign_in_from(&site, "203.0.113.9", None, PASSWORD).await;
        assert_eq!((status, wait.as_str()), (StatusCode::TOO_MANY_REQUESTS, "3"));
        let (status, _) = sign_in_from(&site, "203.0.113.10", None, PASSWORD).await;
        assert_eq!(status, StatusCode::LOCKED, "another address is let through to the account");
        site.wait(TimeDelta::minutes(16));
        for _ in 0..40 {
            let (status, _) = sign_in_from(&site, "203.0.113.9", None, PASSWORD).await;
            assert_eq!(status, StatusCode::OK, "who gets in uses nothing up");
        }
        assert_eq!(sign_in_from(&site, "127.0.0.1", None, "wrong").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn rows_of_the_trail_are_said_in_a_sentence(db: Db) {
        let site = Site::new(&db);
        site.person("auditor", &[everywhere(Role::Auditor)]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let wang = site.person("wanggong", &[]).await;
        site.browser("security").await.put(&format!("/people/{wang}/roles"), json!([{ "contract_id": contract(1), "role": "engineer" }])).await.expect(200);
        let auditor = site.browser("auditor").await;
        let found = auditor.get(&format!("/audit?subject={wang}&action=identity.set_roles&limit=1")).await.expect(200).json();
        assert_eq!(found["items"][0]["says"], "security（测试）把wanggong（测试）的角色改为：运维工程师");
        assert!(found["items"][0]["detail"].is_string() && found["items"][0]["seq"].is_i64());
        for row in auditor.get("/audit").await.json()["items"].as_array().unwrap() {
            assert!(!row["says"].as_str().unwrap().contains("执行了操作"), "{row}");
        }
    }
}
