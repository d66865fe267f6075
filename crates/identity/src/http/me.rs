//! The caller: who they are, and their password.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    authenticator::Refused,
    http::view::Me,
    passwords::HashError,
    policy::spelling::WeakPassword,
    service::{
        password::{self, PasswordError},
        roles,
    },
    state::Identity,
};

/// The present password and the next.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present password.
    pub current: String,
    /// The next one.
    pub new: String,
}

impl From<WeakPassword> for Problem {
    fn from(weak: WeakPassword) -> Self {
        let code = match weak {
            WeakPassword::Short => "identity.password_short",
            WeakPassword::Long => "identity.password_long",
            WeakPassword::Plain => "identity.password_plain",
            WeakPassword::Monotonous => "identity.password_monotonous",
            WeakPassword::Personal => "identity.password_personal",
            WeakPassword::Common => "identity.password_common",
            WeakPassword::UsedBefore => "identity.password_used_before",
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, weak.to_string())
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        let text = error.to_string();
        match error {
            PasswordError::SessionOnly => Self::new(StatusCode::FORBIDDEN, "identity.session_only", text),
            PasswordError::WrongCurrent => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.wrong_current_password", text)
            }
            PasswordError::Locked { until } => {
                Self::new(StatusCode::LOCKED, "identity.locked", text).with("locked_until", until)
            }
            PasswordError::Weak(weak) => weak.into(),
            PasswordError::ChangedMeanwhile => {
                Self::new(StatusCode::CONFLICT, "identity.password_changed_meanwhile", text)
            }
            PasswordError::Hash(HashError::Busy) => Self::new(StatusCode::SERVICE_UNAVAILABLE, "identity.busy", text),
            PasswordError::Hash(cause @ HashError::Failed(_)) => Self::internal(&cause),
            PasswordError::Db(cause) => cause.into(),
        }
    }
}

/// Who I am and what I may do.
#[utoipa::path(get, path = "/me", operation_id = "me", tag = "identity", security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, description = "The caller", body = Me),
        (status = 401, description = "identity.not_signed_in, identity.session_expired, identity.bad_token",
         body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn me(State(app): State<App>, by: Caller) -> Result<Json<Me>, Problem> {
    let mut tx = app.db().read().await?;
    let person = roles::person(&mut tx, by.person).await?.ok_or(Refused::NotSignedIn)?;
    Ok(Json(Me::of(&person, &by, app.state::<Identity>().catalogue())))
}

/// Change my password. My other sessions end.
#[utoipa::path(post, path = "/me/password", operation_id = "change_password", tag = "identity",
    security(("cookie" = [])), request_body = ChangePassword,
    responses(
        (status = 204, description = "Changed"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "identity.session_only", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "identity.password_changed_meanwhile", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "identity.wrong_current_password, identity.password_…", body = Problem,
         content_type = "application/problem+json"),
        (status = 423, description = "identity.locked", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn change_password(
    State(app): State<App>,
    by: Caller,
    Input(body): Input<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let identity = app.state::<Identity>();
    password::change_own(app.db(), app.env(), identity, &by, (&body.current, &body.new)).await?;
    identity.principals.forget_person(by.person);
    Ok(StatusCode::NO_CONTENT)
}
