//! Random secrets and their digests. What is random enough to be guessed by nobody is kept as a plain SM3 digest
//! (GB/T 32905-2016); passwords, which people choose, go through argon2id in [`crate::passwords`].

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{Rng, RngCore};
use sm3::{Digest, Sm3};

/// What API tokens begin with, so that scanners for leaked secrets know them.
pub const TOKEN_PREFIX: &str = "jyt_";

/// What the secrets of calendar addresses begin with: they are no API tokens, and an API token is no such secret.
pub const FEED_PREFIX: &str = "jyf_";

/// Letters and digits that are not mistaken for each other when they are read out.
const READABLE: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// A secret of 256 random bits, in the letters of URLs.
#[must_use]
pub fn random_secret() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A password for the first sign-in: 16 readable characters in groups of four, about 79 random bits.
#[must_use]
pub fn first_password() -> String {
    (0..4).map(|_| readable(4)).collect::<Vec<_>>().join("-")
}

/// A recovery code: ten readable characters in two groups, about 49 random bits.
#[must_use]
pub fn recovery_code() -> String {
    format!("{}-{}", readable(5), readable(5))
}

fn readable(length: usize) -> String {
    let mut random = rand::rng();
    (0..length).map(|_| char::from(READABLE[random.random_range(0..READABLE.len())])).collect()
}

/// The shared secret of a second factor: 160 random bits (RFC 4226 §4).
#[must_use]
pub fn totp_secret() -> [u8; 20] {
    let mut bytes = [0_u8; 20];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// The digest that is kept instead of a secret.
#[must_use]
pub fn digest(secret: &str) -> Vec<u8> {
    Sm3::digest(secret.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_and_never_the_same() {
        assert_eq!(random_secret().len(), 43);
        assert_ne!(random_secret(), random_secret());
        assert_ne!(totp_secret(), totp_secret());
        assert_ne!(digest("a"), digest("b"));
    }

    #[test]
    fn a_first_password_can_be_read_out_and_meets_the_rules() {
        let password = first_password();
        assert_eq!(password.len(), 19);
        assert!(!password.contains(['0', 'o', '1', 'l', 'i']));
        assert_eq!(crate::policy::spelling::check_password(&password, "somebody", "somebody"), Ok(()));
    }
}
