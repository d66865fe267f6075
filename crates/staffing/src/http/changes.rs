//! Changes of people.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::StaffChange,
    service::{
        self, ChangeDecision, Departure, NewStaffChange, Ticked, announce, decide, depart, finish, tick, withdraw,
    },
};

/// The changes of people of a contract, the last to take effect first.
#[utoipa::path(get, path = "/contracts/{id}/staff-changes", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [StaffChange]), (status = "default", body = Problem)))]
pub(super) async fn staff_change_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<StaffChange>>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::changes(&mut tx, Desk::of(&app, &by), id.into()).await?))
}

/// Tells the client of a change, and asks for consent where the contract wants it.
#[utoipa::path(post, path = "/contracts/{id}/staff-changes", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewStaffChange,
    responses((status = 201, body = StaffChange), (status = 409, body = Problem,
    description = "`staffing.too_early`: the term of the contract is not kept"), (status = "default", body = Problem)))]
pub(super) async fn staff_change_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewStaffChange>,
) -> Result<(StatusCode, Json<StaffChange>), Problem> {
    let mut tx = app.db().write().await?;
    let done = announce(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// Puts down that a key person left without notice or consent.
#[utoipa::path(post, path = "/contracts/{id}/staff-departures", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = Departure,
    responses((status = 201, body = StaffChange), (status = "default", body = Problem)))]
pub(super) async fn staff_change_depart(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Departure>,
) -> Result<(StatusCode, Json<StaffChange>), Problem> {
    let mut tx = app.db().write().await?;
    let done = depart(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// A change of people.
#[utoipa::path(get, path = "/staff-changes/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change")),
    responses((status = 200, body = StaffChange), (status = "default", body = Problem)))]
pub(super) async fn staff_change_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<StaffChange>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(service::change(&mut tx, Desk::of(&app, &by), id).await?))
}

/// The client agrees or does not.
#[utoipa::path(post, path = "/staff-changes/{id}/decide", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change")), request_body = ChangeDecision,
    responses((status = 200, body = StaffChange), (status = "default", body = Problem)))]
pub(super) async fn staff_change_decide(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<ChangeDecision>,
) -> Result<Json<StaffChange>, Problem> {
    let mut tx = app.db().write().await?;
    let done = decide(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Ticks off what was handed over.
#[utoipa::path(post, path = "/staff-changes/{id}/handover", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change")), request_body = Ticked,
    responses((status = 200, body = StaffChange), (status = "default", body = Problem)))]
pub(super) async fn staff_change_tick(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Ticked>,
) -> Result<Json<StaffChange>, Problem> {
    let mut tx = app.db().write().await?;
    let done = tick(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Carries the change out, once it is agreed and everything is handed over.
#[utoipa::path(post, path = "/staff-changes/{id}/finish", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change")),
    responses((status = 200, body = StaffChange), (status = 409, body = Problem,
    description = "`staffing.no_consent`, `staffing.handover_open`"), (status = "default", body = Problem)))]
pub(super) async fn staff_change_finish(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<StaffChange>, Problem> {
    let mut tx = app.db().write().await?;
    let done = finish(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Takes the notice back.
#[utoipa::path(post, path = "/staff-changes/{id}/withdraw", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change")),
    responses((status = 200, body = StaffChange), (status = "default", body = Problem)))]
pub(super) async fn staff_change_withdraw(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<StaffChange>, Problem> {
    let mut tx = app.db().write().await?;
    let done = withdraw(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(done))
}
