//! Changing one's password. Hashes are made outside of any transaction.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, Env};
use jianyue_platform::{Db, DbError, Tx, events};
use serde_json::json;

use crate::{
    model::SessionsEnded,
    passwords::{HashError, HashedPassword, Passwords},
    policy::spelling::{self, PASSWORDS_KEPT, WeakPassword},
    secrets,
    service::{Settled, note, session_of, sign_in},
    state::Identity,
    store::{self, sign_in::Credentials},
};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// A program asked.
    #[error("此操作需要本人登录后进行，不能使用访问令牌。")]
    SessionOnly,
    /// The present password is wrong.
    #[error("当前密码不正确。请检查后重试。")]
    WrongCurrent,
    /// Too many wrong ones.
    #[error("连续输错次数过多，账号已锁定。请稍后再试，或联系安全管理员解锁。")]
    Locked {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The new one breaks a rule.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// It was changed by somebody else at the same time.
    #[error("密码刚刚已被修改。请用新密码重新登录。")]
    ChangedMeanwhile,
    /// No hash was made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Changes the caller's password and ends their other sessions.
pub async fn change_own(
    db: &Db,
    env: &Env,
    identity: &Identity,
    by: &Actor,
    (current, new): (&str, &str),
) -> Result<(), PasswordError> {
    session_of(by).ok_or(PasswordError::SessionOnly)?;
    let (known, used) = look_up(db, env, by).await?;
    if !identity.passwords.verify(known.password_hash.as_deref(), current).await? {
        let mut tx = db.write().await?;
        let refusal = wrong_current(&mut tx, env, by, &known).await?;
        tx.commit().await?;
        return Err(refusal);
    }
    spelling::check_password(new, &known.account, &known.name)?;
    if identity.passwords.any(used, new).await? {
        return Err(WeakPassword::UsedBefore.into());
    }
    let hashed = identity.passwords.hash(new).await?;
    let mut tx = db.write().await?;
    let outcome = keep(&mut tx, env, by, &known, &hashed).await?;
    tx.commit().await?;
    outcome
}

async fn look_up(db: &Db, env: &Env, by: &Actor) -> Result<(Credentials, Vec<String>), PasswordError> {
    let mut tx = db.read().await?;
    let known = store::sign_in::credentials_by_person(&mut tx, by.person).await?.ok_or(PasswordError::WrongCurrent)?;
    let failures = store::sign_in::failures(&mut tx, &account(&known)).await?;
    if let Some(until) = failures.and_then(|failures| failures.locked(env.now())) {
        return Err(PasswordError::Locked { until });
    }
    let used = store::people::password_last(&mut tx, by.person, PASSWORDS_KEPT).await?;
    Ok((known, used))
}

fn account(known: &Credentials) -> Vec<u8> {
    secrets::digest(&spelling::fold(&known.account))
}

/// A wrong present password counts like one at the sign-in, so that a stolen session cannot try them all.
async fn wrong_current(tx: &mut Tx, env: &Env, by: &Actor, known: &Credentials) -> Result<PasswordError, DbError> {
    let locked = sign_in::count_failure(tx, env, &account(known)).await?;
    note(tx, env, by, "identity.refuse_password_change", by.person.0, json!({ "locked_until": locked })).await?;
    Ok(locked.map_or(PasswordError::WrongCurrent, |until| PasswordError::Locked { until }))
}

async fn keep(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    known: &Credentials,
    HashedPassword(hash): &HashedPassword,
) -> Settled<(), PasswordError> {
    store::people::person_lock(tx, by.person).await?;
    let now = store::sign_in::credentials_by_person(tx, by.person).await?;
    if now.is_none_or(|now| now.password_hash != known.password_hash) {
        return Ok(Err(PasswordError::ChangedMeanwhile));
    }
    store::people::person_set_password(tx, env.id(), by.person, hash, false, env.now()).await?;
    let keep = session_of(by).unwrap_or_default();
    let ended = store::sessions::session_revoke_others(tx, by.person, keep, env.now()).await?;
    let session = SessionsEnded { kept: session_of(by), ..SessionsEnded::all(by.person) };
    events::record(tx, env, &session).await?;
    note(tx, env, by, "identity.change_password", by.person.0, json!({ "sessions_ended": ended })).await?;
    Ok(Ok(()))
}

/// A password for somebody new, as it is kept, when it follows the rules.
pub async fn hash_new(
    passwords: &Passwords,
    password: &str,
    account: &str,
    name: &str,
) -> Result<HashedPassword, PasswordError> {
    spelling::check_password(password, account.trim(), name.trim())?;
    Ok(passwords.hash(password).await?)
}
