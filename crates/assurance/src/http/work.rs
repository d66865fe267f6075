//! Checklists and phases. Each answers with the whole period.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::PeriodInFull,
    service::{Completion, NewItem, Tick, add_item, complete, remove_item, tick},
};

/// Adds an item to the checklist of a phase.
#[utoipa::path(post, path = "/special-periods/{id}/items", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period")), request_body = NewItem,
    responses((status = 201, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn assurance_item_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewItem>,
) -> Result<(StatusCode, Json<PeriodInFull>), Problem> {
    let mut tx = app.db().write().await?;
    let period = add_item(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(period)))
}

/// Ticks an item off with a remark, or takes the tick back.
#[utoipa::path(post, path = "/assurance-items/{id}/tick", tag = "assurance",
    params(("id" = Uuid, Path, description = "The item")), request_body = Tick,
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn assurance_item_tick(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(given): Input<Tick>,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let period = tick(&mut tx, Desk::of(&app, &by), id, given).await?;
    tx.commit().await?;
    Ok(Json(period))
}

/// Takes an item off its checklist that people added and nobody has ticked off.
#[utoipa::path(delete, path = "/assurance-items/{id}", tag = "assurance",
    params(("id" = Uuid, Path, description = "The item")),
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn assurance_item_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let period = remove_item(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(period))
}

/// Completes a phase, once everything on its checklist is ticked off: it proves the contract's inspection of its festival, or
/// is done as a duty by itself.
#[utoipa::path(post, path = "/assurance-phases/{id}/complete", tag = "assurance",
    params(("id" = Uuid, Path, description = "The phase")), request_body = Completion,
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn assurance_phase_complete(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(given): Input<Completion>,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let period = complete(&mut tx, Desk::of(&app, &by), id, given).await?;
    tx.commit().await?;
    Ok(Json(period))
}
