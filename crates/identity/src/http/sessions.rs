//! Signing in and out; sessions shown and ended.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    attempts::TooManyAttempts,
    authenticator::{CSRF_HEADER, Refused},
    http::{
        Sender,
        cookies::{self, REFRESH},
        view::Me,
    },
    model::Session,
    passwords::HashError,
    service::{
        newcomer, session_of,
        sessions::{self, RefreshRefusal, SessionError},
        sign_in::{self, SignInError, Typed},
    },
    state::Identity,
};

/// Account and password, and a code where one is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Account; case does not matter.
    pub account: String,
    /// Password.
    pub password: String,
    /// Code of the second factor, or a recovery code.
    pub code: Option<String>,
}

/// Who was let in.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// The person.
    pub person: Me,
    /// Whether they have to change their password before anything else.
    pub must_change_password: bool,
}

/// A session of a person.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionView {
    /// Its id.
    pub id: Uuid,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// The browser, as it calls itself.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
    /// Whether it is the one this request came with.
    pub current: bool,
}

impl SessionView {
    fn of(session: Session, current: Option<Uuid>) -> Self {
        Self {
            id: session.id,
            created_at: session.created_at,
            seen_at: session.seen_at,
            expires_at: session.expires_at,
            user_agent: session.user_agent,
            address: session.address,
            current: current == Some(session.id),
        }
    }
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match &error {
            HashError::Busy => Self::new(StatusCode::SERVICE_UNAVAILABLE, "identity.busy", error.to_string()),
            HashError::Failed(_) => Self::internal(&error),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        let (status, code) = match &error {
            SignInError::BadCredentials => (StatusCode::UNAUTHORIZED, "identity.bad_credentials"),
            SignInError::SecondFactorNeeded => (StatusCode::UNAUTHORIZED, "identity.second_factor_needed"),
            SignInError::BadSecondFactor => (StatusCode::UNAUTHORIZED, "identity.bad_second_factor"),
            SignInError::Locked { .. } => (StatusCode::LOCKED, "identity.locked"),
            SignInError::Disabled => (StatusCode::FORBIDDEN, "identity.disabled"),
            SignInError::Hash(HashError::Busy) => (StatusCode::SERVICE_UNAVAILABLE, "identity.busy"),
            SignInError::Hash(cause @ HashError::Failed(_)) => return Self::internal(cause),
            SignInError::Db(cause) => return Self::internal(cause),
        };
        let problem = Self::new(status, code, error.to_string());
        match error {
            SignInError::Locked { until } => problem.with("locked_until", until),
            SignInError::BadCredentials
            | SignInError::SecondFactorNeeded
            | SignInError::BadSecondFactor
            | SignInError::Disabled
            | SignInError::Hash(_)
            | SignInError::Db(_) => problem,
        }
    }
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Denied(denied) => denied.into(),
            SessionError::SessionOnly => Self::new(StatusCode::FORBIDDEN, "identity.session_only", error.to_string()),
            SessionError::Cursor(cursor) => cursor.into(),
            SessionError::NotFound => Self::not_found("identity.no_session", &error.to_string()),
            SessionError::Db(cause) => cause.into(),
        }
    }
}

/// Sign in. Sets the cookies of a new session.
#[utoipa::path(post, path = "/sessions", operation_id = "sign_in", tag = "identity", security(()),
    request_body = SignIn,
    responses(
        (status = 200, description = "Signed in; both cookies are set", body = SignedIn),
        (status = 401, description = "identity.bad_credentials, identity.second_factor_needed, identity.bad_second_factor",
         body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "identity.disabled", body = Problem, content_type = "application/problem+json"),
        (status = 423, description = "identity.locked, with locked_until", body = Problem,
         content_type = "application/problem+json"),
        (status = 429, description = "identity.too_many_attempts, with retry_after in seconds and the header Retry-After",
         body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "identity.busy", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn sign_in(
    State(app): State<App>,
    Sender(client): Sender,
    Input(body): Input<SignIn>,
) -> Result<Response, Problem> {
    let identity = app.state::<Identity>();
    if let Err(refusal) = identity.attempts.take(&client.address, app.env().now()) {
        return Ok(too_many(refusal));
    }
    let typed = Typed { account: body.account, password: body.password, code: body.code };
    let entered = sign_in::sign_in(app.db(), app.env(), identity, &typed, &client).await;
    // Who knows the password is nobody who guesses.
    if matches!(entered, Ok(_) | Err(SignInError::SecondFactorNeeded)) {
        identity.attempts.give_back(&client.address);
    }
    let (held, person) = entered?;
    let cookies = cookies::give(identity, &held, app.env().now()).map_err(|error| Problem::internal(&error))?;
    let mut by = newcomer(person.id, &person.name, client.request);
    by.grants.clone_from(&person.grants);
    let must_change_password = person.must_change;
    let signed_in = SignedIn { person: Me::of(&person, &by, identity.catalogue()), must_change_password };
    Ok((cookies, Json(signed_in)).into_response())
}

/// The answer to an address that tried too often.
pub(super) fn too_many(refusal: TooManyAttempts) -> Response {
    let seconds = refusal.wait.num_seconds() + 1;
    let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "identity.too_many_attempts", refusal.to_string());
    let problem = problem.with("retry_after", seconds);
    ([(header::RETRY_AFTER, seconds.to_string())], problem).into_response()
}

/// Go on with the session: exchanges the refresh cookie for new cookies.
#[utoipa::path(post, path = "/sessions/refresh", operation_id = "session_refresh", tag = "identity",
    security(("cookie" = [])),
    responses(
        (status = 204, description = "Both cookies are set anew"),
        (status = 401, description = "identity.session_expired, identity.session_reused", body = Problem,
         content_type = "application/problem+json"),
        (status = 403, description = "identity.csrf_header_missing", body = Problem,
         content_type = "application/problem+json"),
    ))]
