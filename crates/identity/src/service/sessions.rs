//! Sessions: opened, gone on with, ended.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, Denied, Env, Page, PageRequest, PersonId};
use jianyue_platform::{DbError, Tx, events};
use serde_json::json;
use uuid::Uuid;

use crate::{
    model::{Session, SessionLimits, SessionsEnded},
    permissions::SESSIONS_MANAGE,
    policy, secrets,
    service::{Settled, newcomer, note, session_of},
    store::{
        self,
        sessions::{OpenSince, SomebodysSession},
    },
};

/// Where a sign-in comes from.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// Its address.
    pub address: String,
    /// The request.
    pub request: Option<String>,
}

/// A session with the refresh token that goes on with it. The secret is told once.
#[derive(Debug)]
pub struct Held {
    /// The session.
    pub session: Session,
    /// The refresh token's secret.
    pub refresh: String,
}

/// Why a session is not gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshRefusal {
    /// There is no such session, or it is over.
    Over,
    /// A used refresh token came back: somebody else has it. The session was ended.
    Reused(Uuid),
}

/// Why a session was not ended or shown.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The permission is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A program asked for what only a signed-in person may.
    #[error("此操作需要本人登录后进行，不能使用访问令牌。")]
    SessionOnly,
    /// The cursor is not of this list.
    #[error(transparent)]
    Cursor(#[from] BadCursor),
    /// There is no such session of this person.
    #[error("没有这个登录会话，可能已经结束。")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Opens a session with an id of its own, whatever the browser brought along; ends the oldest beyond the limit.
pub(super) async fn open(
    tx: &mut Tx,
    env: &Env,
    limits: &SessionLimits,
    person: PersonId,
    client: &Client,
) -> Result<Held, DbError> {
    let now = env.now();
    let open = store::sessions::session_list_open(tx, person, now, now - limits.idle).await?;
    for old in open.iter().skip(limits.per_person.saturating_sub(1)) {
        store::sessions::session_revoke(tx, old.id, now).await?;
    }
    let session = Session {
        id: env.id(),
        person_id: person.0,
        created_at: now,
        seen_at: now,
        expires_at: now + limits.absolute,
        revoked_at: None,
        user_agent: client.user_agent.clone(),
        address: client.address.clone(),
    };
    store::sessions::session_insert(tx, &session).await?;
    let refresh = issue(tx, session.id, now).await?;
    Ok(Held { session, refresh })
}

async fn issue(tx: &mut Tx, session: Uuid, now: DateTime<Utc>) -> Result<String, DbError> {
    let secret = secrets::random_secret();
    store::sessions::refresh_insert(tx, &secrets::digest(&secret), session, now).await?;
    Ok(secret)
}

/// Exchanges a refresh token for the next. One that was used before ends the session, unless it was used a moment ago,
/// as two tabs of one browser do.
pub async fn refresh(
    tx: &mut Tx,
    env: &Env,
    limits: &SessionLimits,
    secret: &str,
    request: Option<String>,
) -> Settled<Held, RefreshRefusal> {
    let now = env.now();
    let digest = secrets::digest(secret);
    let is_first = store::sessions::refresh_use(tx, &digest, now).await?;
    let Some(token) = store::sessions::refresh_by_digest(tx, &digest).await? else {
        return Ok(Err(RefreshRefusal::Over));
    };
    let Some(mut session) = store::sessions::session_by_id(tx, token.session_id).await? else {
        return Ok(Err(RefreshRefusal::Over));
    };
    if !policy::session_lives(&session, limits, now) {
        return Ok(Err(RefreshRefusal::Over));
    }
    if !is_first && token.used_at.is_none_or(|used| now - used > limits.refresh_leeway) {
        return revoke_stolen(tx, env, &session, request).await.map(Err);
    }
    store::sessions::session_seen(tx, session.id, now).await?;
    session.seen_at = now;
    let refresh = issue(tx, session.id, now).await?;
    Ok(Ok(Held { session, refresh }))
}

async fn revoke_stolen(
    tx: &mut Tx,
    env: &Env,
    session: &Session,
    request: Option<String>,
) -> Result<RefreshRefusal, DbError> {
    store::sessions::session_revoke(tx, session.id, env.now()).await?;
    let person = PersonId(session.person_id);
    events::record(tx, env, &SessionsEnded::one(person, session.id)).await?;
    let name = store::people::person_by_id(tx, person).await?.map(|person| person.name).unwrap_or_default();
    let by = newcomer(person, &name, request);
    let detail = json!({ "reason": "a used refresh token came back" });
    note(tx, env, &by, "identity.revoke_stolen_session", session.id, detail).await?;
    Ok(RefreshRefusal::Reused(session.id))
}

/// The caller's own sessions, the newest first.
pub async fn list_own(
    tx: &mut Tx,
    env: &Env,
    limits: &SessionLimits,
    by: &Actor,
) -> Result<Vec<Session>, SessionError> {
    session_of(by).ok_or(SessionError::SessionOnly)?;
    let now = env.now();
    Ok(store::sessions::session_list_open(tx, by.person, now, now - limits.idle).await?)
}

/// Somebody's sessions, for who looks after them.
pub async fn list_of(
    tx: &mut Tx,
    env: &Env,
    limits: &SessionLimits,
    by: &Actor,
    person: PersonId,
) -> Result<Vec<Session>, SessionError> {
    by.require_system(&SESSIONS_MANAGE)?;
    let now = env.now();
    Ok(store::sessions::session_list_open(tx, person, now, now - limits.idle).await?)
}

/// Ends one of the caller's own sessions.
pub async fn revoke_own(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<(), SessionError> {
    session_of(by).ok_or(SessionError::SessionOnly)?;
    let session = store::sessions::session_by_id(tx, id).await?;
    let is_own = session.is_some_and(|session| session.person_id == by.person.0);
    if !is_own || !store::sessions::session_revoke(tx, id, env.now()).await? {
        return Err(SessionError::NotFound);
    }
    events::record(tx, env, &SessionsEnded::one(by.person, id)).await?;
    note(tx, env, by, "identity.end_session", id, json!({})).await?;
    Ok(())
}

/// Ends every session of somebody.
pub async fn revoke_of(tx: &mut Tx, env: &Env, by: &Actor, person: PersonId) -> Result<(), SessionError> {
    by.require_system(&SESSIONS_MANAGE)?;
    let ended = store::sessions::session_revoke_others(tx, person, Uuid::nil(), env.now()).await?;
    events::record(tx, env, &SessionsEnded::all(person)).await?;
    note(tx, env, by, "identity.end_sessions", person.0, json!({ "sessions": ended })).await?;
    Ok(())
}

/// Everybody's open sessions, the newest first; `text` is part of the account, the name or the address.
pub async fn list_all(
    tx: &mut Tx,
    env: &Env,
    limits: &SessionLimits,
    by: &Actor,
    text: Option<&str>,
    page: &PageRequest,
) -> Result<Page<SomebodysSession>, SessionError> {
    by.require_system(&SESSIONS_MANAGE)?;
    let after = page.after()?.map(|[at, id]: [String; 2]| cursor(&at, &id)).transpose()?;
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let open = OpenSince { now: env.now(), idle: limits.idle, absolute: limits.absolute };
    let rows = store::sessions::session_list_all(tx, &open, text, after, page.limit()).await?;
    Ok(Page::of(rows, page.limit(), |row| [row.created_at.timestamp_micros().to_string(), row.id.to_string()]))
}

fn cursor(at: &str, id: &str) -> Result<(DateTime<Utc>, Uuid), BadCursor> {
    let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(BadCursor)?;
    Ok((at, id.parse().map_err(|_| BadCursor)?))
}

/// Ends one session of somebody.
pub async fn revoke_one(tx: &mut Tx, env: &Env, by: &Actor, person: PersonId, id: Uuid) -> Result<(), SessionError> {
    by.require_system(&SESSIONS_MANAGE)?;
    let session = store::sessions::session_by_id(tx, id).await?;
    let is_theirs = session.is_some_and(|session| session.person_id == person.0);
    if !is_theirs || !store::sessions::session_revoke(tx, id, env.now()).await? {
        return Err(SessionError::NotFound);
    }
    events::record(tx, env, &SessionsEnded::one(person, id)).await?;
    note(tx, env, by, "identity.end_other_session", person.0, json!({ "session": id })).await?;
    Ok(())
}
