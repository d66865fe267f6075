use axum::http::Method;
use chrono::TimeDelta;
use jianyue_kernel::Role;
use jianyue_platform::Db;
use jianyue_testkit::{contract, on_both_databases};
use serde_json::json;

use crate::support::{Browser, PASSWORD, Site, everywhere, on};

on_both_databases! {
    async fn cookies_are_closed_to_scripts_other_sites_and_plain_http(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let answer = Browser::new(&site.app).sign_in("wanggong", PASSWORD).await;
        let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|l| l.to_str().unwrap()).collect();
        assert_eq!(lines.len(), 2);
        for line in &lines {
            for attribute in ["; HttpOnly", "; SameSite=Strict", "; Secure", "; Max-Age=43200"] {
                assert!(line.contains(attribute), "{line}");
            }
        }
        assert!(lines[0].starts_with("jy_access=") && lines[0].contains("; Path=/;"));
        assert!(lines[1].starts_with("jy_refresh=") && lines[1].contains("; Path=/api/v1/sessions/refresh;"));
    }

    async fn nobody_is_let_in_without_a_good_cookie(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut browser = Browser::new(&site.app);
        assert_eq!(browser.get("/me").await.expect(401).code(), "identity.not_signed_in");
        browser.sign_in("wanggong", PASSWORD).await.expect(200);
        let (head, signature) = browser.access.rsplit_once('.').unwrap();
        let mut forged = browser.clone();
        forged.access = format!("{head}.{}", signature.chars().rev().collect::<String>());
        assert_eq!(forged.get("/me").await.expect(401).code(), "identity.not_signed_in");
        let bearer = site.app.get("/api/v1/me").header("authorization", &format!("Bearer {}", browser.access));
        assert_eq!(bearer.send().await.expect(401).code(), "identity.bad_token", "a cookie is no token");
    }

    async fn every_sign_in_is_a_session_of_its_own(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let first = site.browser("wanggong").await;
        let mut second = first.clone();
        second.sign_in("wanggong", PASSWORD).await.expect(200);
        assert_ne!(first.access, second.access);
        let sessions = second.get("/sessions").await.expect(200).json();
        let sessions = sessions.as_array().unwrap();
        assert_eq!(sessions.len(), 2);
        assert_ne!(sessions[0]["id"], sessions[1]["id"]);
        assert_eq!(sessions.iter().filter(|session| session["current"] == json!(true)).count(), 1);
    }

    async fn an_access_cookie_is_good_for_ten_minutes_and_a_refresh_gives_another(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut browser = site.browser("wanggong").await;
        site.wait(TimeDelta::minutes(10) - TimeDelta::seconds(1));
        browser.get("/me").await.expect(200);
        site.wait(TimeDelta::seconds(1));
        assert_eq!(browser.get("/me").await.expect(401).code(), "identity.session_expired");
        let old = browser.refresh.clone();
        browser.refresh().await.expect(204);
        assert_ne!(browser.refresh, old);
        browser.get("/me").await.expect(200);
    }

    async fn a_used_refresh_cookie_that_comes_back_ends_the_session(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut owner = site.browser("wanggong").await;
        let mut thief = owner.clone();
        owner.refresh().await.expect(204);
        owner.get("/me").await.expect(200);
        site.wait(TimeDelta::seconds(11));
        assert_eq!(thief.refresh().await.expect(401).code(), "identity.session_reused");
        assert_eq!(thief.refresh, "", "the cookies are taken away");
        assert_eq!(owner.get("/me").await.expect(401).code(), "identity.session_expired", "at once in this process");
        assert_eq!(owner.refresh().await.expect(401).code(), "identity.session_expired");
        assert_eq!(site.audited("identity.revoke_stolen_session").await, 1);
    }

    async fn two_tabs_that_refresh_at_the_same_moment_both_go_on(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut one = site.browser("wanggong").await;
        let mut other = one.clone();
        let (a, b) = tokio::join!(one.refresh(), other.refresh());
        assert_eq!((a.status.as_u16(), b.status.as_u16()), (204, 204));
        assert_ne!(one.refresh, other.refresh);
        site.wait(TimeDelta::minutes(9));
        one.refresh().await.expect(204);
    }

    async fn idle_and_old_sessions_are_over(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut idle = site.browser("wanggong").await;
        let mut busy = site.browser("wanggong").await;
        for _ in 0..11 {
            site.wait(TimeDelta::hours(1));
            busy.refresh().await.expect(204);
        }
        assert_eq!(idle.refresh().await.expect(401).code(), "identity.session_expired");
        site.wait(TimeDelta::minutes(59));
        busy.refresh().await.expect(204);
        busy.get("/me").await.expect(200);
        site.wait(TimeDelta::minutes(1));
        assert_eq!(busy.get("/me").await.expect(401).code(), "identity.session_expired");
        assert_eq!(busy.refresh().await.expect(401).code(), "identity.session_expired");
    }

    async fn a_session_that_was_ended_is_over_at_once_here_and_within_five_seconds_elsewhere(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let replica = site.replica();
        let desk = site.browser("wanggong").await;
        let phone = site.browser("wanggong").await;
        phone.get("/me").await.expect(200);
        phone.at(&replica).get("/me").await.expect(200);
        let sessions = desk.get("/sessions").await.json();
        let other = sessions.as_array().unwrap().iter().find(|session| session["current"] == json!(false)).unwrap();
        let path = format!("/sessions/{}", other["id"].as_str().unwrap());
        desk.delete(&path).await.expect(204);
        assert_eq!(phone.get("/me").await.expect(401).code(), "identity.session_expired");
        phone.at(&replica).get("/me").await.expect(200);
        site.wait(TimeDelta::seconds(5));
        assert_eq!(phone.at(&replica).get("/me").await.expect(401).code(), "identity.session_expired");
        assert_eq!(desk.delete(&path).await.expect(404).code(), "identity.no_session");
        desk.get("/me").await.expect(200);
    }

    async fn nobody_ends_the_session_of_somebody_else_by_its_id(db: Db) {
        let site = Site::new(&db);
        let victim = site.person("wanggong", &[]).await;
        site.person("ligong", &[on(contract(1), Role::VendorManager)]).await;
        let owner = site.browser("wanggong").await;
        let other = site.browser("ligong").await;
        let id = owner.get("/sessions").await.json()[0]["id"].as_str().unwrap().to_owned();
        other.delete(&format!("/sessions/{id}")).await.expect(404);
        assert_eq!(other.get(&format!("/people/{victim}/sessions")).await.expect(403).code(), "denied");
        assert_eq!(other.delete(&format!("/people/{victim}/sessions")).await.expect(403).code(), "denied");
        owner.get("/me").await.expect(200);
    }

    async fn a_security_administrator_signs_somebody_out_everywhere(db: Db) {
        let site = Site::new(&db);
        let id = site.person("wanggong", &[]).await;
        site.person("security", &[everywhere(Role::SecurityAdministrator)]).await;
        let mut person = site.browser("wanggong").await;
        let security = site.browser("security").await;
        let path = format!("/people/{id}/sessions");
        assert_eq!(security.get(&path).await.expect(200).json().as_array().unwrap().len(), 1);
        security.delete(&path).await.expect(204);
        person.get("/me").await.expect(401);
        person.refresh().await.expect(401);
        assert_eq!(security.get(&path).await.json(), json!([]));
    }

    async fn signing_out_takes_the_cookies_and_ends_the_session(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut browser = site.browser("wanggong").await;
        let answer = browser.delete("/sessions/current").await.expect(204);
        let lines: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|l| l.to_str().unwrap()).collect();
        assert!(lines.len() == 2 && lines.iter().all(|line| line.contains("Max-Age=0")), "{lines:?}");
        browser.get("/me").await.expect(401);
        browser.refresh().await.expect(401);
    }

    async fn a_request_that_another_site_could_cause_is_refused(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let cookie = format!("jy_access={}; jy_refresh={}", browser.access, browser.refresh);
        for (method, path) in [(Method::DELETE, "/sessions/current"), (Method::POST, "/sessions/refresh")] {
            let answer = site.app.call(method, &format!("/api/v1{path}")).header("cookie", &cookie).send().await;
            assert_eq!(answer.expect(403).code(), "identity.csrf_header_missing");
        }
        site.app.get("/api/v1/me").header("cookie", &cookie).send().await.expect(200);
    }

    async fn changing_the_password_ends_the_other_sessions(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let here = site.browser("wanggong").await;
        let mut there = site.browser("wanggong").await;
        here.post("/me/password", json!({ "current": PASSWORD, "new": "Green-Kettle-43" })).await.expect(204);
        here.get("/me").await.expect(200);
        there.get("/me").await.expect(401);
        there.refresh().await.expect(401);
    }

    async fn the_eleventh_sign_in_ends_the_oldest_session(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let mut oldest = site.browser("wanggong").await;
        let mut last = oldest.clone();
        for _ in 0..10 {
            site.wait(TimeDelta::seconds(1));
            last = site.browser("wanggong").await;
        }
        oldest.refresh().await.expect(401);
        assert_eq!(last.get("/sessions").await.json().as_array().unwrap().len(), 10);
    }
}
