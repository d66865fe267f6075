//! Web push, against a service on loopback that decrypts what it is given, as a browser would.

use aes_gcm::{
    Aes128Gcm,
    aead::{Aead, KeyInit},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use chrono::TimeDelta;
use hkdf::Hkdf;
use jianyue_kernel::{Actor, ActorKind, ContractId, PersonId};
use jianyue_notify::{channels::push::Vapid, model::MessageState};
use jianyue_platform::{db::Db, events::Event};
use jianyue_testkit::on_both_databases;
use p256::{PublicKey, SecretKey, ecdh::diffie_hellman, elliptic_curve::sec1::ToEncodedPoint};
use serde_json::{Value, json};
use sha2::Sha256;
use uuid::Uuid;

use super::common::{Stage, engineer, manager, official};

/// A browser with its keys.
struct Browser {
    endpoint: String,
    key: SecretKey,
    auth: [u8; 16],
}

impl Browser {
    fn at(stage: &Stage, name: &str) -> Self {
        let key = SecretKey::from_slice(&Vapid::new_key()).unwrap();
        Self { endpoint: format!("{}/push/{name}", stage.sink.address), key, auth: [7; 16] }
    }

    fn public(&self) -> Vec<u8> {
        self.key.public_key().to_encoded_point(false).as_bytes().to_vec()
    }

    fn asks(&self) -> Value {
        let keys = json!({ "p256dh": BASE64URL.encode(self.public()), "auth": BASE64URL.encode(self.auth) });
        json!({ "endpoint": self.endpoint, "keys": keys, "device": "办公室的 Chrome（测试）" })
    }

    async fn on(self, stage: &Stage, by: &Actor) -> Self {
        stage.app.post("/api/v1/me/push-subscriptions").by(by).json(&self.asks()).send().await.expect(201);
        self
    }

    /// RFC 8291 §3.4 and RFC 8188 §2, from the browser's side.
    fn reads(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        let (length, rest) = rest.split_at(4);
        assert_eq!((length, rest[0]), (&4096_u32.to_be_bytes()[..], 65));
        let (theirs, sealed) = rest[1..].split_at(65);
        let shared =
            diffie_hellman(self.key.to_nonzero_scalar(), PublicKey::from_sec1_bytes(theirs).unwrap().as_affine());
        let info = [b"WebPush: info\0", self.public().as_slice(), theirs].concat();
        let (mut secret, mut key, mut nonce) = ([0; 32], [0; 16], [0; 12]);
        Hkdf::<Sha256>::new(Some(&self.auth), shared.raw_secret_bytes()).expand(&info, &mut secret).unwrap();
        let derive = Hkdf::<Sha256>::new(Some(salt), &secret);
        derive.expand(b"Content-Encoding: aes128gcm\0", &mut key).unwrap();
        derive.expand(b"Content-Encoding: nonce\0", &mut nonce).unwrap();
        let mut plain = Aes128Gcm::new(&key.into()).decrypt(&nonce.into(), sealed).unwrap();
        assert_eq!(plain.pop(), Some(2));
        serde_json::from_slice(&plain).unwrap()
    }
}

async fn devices(stage: &Stage, by: &Actor) -> Vec<Value> {
    let own = stage.app.get("/api/v1/me/push").by(by).send().await.expect(200).json();
    assert_eq!(own["public_key"].as_str().unwrap().len(), 87);
    own["devices"].as_array().unwrap().clone()
}

/// Sessions of the manager were ended: one, or all but one.
#[derive(serde::Serialize)]
struct Ended {
    person: PersonId,
    session: Option<Uuid>,
    kept: Option<Uuid>,
}

impl Event for Ended {
    const KIND: &'static str = "identity.sessions_ended";

    fn subject(&self) -> Uuid {
        self.person.0
    }

    fn contract(&self) -> Option<ContractId> {
        None
    }
}

async fn ended(stage: &Stage, session: Option<Uuid>, kept: Option<Uuid>) {
    stage.record(&[Ended { person: manager().person, session, kept }]).await;
    stage.app.deliver_events().await;
}

async fn push_to_managers(stage: &Stage) {
    stage.tell_managers_by(&["push".to_owned()]).await;
}

on_both_databases! {
    async fn a_browser_is_told_what_only_it_can_read(db: Db) {
        let stage = Stage::new(db).await;
        let browser = Browser::at(&stage, "desk").on(&stage, &manager()).await;
        push_to_managers(&stage).await;
        stage.breach(1).await;
        stage.env.advance(TimeDelta::seconds(6));
        stage.send().await;
        assert_eq!(stage.message().await.state, MessageState::Sent);
        let raw = stage.sink.raw();
        assert_eq!((raw.len(), raw[0].path.as_str()), (1, "/push/desk"));
        let told = browser.reads(&raw[0].body);
        assert_eq!(told["title"], "超时 HS-2026-000001");
        assert_eq!(told["body"], "报名系统无法登录");
        assert!(told["path"].as_str().unwrap().starts_with("/tickets/"), "{told}");
        assert_eq!(told.as_object().unwrap().len(), 4, "nothing else leaves: {told}");
        let header = |name| raw[0].headers[name].to_str().unwrap().to_owned();
        assert_eq!((header("urgency"), header("content-encoding")), ("high".to_owned(), "aes128gcm".to_owned()));
        assert!(header("authorization").starts_with("vapid t=") && header("ttl") == "43200");
        let own = devices(&stage, &manager()).await;
        assert!(own[0]["last_success_at"].is_string() && own[0]["fingerprint"].as_str().unwrap().len() == 64, "{own:?}");
        assert_eq!(devices(&stage, &engineer()).await, Vec::<Value>::new(), "others do not see it");
    }

    async fn who_has_no_browser_is_told_in_the_web(db: Db) {
        let stage = Stage::new(db).await;
        push_to_managers(&stage).await;
        stage.breach(1).await;
        assert_eq!(stage.messages().await, []);
        assert_eq!(stage.notices(&manager()).await.len(), 1);
    }

    async fn a_browser_that_is_gone_is_forgotten(db: Db) {
        let stage = Stage::new(db).await;
        Browser::at(&stage, "desk").on(&stage, &manager()).await;
        push_to_managers(&stage).await;
        stage.sink.answer(410);
        stage.breach(1).await;
        stage.env.advance(TimeDelta::seconds(6));
        stage.send().await;
        let message = stage.message().await;
        assert_eq!((message.state, message.error.as_deref()), (MessageState::Failed, Some("收件人没有开启推送的设备")));
        assert_eq!(devices(&stage, &manager()).await, Vec::<Value>::new());
    }

    async fn a_browser_is_not_told_behind_the_end_of_its_session(db: Db) {
        let stage = Stage::new(db).await;
        let ActorKind::Person { session } = manager().kind else { unreachable!("managers are people") };
        let other = Uuid::from_u128(7);
        Browser::at(&stage, "desk").on(&stage, &manager()).await;
        ended(&stage, Some(other), None).await;
        ended(&stage, None, Some(session)).await;
        assert_eq!(devices(&stage, &manager()).await.len(), 1, "its session goes on");
        ended(&stage, Some(session), None).await;
        assert_eq!(devices(&stage, &manager()).await, Vec::<Value>::new());
        Browser::at(&stage, "desk").on(&stage, &manager()).await;
        ended(&stage, None, Some(other)).await;
        assert_eq!(devices(&stage, &manager()).await, Vec::<Value>::new());
    }

    async fn one_browser_is_not_told_twice_because_another_was_not_reached(db: Db) {
        let stage = Stage::new(db).await;
        Browser::at(&stage, "desk").on(&stage, &manager()).await;
        push_to_managers(&stage).await;
        let busy = Browser { endpoint: format!("{}/busy/phone", stage.sink.address), ..Browser::at(&stage, "phone") };
        busy.on(&stage, &manager()).await;
        stage.sink.busy(503);
        stage.breach(1).await;
        stage.env.advance(TimeDelta::seconds(6));
        stage.send().await;
        assert_eq!(stage.message().await.state, MessageState::Waiting);
        stage.sink.busy(201);
        stage.env.advance(TimeDelta::minutes(2));
        stage.send().await;
        assert_eq!(stage.message().await.state, MessageState::Sent);
        let mut paths: Vec<String> = stage.sink.raw().into_iter().map(|raw| raw.path).collect();
        paths.sort();
        assert_eq!(paths, ["/busy/phone", "/busy/phone", "/push/desk"]);
    }

    async fn a_browser_belongs_to_who_switched_it_on_last(db: Db) {
        let stage = Stage::new(db).await;
        let browser = Browser::at(&stage, "shared").on(&stage, &official()).await;
        let browser = browser.on(&stage, &engineer()).await;
        assert_eq!(devices(&stage, &official()).await, Vec::<Value>::new());
        let own = devices(&stage, &engineer()).await;
        let path = format!("/api/v1/me/push-subscriptions/{}", own[0]["id"].as_str().unwrap());
        let taken = stage.app.delete(&path).by(&official()).send().await;
        assert_eq!(taken.expect(404).code(), "notify.not_found");
        stage.app.delete(&path).by(&engineer()).send().await.expect(204);
        assert_eq!(devices(&stage, &engineer()).await, Vec::<Value>::new());
        drop(browser);
    }

    async fn what_is_no_browser_is_refused(db: Db) {
        let stage = Stage::new(db).await;
        let good = Browser::at(&stage, "x").asks();
        for (member, value) in [
            ("endpoint", json!("http://10.0.0.8/push")),
            ("endpoint", json!("ftp://push.example.net/x")),
            ("keys", json!({ "p256dh": "AAAA", "auth": "AAAA" })),
            ("device", json!(" ")),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            let answer = stage.app.post("/api/v1/me/push-subscriptions").by(&manager()).json(&bad).send().await;
            assert_eq!(answer.expect(422).json()["errors"][0]["field"], member);
        }
        assert_eq!(devices(&stage, &manager()).await, Vec::<Value>::new());
    }

    async fn people_try_their_ways_a_few_times_a_minute(db: Db) {
        let stage = Stage::new(db).await;
        let browser = Browser::at(&stage, "desk").on(&stage, &manager()).await;
        let tried = async |way: &str| {
            stage.app.post("/api/v1/me/notifications/try").by(&manager()).json(&json!({ "way": way })).send().await
        };
        assert_eq!(tried("push").await.expect(200).json(), json!({ "ok": true, "detail": null }));
        assert_eq!(browser.reads(&stage.sink.raw()[0].body)["title"], "试发消息");
        let mail = tried("email").await.expect(200).json();
        assert!(mail["detail"].as_str().unwrap().contains("smtp_url"), "{mail}");
        assert_eq!(tried("in_app").await.expect(422).code(), "notify.bad_fields");
        for _ in 0..3 {
            tried("email").await.expect(200);
        }
        assert_eq!(tried("email").await.expect(429).code(), "notify.too_often");
    }

    async fn a_push_can_be_muted(db: Db) {
        let stage = Stage::new(db).await;
        Browser::at(&stage, "desk").on(&stage, &manager()).await;
        push_to_managers(&stage).await;
        let muted = json!({ "muted": { "ticket.breached": ["push"] } });
        let kept = stage.app.put("/api/v1/me/notification-preferences").by(&manager()).json(&muted).send().await.expect(200).json();
        assert_eq!(kept["muted"]["ticket.breached"], json!(["push"]));
        assert_eq!(kept["quiet"][0]["quiet"], Value::Null, "the contract has its own rules, which are never silent");
        assert_eq!(kept["ways"].as_array().unwrap().len(), 4);
        stage.breach(1).await;
        assert_eq!(stage.messages().await, []);
    }
}