pub async fn refresh(State(app): State<App>, headers: HeaderMap, Sender(client): Sender) -> Result<Response, Problem> {
    let identity = app.state::<Identity>();
    let secret = cookies::find(&headers, REFRESH).ok_or(Refused::SessionExpired)?;
    if !headers.contains_key(CSRF_HEADER) {
        return Err(Refused::CsrfHeaderMissing.into());
    }
    let mut tx = app.db().write().await?;
    let outcome = sessions::refresh(&mut tx, app.env(), &identity.limits, secret, client.request).await?;
    tx.commit().await?;
    match outcome {
        Ok(held) => {
            let cookies = cookies::give(identity, &held, app.env().now()).map_err(|error| Problem::internal(&error))?;
            Ok((StatusCode::NO_CONTENT, cookies).into_response())
        }
        Err(RefreshRefusal::Over) => {
            Ok((cookies::take(identity), Problem::from(Refused::SessionExpired)).into_response())
        }
        Err(RefreshRefusal::Reused(session)) => {
            identity.principals.forget(session);
            Ok((cookies::take(identity), reused()).into_response())
        }
    }
}

fn reused() -> Problem {
    let detail =
        "登录凭证被重复使用，可能已泄露，本次登录已结束。请重新登录；如非本人操作，请修改密码并联系安全管理员。";
    Problem::new(StatusCode::UNAUTHORIZED, "identity.session_reused", detail)
}

/// Sign out.
#[utoipa::path(delete, path = "/sessions/current", operation_id = "sign_out", tag = "identity",
    security(("cookie" = [])),
    responses(
        (status = 204, description = "The session is over; both cookies are taken away"),
        (status = 401, description = "identity.not_signed_in, identity.session_expired", body = Problem,
         content_type = "application/problem+json"),
    ))]
pub async fn sign_out(State(app): State<App>, by: Caller) -> Result<Response, Problem> {
    let identity = app.state::<Identity>();
    let session = session_of(&by).ok_or(SessionError::SessionOnly)?;
    end(&app, &by, session).await?;
    Ok((StatusCode::NO_CONTENT, cookies::take(identity)).into_response())
}

async fn end(app: &App, by: &Caller, session: Uuid) -> Result<(), Problem> {
    let mut tx = app.db().write().await?;
    sessions::revoke_own(&mut tx, app.env(), by, session).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget(session);
    Ok(())
}

/// My sessions.
#[utoipa::path(get, path = "/sessions", operation_id = "session_list", tag = "identity", security(("cookie" = [])),
    responses(
        (status = 200, description = "My open sessions, the newest first", body = [SessionView]),
        (status = 401, description = "identity.not_signed_in, identity.session_expired", body = Problem,
         content_type = "application/problem+json"),
        (status = 403, description = "identity.session_only", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn session_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<SessionView>>, Problem> {
    let mut tx = app.db().peek().await?;
    let limits = &app.state::<Identity>().limits;
    let list = sessions::list_own(&mut tx, app.env(), limits, &by).await?;
    Ok(Json(list.into_iter().map(|session| SessionView::of(session, session_of(&by))).collect()))
}

/// End one of my sessions.
#[utoipa::path(delete, path = "/sessions/{id}", operation_id = "session_end", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The session")),
    responses(
        (status = 204, description = "The session is over"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_session", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn session_end(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    end(&app, &by, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Somebody's sessions.
#[utoipa::path(get, path = "/people/{id}/sessions", operation_id = "person_session_list", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 200, description = "Their open sessions, the newest first", body = [SessionView]),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_session_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<SessionView>>, Problem> {
    let mut tx = app.db().peek().await?;
    let limits = &app.state::<Identity>().limits;
    let list = sessions::list_of(&mut tx, app.env(), limits, &by, id.into()).await?;
    Ok(Json(list.into_iter().map(|session| SessionView::of(session, session_of(&by))).collect()))
}

/// End all of somebody's sessions.
#[utoipa::path(delete, path = "/people/{id}/sessions", operation_id = "person_session_end", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(("id" = Uuid, Path, description = "The person")),
    responses(
        (status = 204, description = "They are signed out everywhere"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_session_end(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    sessions::revoke_of(&mut tx, app.env(), &by, id.into()).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget_person(id.into());
    Ok(StatusCode::NO_CONTENT)
}
