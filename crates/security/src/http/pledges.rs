//! Pledges of confidentiality.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::{Pledge, Pledges},
    service::{NewPledge, PledgeChange, pledge_add, pledge_change, pledges},
};

/// The team of a contract with its pledges, those whose signature is wanting in front.
#[utoipa::path(get, path = "/contracts/{id}/security/pledges", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = Pledges), (status = "default", body = Problem)))]
pub(super) async fn security_pledge_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Pledges>, Problem> {
    Ok(Json(pledges(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Puts somebody on the list, signed or not yet.
#[utoipa::path(post, path = "/contracts/{id}/security/pledges", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewPledge,
    responses((status = 201, body = Pledge), (status = "default", body = Problem)))]
pub(super) async fn security_pledge_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewPledge>,
) -> Result<(StatusCode, Json<Pledge>), Problem> {
    let mut tx = app.db().write().await?;
    let added = pledge_add(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes what is kept of somebody: they signed, or left. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/security/pledges/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The pledge"),
        ("If-Match" = String, Header, description = "The version")),
    request_body = PledgeChange, responses((status = 200, body = Pledge),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is how it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn security_pledge_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<PledgeChange>,
) -> Result<Json<Pledge>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = pledge_change(&mut tx, Desk::of(&app, &by), (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}
