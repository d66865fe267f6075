//! Invitations.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, Grant, Role};
use jianyue_platform::{
    App, Problem,
    contracts::Contracts,
    http::{Caller, Id, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::{
        Sender,
        sessions::too_many,
        view::{PersonView, RoleOn},
    },
    model::{Invitation, InvitationState},
    service::invitations::{self, AcceptError, Acceptance, InviteError, NewInvitation},
    state::Identity,
};

/// Who is invited to what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The contract; absent for an administrator.
    pub contract_id: Option<Uuid>,
    /// The role.
    #[schema(value_type = String, example = "engineer")]
    pub role: Role,
    /// The works that will be seen; empty: all.
    #[serde(default)]
    pub works: Vec<String>,
    /// Who is invited.
    pub name: String,
    /// Hours until it is over, 1–336; 72 when absent.
    pub expires_in_hours: Option<i64>,
}

/// An invitation with its link.
#[derive(Serialize, ToSchema)]
pub struct Invited {
    /// The invitation.
    pub invitation: InvitationView,
    /// The secret of the link. Shown once.
    pub token: String,
    /// The link to send. Shown once.
    pub url: String,
}

/// An invitation.
#[derive(Serialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: Uuid,
    /// The role that the account gets.
    #[serde(flatten)]
    pub role: RoleOn,
    /// Who is invited.
    pub name: String,
    /// Who invited.
    pub invited_by: Uuid,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// `open`, `accepted`, `withdrawn` or `expired`.
    pub state: String,
    /// The person whose account it opened.
    pub accepted_by: Option<Uuid>,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        let (state, accepted_by) = match invitation.state {
            InvitationState::Open => ("open", None),
            InvitationState::Accepted(person) => ("accepted", Some(person.0)),
            InvitationState::Withdrawn => ("withdrawn", None),
            InvitationState::Expired => ("expired", None),
        };
        Self {
            id: invitation.id,
            role: RoleOn::from(&invitation.grant),
            name: invitation.name,
            invited_by: invitation.invited_by.0,
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
            state: state.to_owned(),
            accepted_by,
        }
    }
}

/// What an invited person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// The secret of the link.
    pub token: String,
    /// The account they want.
    pub account: String,
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: String,
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        let text = error.to_string();
        match error {
            InviteError::Denied(denied) => denied.into(),
            InviteError::Roles(refusal) => refusal.into(),
            InviteError::Unknown(unknown) => unknown.into(),
            InviteError::BadName(_) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_name", text),
            InviteError::BadLife => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "identity.bad_invitation_life", text),
            InviteError::NotFound => Self::not_found("identity.no_invitation", &text),
            InviteError::Db(cause) => cause.into(),
        }
    }
}

impl From<AcceptError> for Problem {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Over => Self::new(StatusCode::GONE, "identity.invitation_over", error.to_string()),
            AcceptError::Person(cause) => cause.into(),
            AcceptError::Password(cause) => cause.into(),
            AcceptError::Db(cause) => cause.into(),
        }
    }
}

/// Invite somebody: a manager their engineers and hotline agents, a security administrator anybody.
#[utoipa::path(post, path = "/invitations", operation_id = "invite", tag = "identity", security(("cookie" = [])),
    request_body = Invite,
    responses(
        (status = 201, description = "The invitation and its link", body = Invited),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied, identity.role_not_yours", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_name, identity.bad_invitation_life, identity.contract_missing, \
         identity.contract_named, identity.unknown_contract, identity.unknown_work", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn invite(
    State(app): State<App>,
    by: Caller,
    Input(body): Input<Invite>,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    let grant = Grant { contract: body.contract_id.map(ContractId), role: body.role, works: body.works };
    let new = NewInvitation { grant, name: body.name, hours: body.expires_in_hours };
    let mut tx = app.db().write().await?;
    let (invitation, token) = invitations::invite(&mut tx, app.env(), app.state::<Contracts>(), &by, new).await?;
    tx.commit().await?;
    // Behind `#`: browsers do not send it, so it stays out of logs and referrers.
    let url = format!("{}/invitation#{token}", app.state::<Identity>().public_url);
    Ok((StatusCode::CREATED, Json(Invited { invitation: invitation.into(), token, url })))
}

/// Invitations, the newest first: one's own, or everybody's for a security administrator.
#[utoipa::path(get, path = "/invitations", operation_id = "invitation_list", tag = "identity",
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, description = "The last 200 invitations", body = [InvitationView]),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn invitation_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<InvitationView>>, Problem> {
    let mut tx = app.db().peek().await?;
    let list = invitations::list(&mut tx, app.env(), &by).await?;
    Ok(Json(list.into_iter().map(InvitationView::from).collect()))
}

/// Accept an invitation: opens an account with its role.
#[utoipa::path(post, path = "/invitations/accept", operation_id = "invitation_accept", tag = "identity", security(()),
    request_body = Accept,
    responses(
        (status = 201, description = "The account is open; sign in with it", body = PersonView),
        (status = 409, description = "identity.account_taken", body = Problem, content_type = "application/problem+json"),
        (status = 410, description = "identity.invitation_over", body = Problem,
         content_type = "application/problem+json"),
        (status = 422, description = "identity.bad_account, identity.bad_name, identity.password_…", body = Problem,
         content_type = "application/problem+json"),
        (status = 429, description = "identity.too_many_attempts", body = Problem,
         content_type = "application/problem+json"),
        (status = 503, description = "identity.busy", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn accept(
    State(app): State<App>,
    Sender(client): Sender,
    Input(body): Input<Accept>,
) -> Result<Response, Problem> {
    let identity = app.state::<Identity>();
    if let Err(refusal) = identity.attempts.take(&client.address, app.env().now()) {
        return Ok(too_many(refusal));
    }
    let address = client.address;
    let acceptance = Acceptance {
        secret: body.token,
        account: body.account,
        name: body.name,
        password: body.password,
        request: client.request,
    };
    let person = invitations::accept(app.db(), app.env(), &identity.passwords, &acceptance).await?;
    identity.attempts.give_back(&address);
    Ok((StatusCode::CREATED, Json(PersonView::from(person))).into_response())
}

/// Withdraw an open invitation.
#[utoipa::path(delete, path = "/invitations/{id}", operation_id = "invitation_withdraw", tag = "identity",
    security(("cookie" = [])), params(("id" = Uuid, Path, description = "The invitation")),
    responses(
        (status = 204, description = "It cannot be accepted any more"),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "denied", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "identity.no_invitation", body = Problem, content_type = "application/problem+json"),
    ))]
pub async fn withdraw(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    invitations::withdraw(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
