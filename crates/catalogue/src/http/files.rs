//! Files of requests.

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

use crate::service::{add_file, file, may_add, remove_file};

/// Where a file belongs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// `asked/` or `result/` with the name of the paper; absent for any other file.
    part: Option<String>,
}

/// Adds a file to a request.
#[utoipa::path(post, path = "/service-requests/{id}/files", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = 413, body = Problem), (status = "default", body = Problem)))]
pub(super) async fn service_request_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Part { part }): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let (desk, part) = (Desk::of(&app, &by), part.unwrap_or_default());
    may_add(&mut app.db().read().await?, desk, id, &part).await?;
    let content = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let added = add_file(&mut tx, desk, (id, &part), content).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// A file of a request, to be saved.
#[utoipa::path(get, path = "/catalogue/files/{id}", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn service_request_file_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = file(&mut app.db().read().await?, Desk::of(&app, &by), id).await?.file;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}

/// Takes a file off a request that is still worked on.
#[utoipa::path(delete, path = "/catalogue/files/{id}", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 204, description = "It is gone"), (status = "default", body = Problem)))]
pub(super) async fn service_request_file_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_file(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
