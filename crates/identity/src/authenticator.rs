//! Turns a request into the one who acts. Most requests ask no database: see [`crate::principals`].

use async_trait::async_trait;
use axum::http::{HeaderMap, Method, StatusCode, header, request};
use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ActorKind};
use jianyue_platform::{App, Authenticator, DbError, Problem, Tx, http::layers::REQUEST_ID};
use uuid::Uuid;

use crate::{
    access::{BadAccess, Claims},
    http::cookies::{self, ACCESS},
    policy,
    principals::Principal,
    secrets::{self, FEED_PREFIX, TOKEN_PREFIX},
    state::Identity,
    store,
};

/// The header that unsafe requests with a cookie carry: no form and no foreign page can send it.
pub const CSRF_HEADER: &str = "x-jianyue";

/// What somebody may do who has to change their password first.
const BEFORE_CHANGE: [(Method, &str); 3] =
    [(Method::GET, "/me"), (Method::POST, "/me/password"), (Method::DELETE, "/sessions/current")];

/// Why a request is not let in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No cookie and no token.
    #[error("请先登录。")]
    NotSignedIn,
    /// The session is over, or its cookie is: a refresh tells which.
    #[error("登录已过期。请重新登录。")]
    SessionExpired,
    /// No such token, or it is over.
    #[error("访问令牌无效、已作废或已过期。请在“访问令牌”页面重新创建。")]
    BadToken,
    /// A request that another site could have caused.
    #[error("请求缺少 X-Jianyue 请求头，可能来自其他网站，未予执行。请刷新页面后重试。")]
    CsrfHeaderMissing,
    /// The first password is still in use.
    #[error("首次登录或密码被重置后，请先修改密码，再继续其他操作。")]
    MustChangePassword,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let (status, code) = match &refused {
            Refused::NotSignedIn => (StatusCode::UNAUTHORIZED, "identity.not_signed_in"),
            Refused::SessionExpired => (StatusCode::UNAUTHORIZED, "identity.session_expired"),
            Refused::BadToken => (StatusCode::UNAUTHORIZED, "identity.bad_token"),
            Refused::CsrfHeaderMissing => (StatusCode::FORBIDDEN, "identity.csrf_header_missing"),
            Refused::MustChangePassword => (StatusCode::FORBIDDEN, "identity.must_change_password"),
            Refused::Db(error) => return Self::internal(error),
        };
        Self::new(status, code, refused.to_string())
    }
}

/// Signs callers in by session cookie, API token, or the secret in the address of a calendar.
pub struct SessionAuthenticator(pub(crate) Identity);

#[async_trait]
impl Authenticator for SessionAuthenticator {
    async fn authenticate(&self, app: &App, request: &request::Parts) -> Result<Actor, Problem> {
        let now = app.env().now();
        let principal = match feed(request).map_or_else(|| bearer(&request.headers), |secret| Ok(Some(secret)))? {
            Some(secret) => self.by_token(app, secret, now).await?,
            None => self.by_cookie(app, request, now).await?,
        };
        if principal.must_change && !is_before_change(request) {
            return Err(Refused::MustChangePassword.into());
        }
        Ok(Actor { request: request_id(&request.headers), ..principal.actor })
    }
}

impl SessionAuthenticator {
    async fn by_cookie(&self, app: &App, request: &request::Parts, now: DateTime<Utc>) -> Result<Principal, Refused> {
        let cookie = cookies::find(&request.headers, ACCESS).ok_or(Refused::NotSignedIn)?;
        let claims = self.0.access.read(cookie, now).map_err(|bad| match bad {
            BadAccess::Expired => Refused::SessionExpired,
            BadAccess::Forged => Refused::NotSignedIn,
        })?;
        if !request.method.is_safe() && !request.headers.contains_key(CSRF_HEADER) {
            return Err(Refused::CsrfHeaderMissing);
        }
        let principal = match self.0.principals.get(claims.sid, now) {
            Some(principal) => principal,
            None => self.read_session(app, &claims, now).await?,
        };
        if now < principal.ends_at { Ok(principal) } else { Err(Refused::SessionExpired) }
    }

