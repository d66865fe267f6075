//! The access cookie: a JWT (RFC 7519, HS256) that names a session. It says who sent it, never what they may do.

use chrono::{DateTime, Utc};
use jianyue_kernel::PersonId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an access cookie says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The session.
    pub sid: Uuid,
    /// Whose it is.
    pub person: PersonId,
    /// When it was written, in seconds since 1970.
    pub iat: i64,
    /// When it ends, in seconds since 1970.
    pub exp: i64,
}

/// Why an access cookie is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadAccess {
    /// It is over: a refresh gives another.
    Expired,
    /// It was not written here.
    Forged,
}

/// Writes and reads access cookies.
pub struct AccessKey {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl AccessKey {
    /// With a key that every replica has.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // The library asks the machine for the time; ours is a parameter.
        validation.validate_exp = false;
        Self { encoding: EncodingKey::from_secret(key), decoding: DecodingKey::from_secret(key), validation }
    }

    /// The cookie's text.
    ///
    /// # Errors
    /// When the claims cannot be written, which they always can.
    pub fn write(&self, claims: &Claims) -> Result<String, jsonwebtoken::errors::Error> {
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding)
    }

    /// What a cookie's text says.
    ///
    /// # Errors
    /// [`BadAccess`] when it is over at `now` or was not written with this key.
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, BadAccess> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|_| BadAccess::Forged)?
            .claims;
        if now.timestamp() < claims.exp { Ok(claims) } else { Err(BadAccess::Expired) }
    }
}

#[cfg(test)]
mod tests {
    use jianyue_testkit::env::time;

    use super::*;

    fn claims() -> Claims {
        let now = time("2026-03-02T09:00:00+08:00").timestamp();
        Claims { sid: Uuid::from_u128(1), person: PersonId(Uuid::from_u128(2)), iat: now, exp: now + 600 }
    }

    #[test]
    fn a_cookie_is_read_until_it_ends() {
        let key = AccessKey::new(&[7; 32]);
        let text = key.write(&claims()).unwrap();
        assert_eq!(key.read(&text, time("2026-03-02T09:09:59+08:00")), Ok(claims()));
        assert_eq!(key.read(&text, time("2026-03-02T09:10:00+08:00")), Err(BadAccess::Expired));
    }

    #[test]
    fn a_cookie_of_another_key_or_of_no_algorithm_is_forged() {
        let now = time("2026-03-02T09:00:00+08:00");
        let key = AccessKey::new(&[7; 32]);
        let text = AccessKey::new(&[8; 32]).write(&claims()).unwrap();
        assert_eq!(key.read(&text, now), Err(BadAccess::Forged));
        let body = key.write(&claims()).unwrap().split('.').nth(1).unwrap().to_owned();
        // {"alg":"none","typ":"JWT"}
        let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.");
        assert_eq!(key.read(&unsigned, now), Err(BadAccess::Forged));
    }
}
