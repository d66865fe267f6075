//! Signing in. The password is compared outside of any transaction; here it is decided what follows.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Env, PersonId};
use jianyue_platform::{Db, DbError, Tx};
use serde_json::json;
use uuid::Uuid;

use crate::{
    model::Person,
    passwords::HashError,
    policy::spelling,
    secrets,
    service::{
        Settled, newcomer, note,
        second_factor::{self, CodeUse},
        sessions::{self, Client, Held},
    },
    state::Identity,
    store::{self, sign_in::Credentials},
};

/// What somebody typed.
#[derive(Debug)]
pub struct Typed {
    /// The account.
    pub account: String,
    /// The password.
    pub password: String,
    /// The code of the second factor, or a recovery code.
    pub code: Option<String>,
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The account or the password is wrong; which of them is not said.
    #[error("账号或密码不正确。请检查后重试；连续输错 5 次账号会锁定 15 分钟。")]
    BadCredentials,
    /// The password is right and a code is asked for.
    #[error("请输入验证器中的 6 位动态码，或一个恢复码。")]
    SecondFactorNeeded,
    /// The code is wrong, or was used already.
    #[error("动态码不正确或已经用过。请等验证器显示新的动态码后重试。")]
    BadSecondFactor,
    /// Too many failures.
    #[error("连续输错次数过多，账号已锁定。请稍后再试，或联系安全管理员解锁。")]
    Locked {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The account is closed.
    #[error("账号已停用。请联系安全管理员。")]
    Disabled,
    /// No hash was made.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Lets somebody in, or not. The same work is done for accounts that do not exist.
pub async fn sign_in(
    db: &Db,
    env: &Env,
    identity: &Identity,
    typed: &Typed,
    client: &Client,
) -> Result<(Held, Person), SignInError> {
    let folded = spelling::fold(&typed.account);
    let account = secrets::digest(&folded);
    let known = look_up(db, env, &folded, &account).await?;
    let hash = known.as_ref().and_then(|known| known.password_hash.as_deref());
    let is_right = identity.passwords.verify(hash, &typed.password).await?;
    let mut tx = db.write().await?;
    let attempt = Attempt { account: &account, known: known.as_ref(), is_right, code: typed.code.as_deref(), client };
    let outcome = settle(&mut tx, env, identity, &attempt).await?;
    tx.commit().await?;
    outcome
}

async fn look_up(db: &Db, env: &Env, folded: &str, account: &[u8]) -> Result<Option<Credentials>, SignInError> {
    let mut tx = db.read().await?;
    let failures = store::sign_in::failures(&mut tx, account).await?;
    if let Some(until) = failures.and_then(|failures| failures.locked(env.now())) {
        return Err(SignInError::Locked { until });
    }
    Ok(store::sign_in::credentials_by_account(&mut tx, folded).await?)
}

/// A sign-in whose password has been compared.
struct Attempt<'a> {
    account: &'a [u8],
    known: Option<&'a Credentials>,
    is_right: bool,
    code: Option<&'a str>,
    client: &'a Client,
}

async fn settle(
    tx: &mut Tx,
    env: &Env,
    identity: &Identity,
    attempt: &Attempt<'_>,
) -> Settled<(Held, Person), SignInError> {
    let failures = store::sign_in::failures_lock(tx, attempt.account, env.now()).await?;
    if let Some(until) = failures.locked(env.now()) {
        return Ok(Err(SignInError::Locked { until }));
    }
    // The password may have been changed while it was compared.
    let known = match attempt.known.filter(|_| attempt.is_right) {
        Some(then) => store::sign_in::credentials_by_person(tx, then.id.into())
            .await?
            .filter(|now| now.password_hash == then.password_hash),
        None => None,
    };
    let Some(known) = known else {
        return refuse(tx, env, attempt, SignInError::BadCredentials).await;
    };
    if known.disabled_at.is_some() {
        return refuse(tx, env, attempt, SignInError::Disabled).await;
    }
    if known.totp_confirmed {
        match attempt.code {
            None => return Ok(Err(SignInError::SecondFactorNeeded)),
            Some(code) => match second_factor::use_code(tx, env, &identity.sealer, &known, code).await? {
                CodeUse::Good => {}
                CodeUse::Bad => return refuse(tx, env, attempt, SignInError::BadSecondFactor).await,
            },
        }
    }
    store::sign_in::failures_clear(tx, attempt.account).await?;
    enter(tx, env, identity, &known, attempt.client).await.map(Ok)
}

async fn enter(
    tx: &mut Tx,
    env: &Env,
    identity: &Identity,
    known: &Credentials,
    client: &Client,
) -> Result<(Held, Person), DbError> {
    let held = sessions::open(tx, env, &identity.limits, known.id.into(), client).await?;
    let person = store::people::person_by_id(tx, known.id.into()).await?.ok_or(sqlx::Error::RowNotFound)?;
    let by = newcomer(person.id, &person.name, client.request.clone());
    let detail = json!({ "session": held.session.id, "address": client.address });
    note(tx, env, &by, "identity.sign_in", person.id.0, detail).await?;
    Ok((held, person))
}

async fn refuse<T>(tx: &mut Tx, env: &Env, attempt: &Attempt<'_>, why: SignInError) -> Settled<T, SignInError> {
    let reason = match &why {
        SignInError::BadSecondFactor => "bad second factor",
        SignInError::Disabled => "disabled",
        _ if attempt.known.is_none() => "unknown account",
        _ => "bad password",
    };
    let locked = count_failure(tx, env, attempt.account).await?;
    let person = PersonId(attempt.known.map_or_else(Uuid::nil, |known| known.id));
    let name = attempt.known.map_or("未知账号", |known| known.name.as_str());
    let by = newcomer(person, name, attempt.client.request.clone());
    let detail = json!({ "reason": reason, "address": attempt.client.address, "locked_until": locked });
    note(tx, env, &by, "identity.refuse_sign_in", person.0, detail).await?;
    Ok(Err(locked.map_or(why, |until| SignInError::Locked { until })))
}

/// Counts a failure on an account; gives until when the account is locked, if this one locked it.
pub(super) async fn count_failure(tx: &mut Tx, env: &Env, account: &[u8]) -> Result<Option<DateTime<Utc>>, DbError> {
    let failures = store::sign_in::failures_lock(tx, account, env.now()).await?.one_more(env.now());
    store::sign_in::failures_set(tx, account, &failures).await?;
    Ok(failures.locked_until)
}
