//! Files of qualifications and trainings.

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
use uuid::Uuid;

use crate::{
    model::{QUALIFICATION_FILE, TRAINING_FILE},
    service::{attach_to, file, fileable},
};

/// Which part of the record a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// `sheet`: the paper list of who was there; absent: material.
    part: Option<String>,
}

/// Adds material or the paper list of a training.
#[utoipa::path(post, path = "/trainings/{id}/files", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = 413, body = Problem), (status = 415, body = Problem),
    (status = "default", body = Problem)))]
pub(super) async fn training_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Part { part }): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (TRAINING_FILE, id, part.as_deref().unwrap_or_default()), request).await
}

/// Adds a copy of a qualification.
#[utoipa::path(post, path = "/staff-qualifications/{id}/files", tag = "staffing",
    params(("id" = Uuid, Path, description = "The qualification")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = 413, body = Problem), (status = 415, body = Problem),
    (status = "default", body = Problem)))]
pub(super) async fn staff_qualification_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (QUALIFICATION_FILE, id, ""), request).await
}

/// A file of a qualification or training, or the picture of a signature.
#[utoipa::path(get, path = "/staffing/files/{id}", tag = "staffing",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn staffing_file_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = file(&mut app.db().peek().await?, Desk::of(&app, &by), id).await?;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}

async fn add(
    app: &App,
    by: &Caller,
    record: (&'static str, Uuid, &str),
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(app, by);
    fileable(&mut app.db().peek().await?, desk, record).await?;
    let received = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_to(&mut tx, desk, record, received).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}
