//! The caller's API tokens.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    model::ApiToken,
    service::tokens::{self, NewToken, TokenError, TokenKind},
    state::Identity,
};

/// A new token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// What it is for.
    pub name: String,
    /// Codes of permissions that the caller holds.
    pub scopes: Vec<String>,
    /// The contracts it is limited to; empty: all that the caller has.
    #[serde(default)]
    pub contract_ids: Vec<Uuid>,
    /// When it ends, within 366 days.
    pub expires_at: DateTime<Utc>,
    /// Whether its secret goes into the address of a calendar (`/api/v1/feeds/{secret}/billing.ics`,
    /// `/api/v1/feeds/{secret}/inspections.ics`) and opens nothing else.
    #[serde(default)]
    pub calendar: bool,
}

/// A token with its secret.
#[derive(Serialize, ToSchema)]
pub struct CreatedToken {
    /// The token.
    pub token: TokenView,
    /// Goes into `Authorization: Bearer …`, or into the address of a calendar. Shown once.
    pub secret: String,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
pub struct TokenView {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do, as far as its maker still may.
    pub scopes: Vec<String>,
    /// The contracts it is limited to; empty: all that its maker has.
    pub contract_ids: Vec<Uuid>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl From<ApiToken> for TokenView {
    fn from(token: ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            scopes: token.scopes,
            contract_ids: token.contracts.into_iter().map(|id| id.0).collect(),
            created_at: token.created_at,
            expires_at: token.expires_at,
        }
    }
}

impl From<TokenError> for Problem {
    fn from(error: TokenError) -> Self {
        let text = error.to_string();
        let invalid = |code| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text.clone());
        match error {
            TokenError::SessionOnly => Self::new(StatusCode::FORBIDDEN, "identity.session_only", text),
            TokenError::BadName(_) => invalid("identity.bad_name"),
            TokenError::NoScope => invalid("identity.token_without_scope"),
            TokenError::NotHeld(_) => Self::new(StatusCode::FORBIDDEN, "identity.scope_not_held", text),
            TokenError::NotForTokens(_) => invalid("identity.scope_not_for_tokens"),
            TokenError::NotYourContract(_) => Self::new(StatusCode::FORBIDDEN, "identity.contract_not_yours", text),
            TokenError::BadExpiry => invalid("identity.bad_token_expiry"),
            TokenError::NotFound => Self::not_found("identity.no_token", &text),
            TokenError::Db(cause) => cause.into(),
        }
    }
}

/// My tokens, the newest first.
#[utoipa::path(get, path = "/tokens", operation_id = "token_list", tag = "identity", security(("cookie" = [])),
    responses(
        (status = 200, description = "My tokens that were not withdrawn", body = [TokenView]),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "identity.session_only", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn token_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<TokenView>>, Problem> {
    let mut tx = app.db().peek().await?;
    let list = tokens::list_own(&mut tx, &by).await?;
    Ok(Json(list.into_iter().map(TokenView::from).collect()))
}

/// Make a token for a program. Its secret is shown once.
#[utoipa::path(post, path = "/tokens", operation_id = "token_create", tag = "identity", security(("cookie" = [])),
    request_body = CreateToken,
    responses(
        (status = 201, description = "The token and its secret", body = CreatedToken),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "identity.session_only, identity.scope_not_held, identity.contract_not_yours",
         body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_name, identity.token_without_scope, identity.scope_not_for_tokens, \
         identity.bad_token_expiry", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn token_create(
    State(app): State<App>,
    by: Caller,
    Input(body): Input<CreateToken>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let new = NewToken {
        name: body.name,
        scopes: body.scopes,
        contracts: body.contract_ids.into_iter().map(ContractId).collect(),
        expires_at: body.expires_at,
        kind: if body.calendar { TokenKind::Calendar } else { TokenKind::Program },
    };
    let catalogue = app.state::<Identity>().catalogue();
    let mut tx = app.db().write().await?;
    let (token, secret) = tokens::create(&mut tx, app.env(), &by, catalogue, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token: token.into(), secret })))
}

/// Withdraw one of my tokens.
#[utoipa::path(delete, path = "/tokens/{id}", operation_id = "token_revoke", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The token")),
    responses(
        (status = 204, description = "It lets nobody in any more"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "identity.session_only", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_token", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn token_revoke(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    tokens::revoke_own(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    app.state::<Identity>().principals.forget_person(by.person);
    Ok(StatusCode::NO_CONTENT)
}
