//! Files of changes.

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

use crate::service::{add_file, file, may_add_file};

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// `test`, `approval`, `release`, or nothing in particular.
    #[serde(default)]
    part: String,
}

/// Adds a file: a test record, an approval paper, release notes.
#[utoipa::path(post, path = "/changes/{id}/files", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn system_change_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Part { part }): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    may_add_file(&mut app.db().read().await?, desk, id, &part).await?;
    let received = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let added = add_file(&mut tx, desk, (id, &part), received).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// The content of a file of a change.
#[utoipa::path(get, path = "/changes/files/{id}", tag = "changes",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn system_change_file(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = file(&mut app.db().peek().await?, Desk::of(&app, &by), id).await?.file;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}
