//! Files of letters.

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

use crate::service::{attach_file, file, may_attach};

/// Which part of the letter a file is.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// `notice`, `proof` or `answer`; absent for any other.
    #[serde(default)]
    part: String,
}

/// Attaches a file to a letter: the letter as it was signed and its proof by the sender, the answer by the other side.
#[utoipa::path(post, path = "/letters/{id}/files", tag = "letters",
    params(("id" = Uuid, Path, description = "The letter"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn letter_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Part { part }): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    may_attach(&mut app.db().peek().await?, desk, id, &part).await?;
    let new = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_file(&mut tx, desk, id, &part, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// The content of a file of a letter.
#[utoipa::path(get, path = "/letters/files/{id}", tag = "letters",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "The content, as an attachment"), (status = "default", body = Problem)))]
pub(super) async fn letter_file_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = file(&mut app.db().read().await?, Desk::of(&app, &by), id).await?.file;
    serve(app.state::<BlobStore>(), &found.name, &found.media_type, &found.digest).await
}
