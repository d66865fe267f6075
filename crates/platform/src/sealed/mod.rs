//! Fields that are never kept in clear: phone numbers, mail addresses, secrets of second factors.
//!
//! A field is sealed with SM4-GCM (GB/T 32907-2016, RFC 8998) or AES-256-GCM (NIST SP 800-38D) under a key that is in a
//! file outside the database. The row and column it belongs to are authenticated with it, so that a sealed text moved to
//! another row does not open. Layout: key version (1 byte), cipher (1), nonce (12), ciphertext, tag (16).

mod cipher;
mod file;
mod keys;

use std::{fmt, sync::Arc};

use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sm3::Sm3;

pub use self::{
    cipher::Cipher,
    keys::{KeyError, KeyRing},
};

/// Bytes before the ciphertext: version, cipher, nonce.
const HEADER: usize = 2 + cipher::NONCE;

/// A sealed field that does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not even a header and a tag.
    #[error("the sealed field is too short to be one")]
    TooShort,
    /// The key ring has no such key.
    #[error("the sealed field needs version {0} of the key, which the key file does not hold")]
    UnknownKey(u8),
    /// No cipher of this version of the program.
    #[error("the sealed field names cipher {0}, which this program does not know")]
    UnknownCipher(u8),
    /// Changed, moved from another row or column, or sealed with another key.
    #[error("the sealed field was changed, belongs to another row, or was sealed with another key")]
    NotAuthentic,
}

/// Seals and opens fields. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sealer {
    keys: Arc<KeyRing>,
}

impl Sealer {
    /// Seals with the newest key of `keys` and its cipher; opens what any of its keys has sealed, with any cipher.
    #[must_use]
    pub fn new(keys: KeyRing) -> Self {
        Self { keys: Arc::new(keys) }
    }

    /// `plain`, sealed for the place `aad` (see [`place`]). Nonces are random: one key is good for four thousand
    /// million fields (NIST SP 800-38D §8.3).
    ///
    /// # Panics
    /// When `plain` is longer than 64 GiB.
    #[must_use]
    pub fn seal(&self, plain: &[u8], aad: &[u8]) -> Vec<u8> {
        let ((version, key), cipher) = (self.keys.newest(), self.keys.cipher());
        let nonce: [u8; cipher::NONCE] = rand::rng().random();
        let mut sealed = vec![version, cipher.code()];
        let bound = bound(&sealed, aad);
        sealed.extend(nonce);
        sealed.extend(cipher.encrypt(key, nonce, plain, &bound).expect("a field is shorter than 64 GiB"));
        sealed
    }

    /// What was sealed for the place `aad`.
    ///
    /// # Errors
    /// [`OpenError`] says why it does not open.
    pub fn open(&self, sealed: &[u8], aad: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (header, text) = sealed.split_at_checked(HEADER).ok_or(OpenError::TooShort)?;
        let (marks, nonce) = header.split_at(2);
        let nonce = nonce.try_into().map_err(|_| OpenError::TooShort)?;
        let key = self.keys.get(marks[0]).ok_or(OpenError::UnknownKey(marks[0]))?;
        let cipher = Cipher::from_code(marks[1]).ok_or(OpenError::UnknownCipher(marks[1]))?;
        cipher.decrypt(key, nonce, text, &bound(marks, aad)).ok_or(OpenError::NotAuthentic)
    }

    /// What stands for `plain` in an index: the same for the same text and place, and nothing that anybody could turn back or
    /// try out without the key. HMAC-SM3 (GB/T 32905-2016, RFC 2104), cut to sixteen bytes. The newest key's first, to be
    /// kept; all of them are to be looked for, because what was kept before a rotation stands under an older key.
    ///
    /// # Panics
    /// Never: HMAC takes keys of any length.
    #[must_use]
    pub fn blind(&self, plain: &[u8], place: &[u8]) -> Vec<[u8; 16]> {
        self.keys.all().map(|key| blind(key, plain, place)).collect()
    }

    /// Whether `sealed` should be sealed anew: its key is not the newest, or its cipher not the configured one.
    #[must_use]
    pub fn is_outdated(&self, sealed: &[u8]) -> bool {
        !sealed.starts_with(&[self.keys.newest().0, self.keys.cipher().code()])
    }
}

/// Names the field that a sealed text belongs to: `table.column:row-id`.
#[must_use]
pub fn place(table: &'static str, column: &str, row: impl fmt::Display) -> Vec<u8> {
    format!("{table}.{column}:{row}").into_bytes()
}

fn blind(key: &cipher::Key, plain: &[u8], place: &[u8]) -> [u8; 16] {
    let mac = |key: &[u8], parts: &[&[u8]]| -> [u8; 32] {
        let mut mac = Hmac::<Sm3>::new_from_slice(key).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    };
    // A key of its own, so that no text for an index is ever a text for a cipher.
    let own = mac(&[&key.sm4[..], &key.aes[..]].concat(), &[b"jianyue blind index"]);
    let mut short = [0; 16];
    short.copy_from_slice(&mac(&own, &[place, plain])[..16]);
    short
}

