//! Files of periods and of items.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::{FileUpload, RecordFile, receive, serve},
    http::{Caller, Id, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::service::{add_item_file, add_period_file, file, may_add_item_file, may_add_period_file};

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// `notice` for the client's notice, or nothing in particular.
    #[serde(default)]
    part: String,
}

/// Adds a file to a special period: the client's notice, a plan.
#[utoipa::path(post, path = "/special-periods/{id}/files", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn special_period_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Part { part }): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    may_add_period_file(&mut app.db().read().await?, desk, id, &part).await?;
    let received = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let added = add_period_file(&mut tx, desk, (id, &part), received).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Adds a file to an item of a checklist.
#[utoipa::path(post, path = "/assurance-items/{id}/files", tag = "assurance",
    params(("id" = Uuid, Path, description = "The item")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn assurance_item_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    may_add_item_file(&mut app.db().read().await?, desk, id).await?;
    let received = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let added = add_item_file(&mut tx, desk, id, received).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// The content of a file of a special period or of an item.
#[utoipa::path(get, path = "/assurance/files/{id}", tag = "assurance",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn assurance_file(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = file(&mut app.db().read().await?, Desk::of(&app, &by), id).await?.file;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}
