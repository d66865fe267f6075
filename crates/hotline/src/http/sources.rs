//! `/hotline/sources`: phone systems.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::Source,
    service::{NewSource, SourceWithSecret, add_source, remove_source, rotate_source, sources},
};

/// Every phone system that may report calls, by name.
#[utoipa::path(get, path = "/hotline/sources", tag = "hotline",
    responses((status = 200, body = [Source]), (status = "default", body = Problem)))]
pub(super) async fn feed_source_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<Source>>, Problem> {
    Ok(Json(sources(&mut app.db().peek().await?, &by).await?))
}

/// Sets up a phone system. Its secret is in this answer only.
#[utoipa::path(post, path = "/hotline/sources", tag = "hotline", request_body = NewSource,
    responses((status = 201, body = SourceWithSecret), (status = "default", body = Problem)))]
pub(super) async fn feed_source_add(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewSource>,
) -> Result<(StatusCode, Json<SourceWithSecret>), Problem> {
    let mut tx = app.db().write().await?;
    let source = add_source(&app, &mut tx, &by, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(source)))
}

/// Gives a phone system a new secret; the old one holds no more.
#[utoipa::path(post, path = "/hotline/sources/{id}/rotate", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The phone system")),
    responses((status = 200, body = SourceWithSecret), (status = "default", body = Problem)))]
pub(super) async fn feed_source_rotate(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<SourceWithSecret>, Problem> {
    let mut tx = app.db().write().await?;
    let source = rotate_source(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(Json(source))
}

/// Takes no more reports of a phone system; its calls stay.
#[utoipa::path(delete, path = "/hotline/sources/{id}", tag = "hotline",
    params(("id" = uuid::Uuid, Path, description = "The phone system")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn feed_source_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_source(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
