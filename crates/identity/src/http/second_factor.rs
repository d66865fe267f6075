//! The caller's second factor.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    service::second_factor::{self, SecondFactorError},
    state::Identity,
};

/// A fresh secret. Shown once.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorSecret {
    /// The secret in base 32, to be typed in.
    pub secret: String,
    /// The same as a link, to be scanned.
    pub otpauth_url: String,
}

/// A code of the app, or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// The code.
    pub code: String,
}

/// Codes that stand in for a lost phone, each good once. Shown once.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// The codes.
    pub recovery_codes: Vec<String>,
}

impl From<SecondFactorError> for Problem {
    fn from(error: SecondFactorError) -> Self {
        let (status, code) = match &error {
            SecondFactorError::SessionOnly => (StatusCode::FORBIDDEN, "identity.session_only"),
            SecondFactorError::AlreadyOn => (StatusCode::CONFLICT, "identity.second_factor_on"),
            SecondFactorError::NotBegun => (StatusCode::CONFLICT, "identity.second_factor_not_begun"),
            SecondFactorError::BadCode => (StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_second_factor"),
            SecondFactorError::Locked => (StatusCode::LOCKED, "identity.locked"),
            SecondFactorError::Db(cause) => return Self::internal(cause),
        };
        Self::new(status, code, error.to_string())
    }
}

/// Begin a second factor: gives a secret for an app. It is asked for only after it was confirmed.
#[utoipa::path(post, path = "/me/second-factor", operation_id = "second_factor_begin", tag = "identity",
    security(("cookie" = [])),
    responses(
        (status = 200, description = "The secret, shown once", body = SecondFactorSecret),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "identity.second_factor_on", body = Problem,
         content_type = "application/problem+json"),
    ))]
pub async fn begin(State(app): State<App>, by: Caller) -> Result<Json<SecondFactorSecret>, Problem> {
    let mut tx = app.db().write().await?;
    let sealer = &app.state::<Identity>().sealer;
    let enrolment = second_factor::begin(&mut tx, app.env(), sealer, &by).await?;
    tx.commit().await?;
    Ok(Json(SecondFactorSecret { secret: enrolment.secret, otpauth_url: enrolment.otpauth_url }))
}

/// Confirm the second factor with a code of the app. From now on it is asked for at sign-in.
#[utoipa::path(post, path = "/me/second-factor/confirm", operation_id = "second_factor_confirm", tag = "identity",
    security(("cookie" = [])), request_body = Code,
    responses(
        (status = 200, description = "It is on; recovery codes, shown once", body = RecoveryCodes),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "identity.second_factor_on, identity.second_factor_not_begun", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_second_factor", body = Problem,
         content_type = "application/problem+json"),
        (status = 423, description = "identity.locked", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn confirm(
    State(app): State<App>,
    by: Caller,
    Input(body): Input<Code>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let mut tx = app.db().write().await?;
    let sealer = &app.state::<Identity>().sealer;
    let outcome = second_factor::confirm(&mut tx, app.env(), sealer, &by, &body.code).await?;
    tx.commit().await?;
    Ok(Json(RecoveryCodes { recovery_codes: outcome? }))
}

/// Take the second factor away, with a code.
#[utoipa::path(delete, path = "/me/second-factor", operation_id = "second_factor_remove", tag = "identity",
    security(("cookie" = [])), request_body = Code,
    responses(
        (status = 204, description = "Codes are asked for no more"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "identity.second_factor_not_begun", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_second_factor", body = Problem,
         content_type = "application/problem+json"),
        (status = 423, description = "identity.locked", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn remove(State(app): State<App>, by: Caller, Input(body): Input<Code>) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    let sealer = &app.state::<Identity>().sealer;
    let outcome = second_factor::remove(&mut tx, app.env(), sealer, &by, &body.code).await?;
    tx.commit().await?;
    outcome?;
    Ok(StatusCode::NO_CONTENT)
}
