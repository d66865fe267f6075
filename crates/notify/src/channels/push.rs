//! Web push: what is encrypted for one browser (RFC 8291, RFC 8188) and handed to its maker's push service (RFC 8030) by a
//! sender who names himself (VAPID, RFC 8292). The service sees when something is sent and to whom, never what.

use std::sync::Arc;

use aes_gcm::{
    Aes128Gcm,
    aead::{Aead, KeyInit},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use chrono::{DateTime, Duration, Utc};
use hkdf::Hkdf;
use p256::{
    PublicKey, SecretKey,
    ecdh::diffie_hellman,
    ecdsa::{Signature, SigningKey, signature::Signer},
    elliptic_curve::sec1::ToEncodedPoint,
};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{HttpAnswer, Outcome};
use crate::compose::cut;

/// How long a signed name is good; services refuse more than 24 hours.
const NAMED: Duration = Duration::hours(12);
/// The length of a record; everything we say fits into one.
const RECORD: u32 = 4096;
/// The longest title of a record that is told, in characters.
const LONGEST: usize = 60;

/// Why a subscription or key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// It is no key of the curve P-256.
    #[error("密钥不是 P-256 曲线上的密钥")]
    BadKey,
    /// The secret shared with the browser has 16 bytes.
    #[error("auth 应是 16 字节")]
    BadSecret,
    /// More than fits into one record.
    #[error("推送内容太长")]
    TooLong,
}

/// The key by which push services know this house. Cheap to clone.
#[derive(Clone)]
pub struct Vapid {
    key: Arc<SigningKey>,
    public: String,
    contact: Arc<str>,
}

/// A browser that wants to be told; what it gave is sealed wherever it is kept.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Where its maker's service takes messages for it.
    pub endpoint: String,
    /// Its public key, in base64url.
    pub p256dh: String,
    /// The secret that it shares with us, in base64url.
    pub auth: String,
}

/// What a browser shows. No names, no numbers of people: it stands on a screen that others may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// The occasion and the record's number.
    pub title: String,
    /// The record's title, cut short.
    pub body: String,
    /// Where it leads.
    pub path: String,
    /// The message: the same one shown again takes the place of the first.
    pub tag: Uuid,
}

/// How urgent a push is, and what it takes the place of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// Seconds for which the service keeps it for a browser that is away.
    pub ttl: u32,
    /// `high` wakes a phone that saves its battery.
    pub urgency: &'static str,
    /// What is still undelivered under the same topic is replaced.
    pub topic: String,
}

impl Vapid {
    /// A new private key.
    #[must_use]
    pub fn new_key() -> [u8; 32] {
        secret().to_bytes().into()
    }

    /// From a private key of 32 bytes, with the address (`https:` or `mailto:`) under which push services reach the house.
    ///
    /// # Errors
    /// [`PushError::BadKey`].
    pub fn new(key: &[u8; 32], contact: &str) -> Result<Self, PushError> {
        let key = SigningKey::from_slice(key).map_err(|_| PushError::BadKey)?;
        let public = BASE64URL.encode(key.verifying_key().to_encoded_point(false));
        Ok(Self { key: Arc::new(key), public, contact: contact.into() })
    }

    /// The public key, as browsers want it: uncompressed, in base64url.
    #[must_use]
    pub fn public(&self) -> &str {
        &self.public
    }

    /// The header that names the sender to the service of `endpoint`.
    #[must_use]
    pub fn header(&self, endpoint: &str, now: DateTime<Utc>) -> String {
        let part = |value: serde_json::Value| BASE64URL.encode(value.to_string());
        let head = part(json!({ "typ": "JWT", "alg": "ES256" }));
        let claims = json!({ "aud": origin(endpoint), "exp": (now + NAMED).timestamp(), "sub": &*self.contact });
        let signed = format!("{head}.{}", part(claims));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!("vapid t={signed}.{}, k={}", BASE64URL.encode(signature.to_bytes()), self.public)
    }
}

/// Scheme, host and port of an address.
fn origin(endpoint: &str) -> &str {
    let host = endpoint.find("://").map_or(0, |at| at + 3);
    endpoint[host..].find('/').map_or(endpoint, |end| &endpoint[..host + end])
}

