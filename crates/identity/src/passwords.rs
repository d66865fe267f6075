//! Hashing of passwords with argon2id: off the threads that answer requests, and never more at once than the machine
//! bears, so that a flood of sign-ins slows down sign-ins and nothing else.

use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rand::RngCore;
use tokio::sync::Semaphore;

/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// The work that guessing a password costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Hashes at the same time.
    pub at_once: usize,
}

impl Default for PasswordCost {
    /// 19 MiB and two passes (the OWASP password storage recommendation for argon2id), two at a time.
    fn default() -> Self {
        Self { memory_kib: Params::DEFAULT_M_COST, passes: Params::DEFAULT_T_COST, at_once: 2 }
    }
}

/// A password as it is kept (PHC string). Made by [`Passwords::hash`] only.
#[derive(Clone, PartialEq, Eq)]
pub struct HashedPassword(pub(crate) String);

impl std::fmt::Debug for HashedPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HashedPassword(…)")
    }
}

/// Why nothing was hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many others are waiting.
    #[error("正在登录的人太多，请稍后再试。")]
    Busy,
    /// The hash function itself refused.
    #[error("the password could not be hashed: {0}")]
    Failed(String),
}

/// Hashes and compares passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon: Arc<Argon2<'static>>,
    turns: Arc<Semaphore>,
    patience: Duration,
    /// What no password hashes to: signing in to an account that does not exist costs the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// With the given cost.
    ///
    /// # Errors
    /// When argon2 does not take the cost.
    pub fn new(cost: PasswordCost) -> Result<Self, HashError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(failed)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self {
            argon: Arc::new(argon),
            turns: Arc::new(Semaphore::new(cost.at_once.max(1))),
            patience: PATIENCE,
            nobody: hash_of_nobody(cost).into(),
        })
    }

    /// `password` as it is kept.
    pub async fn hash(&self, password: &str) -> Result<HashedPassword, HashError> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        self.work(move || hash(&argon, &password)).await?
    }

    /// Whether `password` is the one that was hashed; without a hash the same work is done for nothing.
    pub async fn verify(&self, kept: Option<&str>, password: &str) -> Result<bool, HashError> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        let known = kept.is_some();
        let kept = kept.unwrap_or(&self.nobody).to_owned();
        Ok(self.work(move || matches(&argon, &kept, &password)).await? && known)
    }

    /// Whether `password` is one of those that were hashed.
    pub async fn any(&self, kept: Vec<String>, password: &str) -> Result<bool, HashError> {
        let (argon, password) = (self.argon.clone(), password.to_owned());
        self.work(move || kept.iter().any(|kept| matches(&argon, kept, &password))).await
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned());
        let turn = turn.await.map_err(|_| HashError::Busy)?.map_err(|_| HashError::Busy)?;
        // The turn goes into the thread: a caller who hangs up does not free it before the work is done.
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(failed)
    }
}

/// A hash of the given cost whose salt and result are random: comparing with it is the usual work, making it is none.
fn hash_of_nobody(cost: PasswordCost) -> String {
    let random = |bytes: &mut [u8]| {
        rand::rng().fill_bytes(bytes);
        STANDARD_NO_PAD.encode(bytes)
    };
    let (salt, result) = (random(&mut [0; 16]), random(&mut [0; 32]));
    format!("$argon2id$v=19$m={},t={},p=1${salt}${result}", cost.memory_kib, cost.passes)
}

fn hash(argon: &Argon2<'_>, password: &str) -> Result<HashedPassword, HashError> {
    argon.hash_password(password.as_bytes()).map(|hash| HashedPassword(hash.to_string())).map_err(failed)
}

fn matches(argon: &Argon2<'_>, kept: &str, password: &str) -> bool {
    PasswordHash::new(kept).is_ok_and(|kept| argon.verify_password(password.as_bytes(), &kept).is_ok())
}

fn failed(cause: impl std::fmt::Display) -> HashError {
    HashError::Failed(cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Passwords {
        Passwords::new(PasswordCost { memory_kib: 64, passes: 1, at_once: 1 }).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other_is() {
        let passwords = cheap();
        let kept = passwords.hash("Ab3!efghij").await.unwrap();
        assert!(kept.0.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", kept.0);
        assert!(passwords.verify(Some(&kept.0), "Ab3!efghij").await.unwrap());
        assert!(!passwords.verify(Some(&kept.0), "Ab3!efghiJ").await.unwrap());
        assert!(!passwords.verify(Some("no hash"), "Ab3!efghij").await.unwrap());
        assert!(passwords.any(vec![String::new(), kept.0.clone()], "Ab3!efghij").await.unwrap());
        assert!(!passwords.any(vec![], "Ab3!efghij").await.unwrap());
        assert_eq!(format!("{kept:?}"), "HashedPassword(…)");
    }

    #[tokio::test]
    async fn nobody_signs_in_without_a_hash() {
        assert!(!cheap().verify(None, "").await.unwrap());
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_so() {
        let passwords = Passwords { patience: Duration::from_millis(1), ..cheap() };
        let _turn = passwords.turns.clone().acquire_owned().await.unwrap();
        assert!(matches!(passwords.hash("x").await, Err(HashError::Busy)));
    }
}