    async fn read_session(&self, app: &App, claims: &Claims, now: DateTime<Utc>) -> Result<Principal, Refused> {
        let generation = self.0.principals.generation();
        let mut tx = app.db().read().await?;
        let session = store::sessions::session_by_id(&mut tx, claims.sid).await?;
        let session = session
            .filter(|session| session.person_id == claims.person.0)
            .filter(|session| policy::session_lives(session, &self.0.limits, now))
            .ok_or(Refused::SessionExpired)?;
        let person = store::people::person_by_id(&mut tx, claims.person).await?;
        let person = person.filter(|person| person.disabled_at.is_none()).ok_or(Refused::SessionExpired)?;
        let principal = Principal {
            actor: Actor {
                person: person.id,
                name: person.name,
                kind: ActorKind::Person { session: session.id },
                grants: person.grants,
                request: None,
            },
            must_change: person.must_change,
            ends_at: session.expires_at,
        };
        self.0.principals.put(claims.sid, principal.clone(), now, generation);
        Ok(principal)
    }

    async fn by_token(&self, app: &App, secret: &str, now: DateTime<Utc>) -> Result<Principal, Refused> {
        let digest = secrets::digest(secret);
        let key = digest.first_chunk().map_or_else(Uuid::nil, |bytes| Uuid::from_bytes(*bytes));
        let principal = match self.0.principals.get(key, now) {
            Some(principal) => principal,
            None => self.read_token(app, (key, &digest), now).await?,
        };
        if now < principal.ends_at { Ok(principal) } else { Err(Refused::BadToken) }
    }

    async fn read_token(
        &self,
        app: &App,
        (key, digest): (Uuid, &[u8]),
        now: DateTime<Utc>,
    ) -> Result<Principal, Refused> {
        let generation = self.0.principals.generation();
        let mut tx = app.db().read().await?;
        let principal = token_principal(&mut tx, digest, now).await?.ok_or(Refused::BadToken)?;
        self.0.principals.put(key, principal.clone(), now, generation);
        Ok(principal)
    }
}

async fn token_principal(tx: &mut Tx, digest: &[u8], now: DateTime<Utc>) -> Result<Option<Principal>, DbError> {
    let token = store::tokens::token_by_digest(tx, digest).await?;
    let Some(token) = token.filter(|token| token.revoked_at.is_none() && now < token.expires_at) else {
        return Ok(None);
    };
    let person = store::people::person_by_id(tx, token.person).await?;
    let Some(person) = person.filter(|person| person.disabled_at.is_none()) else { return Ok(None) };
    Ok(Some(Principal {
        actor: Actor {
            person: person.id,
            name: person.name,
            kind: ActorKind::Token { token: token.id, scopes: token.scopes },
            grants: policy::token_grants(&person.grants, &token.contracts),
            request: None,
        },
        must_change: person.must_change,
        ends_at: token.expires_at,
    }))
}

/// The token in `Authorization: Bearer jyt_…`, if the header is there.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refused> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let secret = value.to_str().ok().and_then(|text| text.split_once(' '));
    let secret = secret.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, secret)| secret.trim());
    secret.filter(|secret| secret.starts_with(TOKEN_PREFIX)).map(Some).ok_or(Refused::BadToken)
}

/// The secret in the address of a calendar, if the request reads one.
fn feed(request: &request::Parts) -> Option<&str> {
    let secret = within(request).strip_prefix("/feeds/")?.split('/').next()?;
    Some(secret).filter(|secret| request.method.is_safe() && secret.starts_with(FEED_PREFIX))
}

/// The path below `/api/v1`. A nested router has taken the prefix off already.
fn within(request: &request::Parts) -> &str {
    let path = request.uri.path();
    path.strip_prefix("/api/v1").unwrap_or(path)
}

/// Whether the request is one of those that are open before the first password is changed.
fn is_before_change(request: &request::Parts) -> bool {
    let path = within(request);
    BEFORE_CHANGE.iter().any(|(method, open)| request.method == *method && path == *open)
}

/// The id that the host gave the request, to be quoted in questions.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}