/// What is authenticated: key version and cipher, so that neither can be exchanged, and the place.
fn bound(marks: &[u8], aad: &[u8]) -> Vec<u8> {
    [marks, aad].concat()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const PHONE: &[u8] = b"person.phone_sealed:1";

    const CIPHERS: [Cipher; 2] = [Cipher::Sm4Gcm, Cipher::Aes256Gcm];

    fn ring(cipher: Cipher) -> (TempDir, KeyRing) {
        let folder = TempDir::new().unwrap();
        let ring = KeyRing::load_or_create(&folder.path().join("keys.toml"), cipher).unwrap();
        (folder, ring)
    }

    fn fresh(cipher: Cipher) -> Sealer {
        Sealer::new(ring(cipher).1)
    }

    #[test]
    fn a_field_opens_where_it_belongs() {
        for cipher in CIPHERS {
            let sealer = fresh(cipher);
            for plain in [&b""[..], b"0", "电话".as_bytes()] {
                let field = sealer.seal(plain, PHONE);
                assert_eq!(field.len(), 2 + 12 + plain.len() + 16);
                assert_eq!(sealer.open(&field, PHONE).unwrap(), plain);
            }
        }
    }

    #[test]
    fn the_same_field_never_looks_the_same() {
        let sealer = fresh(Cipher::Sm4Gcm);
        assert_ne!(sealer.seal(b"x", PHONE), sealer.seal(b"x", PHONE));
    }

    #[test]
    fn no_bit_can_be_changed() {
        for cipher in CIPHERS {
            let sealer = fresh(cipher);
            let field = sealer.seal(b"secret", PHONE);
            for bit in 0..field.len() * 8 {
                let mut changed = field.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                assert!(sealer.open(&changed, PHONE).is_err(), "{cipher:?} bit {bit}");
            }
            for length in 0..field.len() {
                assert!(sealer.open(&field[..length], PHONE).is_err(), "{cipher:?} length {length}");
            }
        }
    }

    #[test]
    fn a_field_opens_in_no_other_row_or_column_and_with_no_other_key() {
        let sealer = fresh(Cipher::Sm4Gcm);
        let field = sealer.seal(b"secret", &place("person", "phone_sealed", 1));
        for other in [place("person", "phone_sealed", 2), place("person", "email_sealed", 1), Vec::new()] {
            assert_eq!(sealer.open(&field, &other), Err(OpenError::NotAuthentic), "{other:?}");
        }
        let stranger = fresh(Cipher::Sm4Gcm);
        assert_eq!(stranger.open(&field, PHONE), Err(OpenError::NotAuthentic));
    }

    #[test]
    fn after_a_rotation_old_fields_still_open_and_new_ones_use_the_new_key() {
        let (_folder, mut keys) = ring(Cipher::Sm4Gcm);
        let old = Sealer::new(keys.clone());
        let field = old.seal(b"secret", PHONE);
        assert_eq!(keys.rotate().unwrap(), 2);
        let new = Sealer::new(keys);
        assert_eq!(new.open(&field, PHONE).unwrap(), b"secret");
        assert!(new.is_outdated(&field) && !old.is_outdated(&field));
        let anew = new.seal(b"secret", PHONE);
        assert!(!new.is_outdated(&anew));
        assert_eq!(old.open(&anew, PHONE), Err(OpenError::UnknownKey(2)));
    }

    #[test]
    fn a_change_of_cipher_needs_no_new_key() {
        let (folder, keys) = ring(Cipher::Sm4Gcm);
        let field = Sealer::new(keys).seal(b"secret", PHONE);
        let keys = KeyRing::load(&folder.path().join("keys.toml"), Cipher::Aes256Gcm).unwrap();
        let aes = Sealer::new(keys);
        assert_eq!(aes.open(&field, PHONE).unwrap(), b"secret");
        assert!(aes.is_outdated(&field));
    }

    #[test]
    fn what_is_no_sealed_field_says_so() {
        let sealer = fresh(Cipher::Sm4Gcm);
        let mut field = sealer.seal(b"x", PHONE);
        assert_eq!(sealer.open(&[], PHONE), Err(OpenError::TooShort));
        field[1] = 9;
        assert_eq!(sealer.open(&field, PHONE), Err(OpenError::UnknownCipher(9)));
        field[0] = 0;
        assert_eq!(sealer.open(&field, PHONE), Err(OpenError::UnknownKey(0)));
    }

    #[test]
    fn an_index_finds_the_same_text_again_after_a_rotation_and_tells_nothing_without_the_key() {
        let (_folder, mut keys) = ring(Cipher::Sm4Gcm);
        let old = Sealer::new(keys.clone());
        let kept = old.blind(b"13800000000", b"ticket.phone");
        assert_eq!(kept, old.blind(b"13800000000", b"ticket.phone"));
        assert_ne!(kept, old.blind(b"13800000001", b"ticket.phone"));
        assert_ne!(kept, old.blind(b"13800000000", b"person.phone"));
        assert_ne!(old.blind(b"b", b"a"), old.blind(b"", b"ab"));
        assert_ne!(kept, fresh(Cipher::Sm4Gcm).blind(b"13800000000", b"ticket.phone"));
        keys.rotate().unwrap();
        let after = Sealer::new(keys).blind(b"13800000000", b"ticket.phone");
        assert_eq!((after.len(), after[1]), (2, kept[0]));
    }

    #[test]
    fn keys_are_not_printed() {
        let sealer = fresh(Cipher::Sm4Gcm);
        let printed = format!("{sealer:?}");
        assert!(printed.contains("versions") && !printed.contains("sm4:"), "{printed}");
    }
}
