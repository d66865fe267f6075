//! Reports of other systems that are signed by a shared secret: HMAC over the timestamp, a full stop and the body.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sm3::Sm3;

use crate::words;

words! {
    /// How reports are signed.
    #[schema(as = FeedAlgorithm)]
    pub enum Algorithm {
        /// HMAC-SM3 (GB/T 32905-2016, RFC 2104).
        HmacSm3 = "hmac-sm3",
        /// HMAC-SHA256 (FIPS 180-4, RFC 2104).
        HmacSha256 = "hmac-sha256",
    }
}

/// How far the two clocks may be apart.
const APART: TimeDelta = TimeDelta::minutes(5);

/// Whether `signature` (hexadecimal) is the one of `secret` over `timestamp` (Unix seconds as text) and `body`, made within
/// five minutes of `now`. Compared in constant time.
#[must_use]
pub fn holds(
    algorithm: Algorithm,
    secret: &[u8],
    (timestamp, body): (&str, &[u8]),
    signature: &str,
    now: DateTime<Utc>,
) -> bool {
    let said = timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let in_time = said.is_some_and(|said| (now - said).abs() <= APART);
    let Ok(given) = hex::decode(signature.trim()) else { return false };
    let same = match algorithm {
        Algorithm::HmacSm3 => {
            Hmac::<Sm3>::new_from_slice(secret).is_ok_and(|mac| over(mac, timestamp, body).verify_slice(&given).is_ok())
        }
        Algorithm::HmacSha256 => Hmac::<Sha256>::new_from_slice(secret)
            .is_ok_and(|mac| over(mac, timestamp, body).verify_slice(&given).is_ok()),
    };
    in_time && same
}

fn over<M: Mac>(mut mac: M, timestamp: &str, body: &[u8]) -> M {
    mac.update(timestamp.as_bytes());
    mac.update(b".");
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    const DOCUMENTS: [&str; 2] =
        [include_str!("../../../docs/phone-systems.md"), include_str!("../../../docs/courier-events.md")];

    /// The text of the first fenced block behind `heading` in a document.
    fn block<'a>(document: &'a str, heading: &str) -> &'a str {
        let rest = &document[document.find(heading).unwrap()..];
        let rest = &rest[rest.find("```").unwrap()..];
        let rest = &rest[rest.find('\n').unwrap() + 1..];
        &rest[..rest.find("\n```").unwrap()]
    }

    #[test]
    fn the_worked_examples_of_the_documents_are_right() {
        let now = DateTime::from_timestamp(1_772_413_200, 0).unwrap();
        for document in DOCUMENTS {
            let body = block(document, "### The body");
            let signed = block(document, "### The signatures");
            assert!(block(document, "### The command").contains(SECRET));
            for (algorithm, name) in [(Algorithm::HmacSm3, "hmac-sm3"), (Algorithm::HmacSha256, "hmac-sha256")] {
                let line = signed.lines().find(|line| line.starts_with(name)).unwrap();
                let signature = line.split_whitespace().last().unwrap();
                assert!(holds(algorithm, SECRET.as_bytes(), ("1772413200", body.as_bytes()), signature, now), "{name}");
                let more = format!("{body} ");
                assert!(!holds(algorithm, SECRET.as_bytes(), ("1772413200", more.as_bytes()), signature, now));
                assert!(!holds(algorithm, b"other", ("1772413200", body.as_bytes()), signature, now));
            }
        }
    }

    #[test]
    fn five_minutes_either_way_and_no_more() {
        let now = DateTime::from_timestamp(1_772_413_200, 0).unwrap();
        for (seconds, may) in [(-301, false), (-300, true), (300, true), (301, false)] {
            let timestamp = (1_772_413_200 + seconds).to_string();
            let mac = over(Hmac::<Sm3>::new_from_slice(b"key").unwrap(), &timestamp, b"{}");
            let signature = hex::encode(mac.finalize().into_bytes());
            assert_eq!(holds(Algorithm::HmacSm3, b"key", (&timestamp, b"{}"), &signature, now), may, "{seconds}");
        }
        assert!(!holds(Algorithm::HmacSm3, b"key", ("soon", b"{}"), "00", now));
        assert!(!holds(Algorithm::HmacSm3, b"key", ("1772413200", b"{}"), "no hex", now));
    }
}
