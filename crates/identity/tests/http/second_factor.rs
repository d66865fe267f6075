use chrono::TimeDelta;
use jianyue_platform::Db;
use jianyue_testkit::on_both_databases;
use serde_json::json;
use totp_rs::{Builder, Secret};

use crate::support::{Browser, PASSWORD, Site};

/// What the app on the phone shows now.
fn code(site: &Site, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(site.env.now().timestamp()).unwrap()).to_string()
}

/// Binds an app; gives its secret and the recovery codes.
async fn bind(site: &Site, browser: &Browser<'_>) -> (String, Vec<String>) {
    let begun = browser.post("/me/second-factor", json!({})).await.expect(200).json();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    assert!(begun["otpauth_url"].as_str().unwrap().contains(&secret));
    let confirm = json!({ "code": code(site, &secret) });
    let confirmed = browser.post("/me/second-factor/confirm", confirm).await.expect(200).json();
    (secret, serde_json::from_value(confirmed["recovery_codes"].clone()).unwrap())
}

on_both_databases! {
    async fn a_code_is_asked_for_after_it_was_confirmed_and_is_good_once(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let unconfirmed = browser.post("/me/second-factor", json!({})).await.expect(200);
        assert_ne!(unconfirmed.json()["secret"], json!(null));
        site.browser("wanggong").await;
        let (secret, _) = bind(&site, &browser).await;
        assert_eq!(browser.get("/me").await.json()["second_factor"], json!(true));

        let mut fresh = Browser::new(&site.app);
        let needed = fresh.sign_in("wanggong", PASSWORD).await.expect(401);
        assert_eq!(needed.code(), "identity.second_factor_needed");
        assert_eq!(fresh.sign_in("wanggong", "wrong").await.code(), "identity.bad_credentials");
        let with = |code: String| json!({ "account": "wanggong", "password": PASSWORD, "code": code });
        let replayed = fresh.sign_in_with(with(code(&site, &secret))).await.expect(401);
        assert_eq!(replayed.code(), "identity.bad_second_factor", "the code that confirmed was used");
        site.wait(TimeDelta::seconds(30));
        fresh.sign_in_with(with(code(&site, &secret))).await.expect(200);
        let mut thief = Browser::new(&site.app);
        thief.sign_in_with(with(code(&site, &secret))).await.expect(401);
        site.wait(TimeDelta::seconds(90));
        let late = code(&site, &secret);
        site.wait(TimeDelta::seconds(60));
        thief.sign_in_with(with(late)).await.expect(401);
    }

    async fn wrong_codes_lock_like_wrong_passwords(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let (secret, _) = bind(&site, &browser).await;
        site.wait(TimeDelta::seconds(30));
        let mut guesser = Browser::new(&site.app);
        let wrong = json!({ "account": "wanggong", "password": PASSWORD, "code": "not-a-code" });
        for _ in 0..4 {
            guesser.sign_in_with(wrong.clone()).await.expect(401);
        }
        guesser.sign_in_with(wrong).await.expect(423);
        let right = json!({ "account": "wanggong", "password": PASSWORD, "code": code(&site, &secret) });
        guesser.sign_in_with(right).await.expect(423);
        let remove = json!({ "code": code(&site, &secret) });
        let answer = browser.send(axum::http::Method::DELETE, "/me/second-factor", Some(remove)).await;
        assert_eq!(answer.expect(423).code(), "identity.locked");
    }

    async fn each_of_ten_recovery_codes_is_good_once(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let (_, codes) = bind(&site, &browser).await;
        assert_eq!(codes.len(), 10);
        let mut lost_phone = Browser::new(&site.app);
        let with = |code: &str| json!({ "account": "wanggong", "password": PASSWORD, "code": code });
        lost_phone.sign_in_with(with(&codes[0].to_uppercase())).await.expect(200);
        lost_phone.sign_in_with(with(&codes[0])).await.expect(401);
        lost_phone.sign_in_with(with(&codes[9])).await.expect(200);
        let details = site.audit_details().await;
        assert!(codes.iter().all(|code| !details.contains(code)));
    }

    async fn a_code_is_needed_to_take_the_second_factor_away(db: Db) {
        let site = Site::new(&db);
        site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let remove = |code: String| {
            browser.send(axum::http::Method::DELETE, "/me/second-factor", Some(json!({ "code": code })))
        };
        assert_eq!(remove("000000".to_owned()).await.expect(409).code(), "identity.second_factor_not_begun");
        let (secret, codes) = bind(&site, &browser).await;
        assert_eq!(browser.post("/me/second-factor", json!({})).await.expect(409).code(), "identity.second_factor_on");
        let again = browser.post("/me/second-factor/confirm", json!({ "code": "000000" })).await;
        assert_eq!(again.expect(409).code(), "identity.second_factor_on");
        assert_eq!(remove("nothing".to_owned()).await.expect(422).code(), "identity.bad_second_factor");
        site.wait(TimeDelta::seconds(30));
        remove(code(&site, &secret)).await.expect(204);
        Browser::new(&site.app).sign_in("wanggong", PASSWORD).await.expect(200);
        let mut tx = db.peek().await.unwrap();
        let left: (i64,) = tx.one("SELECT COUNT(*) FROM recovery_code", vec![]).await.unwrap();
        assert_eq!(left.0, 0, "{codes:?}");
    }

    async fn the_secret_is_sealed_in_the_database(db: Db) {
        let site = Site::new(&db);
        let id = site.person("wanggong", &[]).await;
        let browser = site.browser("wanggong").await;
        let (secret, _) = bind(&site, &browser).await;
        let plain = Secret::try_from_base32(&secret).unwrap();
        let mut tx = db.peek().await.unwrap();
        let args = jianyue_platform::args![id];
        let kept: (Vec<u8>,) = tx.one("SELECT totp_sealed FROM person WHERE id = $1", args).await.unwrap();
        assert!(!kept.0.windows(20).any(|window| window == plain.as_ref()));
    }
}
