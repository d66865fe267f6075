//! `PUT /tickets/{id}/presence`, `DELETE /tickets/{id}/presence`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::service::{Desk, Doing, Present, leave, present};

/// What the caller does with the ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PresenceBeat {
    /// `looking` or `typing`.
    doing: Doing,
}

/// Who else has it open.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Presence {
    /// Everybody else, the longest first. Clients are not told who of the vendor's people it is.
    others: Vec<Present>,
}

/// Says that the caller has the ticket open, to be repeated every ten seconds, and asks who else has. Forgotten 25 seconds
/// after the last time; neither audited nor told as an event.
#[utoipa::path(put, path = "/tickets/{id}/presence", tag = "ticketing", params(("id" = Uuid, Path, description = "The ticket")),
    request_body = PresenceBeat, responses((status = 200, body = Presence), (status = "default", body = Problem)))]
pub(super) async fn presence_beat(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(PresenceBeat { doing }): Input<PresenceBeat>,
) -> Result<Json<Presence>, Problem> {
    let mut tx = app.db().write().await?;
    let others = present(&mut tx, Desk::at(&app, &by), id, doing).await?;
    tx.commit().await?;
    Ok(Json(Presence { others }))
}

/// Says that the caller has closed the ticket.
#[utoipa::path(delete, path = "/tickets/{id}/presence", tag = "ticketing", params(("id" = Uuid, Path, description = "The ticket")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn presence_leave(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    leave(&mut tx, Desk::at(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