/// A random private key.
fn secret() -> SecretKey {
    loop {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        // Of 2^32 draws one is not below the order of the curve.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

impl Target {
    /// Whether its keys are keys.
    ///
    /// # Errors
    /// [`PushError`] says which is not.
    pub fn check(&self) -> Result<(), PushError> {
        self.keys().map(drop)
    }

    /// By which the endpoint is known without being told.
    #[must_use]
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.endpoint.as_bytes()))
    }

    fn keys(&self) -> Result<(PublicKey, Vec<u8>), PushError> {
        let bytes = |text: &str| BASE64URL.decode(text.trim_end_matches('=')).ok();
        let public = bytes(&self.p256dh).filter(|bytes| bytes.len() == 65).ok_or(PushError::BadKey)?;
        let public = PublicKey::from_sec1_bytes(&public).map_err(|_| PushError::BadKey)?;
        let auth = bytes(&self.auth).filter(|auth| auth.len() == 16).ok_or(PushError::BadSecret)?;
        Ok((public, auth))
    }

    /// `plain`, so that only this browser reads it.
    ///
    /// # Errors
    /// [`PushError`].
    pub fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, PushError> {
        let mut salt = [0; 16];
        rand::rng().fill_bytes(&mut salt);
        self.encrypt_with(plain, &secret(), salt)
    }

    /// RFC 8291 §3.4 with RFC 8188 §2 in one record.
    fn encrypt_with(&self, plain: &[u8], own: &SecretKey, salt: [u8; 16]) -> Result<Vec<u8>, PushError> {
        let (theirs, auth) = self.keys()?;
        let shared = diffie_hellman(own.to_nonzero_scalar(), theirs.as_affine());
        let public = own.public_key().to_encoded_point(false);
        let info = [b"WebPush: info\0", theirs.to_encoded_point(false).as_bytes(), public.as_bytes()].concat();
        let secret: [u8; 32] = derived(&auth, shared.raw_secret_bytes(), &info)?;
        let key: [u8; 16] = derived(&salt, &secret, b"Content-Encoding: aes128gcm\0")?;
        let nonce: [u8; 12] = derived(&salt, &secret, b"Content-Encoding: nonce\0")?;
        // The last record ends in 2, and the tag takes 16 bytes more.
        let record = [plain, &[2]].concat();
        if record.len() + 16 > RECORD as usize {
            return Err(PushError::TooLong);
        }
        let sealed = Aes128Gcm::new(&key.into()).encrypt(&nonce.into(), record.as_slice());
        let sealed = sealed.map_err(|_| PushError::TooLong)?;
        Ok([&salt[..], &RECORD.to_be_bytes(), &[65], public.as_bytes(), &sealed].concat())
    }
}

fn derived<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Result<[u8; N], PushError> {
    let mut out = [0; N];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut out).map_err(|_| PushError::TooLong)?;
    Ok(out)
}

impl Payload {
    /// Of one thing.
    #[must_use]
    pub fn one(occasion: &str, number: &str, title: &str, path: &str, tag: Uuid) -> Self {
        let title_line =
            [occasion, number].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
        Self { title: title_line, body: cut(title, LONGEST), path: path.to_owned(), tag }
    }

    /// Of many.
    #[must_use]
    pub fn many(count: i64, kinds: &str, tag: Uuid) -> Self {
        Self { title: format!("{count} 条提醒"), body: cut(kinds, LONGEST), path: "/notices".to_owned(), tag }
    }
}

impl Manner {
    /// What is grave is kept apart, so that nothing later takes its place; the rest is replaced by what follows to the same
    /// `group`.
    #[must_use]
    pub fn of(level: Option<i64>, message: Uuid, group: &str) -> Self {
        if level == Some(1) {
            let topic = BASE64URL.encode(message.as_bytes());
            return Self { ttl: 12 * 3600, urgency: "high", topic };
        }
        let topic = BASE64URL.encode(&Sha256::digest(group.as_bytes())[..16]);
        Self { ttl: 24 * 3600, urgency: "normal", topic }
    }

