//! `/contracts/{id}/checklists` and `/checklists/{id}`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    model::{Body, Checklist},
    service::{Desk, NewChecklist, add_checklist, change_checklist, checklists},
};

/// The checklists of a contract.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InspectionChecklists {
    /// By rule.
    items: Vec<Checklist>,
}

/// What is looked at, by rule: the house's own, made from the contract's text, and those that a manager wrote.
#[utoipa::path(get, path = "/contracts/{id}/checklists", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = InspectionChecklists), (status = "default", body = Problem)))]
pub(super) async fn inspection_checklist_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<InspectionChecklists>, Problem> {
    let items = checklists(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?;
    Ok(Json(InspectionChecklists { items }))
}

/// Adds a checklist for a rule, in the place of the house's own.
#[utoipa::path(post, path = "/contracts/{id}/checklists", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewChecklist,
    responses((status = 201, body = Checklist), (status = "default", body = Problem)))]
pub(super) async fn inspection_checklist_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewChecklist>,
) -> Result<(StatusCode, Json<Checklist>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add_checklist(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Writes a new version of a checklist. Runs that were begun keep theirs.
#[utoipa::path(put, path = "/checklists/{id}", tag = "inspection",
    params(("id" = Uuid, Path, description = "The checklist"),
    ("If-Match" = String, Header, description = "The version that the change was made from")), request_body = Body,
    responses((status = 200, body = Checklist), (status = 412, body = Problem), (status = "default", body = Problem)))]
pub(super) async fn inspection_checklist_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(body): Input<Body>,
) -> Result<Json<Checklist>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change_checklist(&mut tx, Desk::of(&app, &by), id, version, body).await?;
    tx.commit().await?;
    Ok(Json(changed))
}
