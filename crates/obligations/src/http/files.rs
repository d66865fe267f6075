//! Files that show that a duty was done.

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
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::service::{attach_file, file, files, may_attach};

/// The duty that files belong to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Of {
    /// The duty's key.
    key: String,
}

/// The files of a duty.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DutyFiles {
    /// The oldest first.
    items: Vec<RecordFile>,
}

/// The files that show that a duty was done.
#[utoipa::path(get, path = "/contracts/{id}/duties/files", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract"), Of),
    responses((status = 200, body = DutyFiles), (status = "default", body = Problem)))]
pub(super) async fn duty_file_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Of { key }): Params<Of>,
) -> Result<Json<DutyFiles>, Problem> {
    let items = files(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), &key).await?;
    Ok(Json(DutyFiles { items }))
}

/// Attaches a file to a document or to a duty that an event made due; its name stands among the evidence.
#[utoipa::path(post, path = "/contracts/{id}/duties/files", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract"), Of),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn duty_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Of { key }): Params<Of>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    may_attach(desk, id.into(), &key)?;
    let new = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_file(&mut tx, desk, id.into(), &key, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// The content of a file that shows that a duty was done.
#[utoipa::path(get, path = "/duties/files/{id}", tag = "obligations",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The content, as an attachment"), (status = "default", body = Problem)))]
pub(super) async fn duty_file_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = file(&mut app.db().read().await?, Desk::of(&app, &by), id).await?.file;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}