    /// The headers of a push under `vapid`'s name.
    #[must_use]
    pub fn headers(&self, vapid: &Vapid, endpoint: &str, now: DateTime<Utc>) -> Vec<(String, String)> {
        [
            ("Authorization", vapid.header(endpoint, now)),
            ("Content-Encoding", "aes128gcm".to_owned()),
            ("Content-Type", "application/octet-stream".to_owned()),
            ("TTL", self.ttl.to_string()),
            ("Urgency", self.urgency.to_owned()),
            ("Topic", self.topic.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

/// What became of a push to one browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The service has it.
    Delivered,
    /// The browser no longer wants to be told, or is gone: it is forgotten.
    Gone,
    /// Anything else.
    Otherwise(Outcome),
}

/// How services answer (RFC 8030 §5, §7.3).
#[must_use]
pub fn outcome(answer: &HttpAnswer) -> Pushed {
    match answer.status {
        404 | 410 => Pushed::Gone,
        _ => answer.by_status().map_or(Pushed::Delivered, Pushed::Otherwise),
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::{VerifyingKey, signature::Verifier};

    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        BASE64URL.decode(text).unwrap().try_into().unwrap()
    }

    /// The browser of RFC 8291, appendix A.
    fn browser() -> Target {
        Target {
            endpoint: "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV".to_owned(),
            p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
                .to_owned(),
            auth: "BTBZMqHH6r4Tts7J_aSIgg".to_owned(),
        }
    }

    #[test]
    fn the_message_of_rfc_8291_appendix_a() {
        let own = SecretKey::from_slice(&bytes::<32>("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).unwrap();
        let plain = b"When I grow up, I want to be a watermelon";
        let sealed = browser().encrypt_with(plain, &own, bytes("DGv6ra1nlYgDCS1FRnbzlw")).unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PB\
             ru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(BASE64URL.encode(sealed), expected);
    }

    #[test]
    fn no_two_messages_are_sealed_alike_and_none_is_too_long() {
        let (one, other) = (browser().encrypt(b"x").unwrap(), browser().encrypt(b"x").unwrap());
        assert_ne!(one, other);
        assert!(browser().encrypt(&[0; 4079]).is_ok());
        assert_eq!(browser().encrypt(&[0; 4080]), Err(PushError::TooLong));
    }

    #[test]
    fn keys_that_are_none_are_refused() {
        let with =
            |p256dh: &str, auth: &str| Target { p256dh: p256dh.to_owned(), auth: auth.to_owned(), ..browser() }.check();
        assert_eq!(with(&browser().p256dh, "BTBZMqHH6r4Tts7J_aSI"), Err(PushError::BadSecret));
        assert_eq!(with("BCVxsr7N", &browser().auth), Err(PushError::BadKey));
        // A point beside the curve.
        let beside = BASE64URL.encode([vec![4], vec![1; 64]].concat());
        assert_eq!(with(&beside, &browser().auth), Err(PushError::BadKey));
        assert_eq!(browser().check(), Ok(()));
    }

    #[test]
    fn the_sender_names_himself_for_twelve_hours_to_that_service_only() {
        let vapid = Vapid::new(&Vapid::new_key(), "https://y.example").unwrap();
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let header = vapid.header("https://push.example.net:8443/push/abc", now);
        let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let claims: serde_json::Value =
            serde_json::from_slice(&BASE64URL.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
        let expected =
            json!({ "aud": "https://push.example.net:8443", "exp": 1_795_305_600, "sub": "https://y.example" });
        assert_eq!(claims, expected);
        let key = VerifyingKey::from_sec1_bytes(&BASE64URL.decode(key).unwrap()).unwrap();
        let signature = Signature::from_slice(&BASE64URL.decode(signature).unwrap()).unwrap();
        key.verify(signed.as_bytes(), &signature).unwrap();
    }

    #[test]
    fn the_grave_is_never_replaced_by_what_follows() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_ne!(Manner::of(Some(1), one, "g").topic, Manner::of(Some(1), other, "g").topic);
        assert_eq!(Manner::of(Some(2), one, "g"), Manner::of(None, other, "g"));
        assert!(Manner::of(None, one, &"g".repeat(99)).topic.len() <= 32, "RFC 8030 §5.4");
    }

    #[test]
    fn services_answers_are_told_apart() {
        let told = |status| outcome(&HttpAnswer { status, body: String::new() });
        assert_eq!((told(201), told(404), told(410)), (Pushed::Delivered, Pushed::Gone, Pushed::Gone));
        assert!(matches!(told(429), Pushed::Otherwise(Outcome::Later(_))));
        assert!(matches!(told(403), Pushed::Otherwise(Outcome::Never(_))));
    }
}
