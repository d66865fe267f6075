//! The sessions of everybody, for the security administrator.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    service::{
        session_of,
        sessions::{self, SessionError},
    },
    state::Identity,
    store::sessions::SomebodysSession,
};

/// Which sessions.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionsQuery {
    /// Part of the account, the name or the address.
    pub q: Option<String>,
    /// Sessions wanted, 1–200; 50 when absent.
    pub limit: Option<u32>,
    /// The `next` of the page before.
    pub after: Option<String>,
}

/// An open session of somebody.
#[derive(Serialize, ToSchema)]
pub struct AnySession {
    /// Its id.
    id: Uuid,
    /// Whose it is.
    person_id: Uuid,
    /// Their name.
    person_name: String,
    /// Their account.
    account: String,
    /// The browser, as it calls itself.
    device: String,
    /// The address it was opened from.
    address: String,
    /// When it was opened.
    created_at: DateTime<Utc>,
    /// When it was last refreshed.
    last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    expires_at: DateTime<Utc>,
    /// Whether it is the one this request came with.
    current: bool,
}

/// A page of sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SessionsPage {
    /// The sessions.
    items: Vec<AnySession>,
    /// Cursor of the next page; null at the end.
    next: Option<String>,
}

impl AnySession {
    fn of(row: SomebodysSession, current: Option<Uuid>) -> Self {
        Self {
            id: row.id,
            person_id: row.person_id,
            person_name: row.name,
            account: row.account,
            device: row.user_agent,
            address: row.address,
            created_at: row.created_at,
            last_seen_at: row.seen_at,
            expires_at: row.expires_at,
            current: current == Some(row.id),
        }
    }
}

/// Everybody's open sessions, the newest first.
#[utoipa::path(get, path = "/people/sessions", operation_id = "session_list_all", tag = "identity",
    security(("cookie" = []), ("token" = [])), params(SessionsQuery),
    responses(
        (status = 200, description = "A page of open sessions", body = SessionsPage),
        (status = 400, description = "page.bad_cursor", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn session_list_all(
    State(app): State<App>,
    by: Caller,
    Params(query): Params<SessionsQuery>,
) -> Result<Json<SessionsPage>, Problem> {
    let page = PageRequest { limit: query.limit, after: query.after };
    let limits = &app.state::<Identity>().limits;
    let mut tx = app.db().peek().await?;
    let found = sessions::list_all(&mut tx, app.env(), limits, &by, query.q.as_deref(), &page).await?;
    let current = session_of(&by);
    let found = found.map(|row| AnySession::of(row, current));
    Ok(Json(SessionsPage { items: found.items, next: found.next }))
}

/// End one of somebody's sessions.
#[utoipa::path(delete, path = "/people/{id}/sessions/{session_id}", operation_id = "person_session_end_one",
    tag = "identity", security(("cookie" = []), ("token" = [])),
    params(("id" = Uuid, Path, description = "The person"), ("session_id" = Uuid, Path, description = "The session")),
    responses(
        (status = 204, description = "The session is over"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_session", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn person_session_end_one(
    State(app): State<App>,
    by: Caller,
    Path((person, session)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let (Ok(person), Ok(session)) = (person.parse::<Uuid>(), session.parse::<Uuid>()) else {
        return Err(SessionError::NotFound.into());
    };
    let mut tx = app.db().write().await?;
    sessions::revoke_one(&mut tx, app.env(), &by, person.into(), session).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget(session);
    Ok(StatusCode::NO_CONTENT)
}
