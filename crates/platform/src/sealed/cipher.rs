//! The two ciphers.

use aes_gcm::{
    Aes256Gcm, AesGcm,
    aead::{Aead, KeyInit, Payload, consts::U12},
};
use sm4::Sm4;

/// Bytes of a nonce.
pub(super) const NONCE: usize = 12;

/// GCM is defined over any block cipher of 128 bits; RFC 8998 §3 names it with SM4.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// How fields are sealed. Written `sm4-gcm` or `aes-256-gcm` in the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cipher {
    /// SM4-GCM, 128-bit keys.
    #[default]
    Sm4Gcm,
    /// AES-256-GCM.
    Aes256Gcm,
}

/// A key of each cipher.
#[derive(Clone)]
pub(super) struct Key {
    pub sm4: [u8; 16],
    pub aes: [u8; 32],
}

impl Cipher {
    /// Every cipher.
    const ALL: [Self; 2] = [Self::Sm4Gcm, Self::Aes256Gcm];

    /// As it is written in the configuration.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sm4Gcm => "sm4-gcm",
            Self::Aes256Gcm => "aes-256-gcm",
        }
    }

    /// The cipher of a name, if it names one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.name() == name)
    }

    /// The byte that names it in a sealed field.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Sm4Gcm => 1,
            Self::Aes256Gcm => 2,
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|cipher| cipher.code() == code)
    }

    /// Ciphertext and tag; `None` when `plain` is too long for the cipher.
    pub(super) fn encrypt(self, key: &Key, nonce: [u8; NONCE], plain: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad };
        match self {
            Self::Sm4Gcm => Sm4Gcm::new(&key.sm4.into()).encrypt(&nonce.into(), payload),
            Self::Aes256Gcm => Aes256Gcm::new(&key.aes.into()).encrypt(&nonce.into(), payload),
        }
        .ok()
    }

    /// The text; `None` when tag, nonce, key or `aad` do not belong together.
    pub(super) fn decrypt(self, key: &Key, nonce: [u8; NONCE], text: &[u8], aad: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: text, aad };
        match self {
            Self::Sm4Gcm => Sm4Gcm::new(&key.sm4.into()).decrypt(&nonce.into(), payload),
            Self::Aes256Gcm => Aes256Gcm::new(&key.aes.into()).decrypt(&nonce.into(), payload),
        }
        .ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes<const N: usize>(text: &str) -> [u8; N] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    fn check(cipher: Cipher, key: &Key, nonce: &str, aad: &str, plain: &str, sealed: &str) {
        let (nonce, aad, plain) = (bytes(nonce), hex::decode(aad).unwrap(), hex::decode(plain).unwrap());
        let text = cipher.encrypt(key, nonce, &plain, &aad).unwrap();
        assert_eq!(hex::encode(&text), sealed.to_lowercase());
        assert_eq!(cipher.decrypt(key, nonce, &text, &aad).unwrap(), plain);
        assert_eq!(cipher.decrypt(key, nonce, &text, b""), None);
    }

    #[test]
    fn sm4_gcm_of_rfc_8998_appendix_a_1() {
        let key = Key { sm4: bytes("0123456789ABCDEFFEDCBA9876543210"), aes: [0; 32] };
        let plain = [
            "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBB",
            "CCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD",
            "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFF",
            "EEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA",
        ];
        let sealed = [
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735",
            "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D",
            "83DE3541E4C2B58177E065A9BF7B62EC",
        ];
        let aad = "FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2";
        check(Cipher::Sm4Gcm, &key, "00001234567800000000ABCD", aad, &plain.concat(), &sealed.concat());
    }

    #[test]
    fn aes_256_gcm_of_the_specification_test_case_16() {
        let aes = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        let key = Key { sm4: [0; 16], aes };
        let plain = [
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72",
            "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        ];
        let sealed = [
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa",
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b",
        ];
        let aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
        check(Cipher::Aes256Gcm, &key, "cafebabefacedbaddecaf888", aad, &plain.concat(), &sealed.concat());
    }

    #[test]
    fn ciphers_are_found_by_their_names_and_codes() {
        for cipher in Cipher::ALL {
            assert_eq!(Cipher::from_name(cipher.name()), Some(cipher));
            assert_eq!(Cipher::from_code(cipher.code()), Some(cipher));
        }
        assert_eq!((Cipher::from_name("des"), Cipher::from_code(0)), (None, None));
    }
}
