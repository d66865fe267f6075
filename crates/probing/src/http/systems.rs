//! `/contracts/{id}/systems` and `/watched-systems/{id}`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::System,
    service::{NewSystem, SystemChange, add_system, change_system, remove_system, systems},
};

/// The systems of a contract that are watched, by name.
#[utoipa::path(get, path = "/contracts/{id}/systems", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [System]), (status = "default", body = Problem)))]
pub(super) async fn watched_system_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<System>>, Problem> {
    Ok(Json(systems(&mut app.db().read().await?, &by, id.into()).await?))
}

/// Adds a system.
#[utoipa::path(post, path = "/contracts/{id}/systems", tag = "probing", request_body = NewSystem,
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 201, body = System), (status = "default", body = Problem)))]
pub(super) async fn watched_system_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewSystem>,
) -> Result<(StatusCode, Json<System>), Problem> {
    let mut tx = app.db().write().await?;
    let system = add_system(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(system)))
}

/// Changes a system.
#[utoipa::path(patch, path = "/watched-systems/{id}", tag = "probing", request_body = SystemChange,
    params(("id" = uuid::Uuid, Path, description = "The system"),
        ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, body = System), (status = "default", body = Problem)))]
pub(super) async fn watched_system_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<SystemChange>,
) -> Result<Json<System>, Problem> {
    let mut tx = app.db().write().await?;
    let system = change_system(&app, &mut tx, &by, (id, version), change).await?;
    tx.commit().await?;
    Ok(Json(system))
}

/// Removes a system that was never looked at.
#[utoipa::path(delete, path = "/watched-systems/{id}", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The system")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn watched_system_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_system(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
