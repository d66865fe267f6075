//! Files of the records of this module.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use jianyue_contracts::Desk;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::{FileUpload, RecordFile, receive, serve},
    http::{Caller, Id, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::service::{Thing, attach_to, attached, may_attach};

/// What a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// Which part of the record it is; none for any other file.
    part: Option<String>,
}

/// Receives a file and attaches it to a record.
async fn add(
    app: &App,
    by: &Actor,
    (thing, id): (Thing, Uuid),
    part: Part,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(app, by);
    may_attach(&mut app.db().read().await?, desk, thing, id).await?;
    let file = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let file = attach_to(&mut tx, desk, (thing, id), part.part.as_deref().unwrap_or_default(), file).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// Attaches a file to a vulnerability: part `notice`, `fix`, `retest`, `feedback` or none.
#[utoipa::path(post, path = "/vulnerabilities/{id}/files", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (Thing::Vulnerability, id), part, request).await
}

/// Attaches a file to an evaluation.
#[utoipa::path(post, path = "/security/evaluations/{id}/files", tag = "security",
    params(("id" = Uuid, Path, description = "The evaluation"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn security_evaluation_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (Thing::Evaluation, id), part, request).await
}

/// Attaches a file to something that an evaluation found.
#[utoipa::path(post, path = "/security/findings/{id}/files", tag = "security",
    params(("id" = Uuid, Path, description = "The finding"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn security_finding_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (Thing::Finding, id), part, request).await
}

/// Attaches a file to a pledge: the paper.
#[utoipa::path(post, path = "/security/pledges/{id}/files", tag = "security",
    params(("id" = Uuid, Path, description = "The pledge"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn security_pledge_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (Thing::Pledge, id), part, request).await
}

/// Attaches a file to a list of what goes back.
#[utoipa::path(post, path = "/security/returns/{id}/files", tag = "security",
    params(("id" = Uuid, Path, description = "The list"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn security_return_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    add(&app, &by, (Thing::Return, id), part, request).await
}

/// A file of a record, to be saved.
#[utoipa::path(get, path = "/security/files/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "Its content", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn security_file(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = attached(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    let file = found.file;
    serve(app.state::<BlobStore>(), &file.name, &file.media_type, &file.digest).await
}
