//! Files of emergencies and drills.

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

use crate::service::{DRILL, EMERGENCY, attach_to, drill, emergency, file_to_read};

/// What a file belongs to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// The part: `report`, or the id of an entry of the time line; empty for any other file.
    #[serde(default)]
    part: String,
}

/// Attaches a file to an emergency.
#[utoipa::path(post, path = "/emergencies/{id}/files", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The emergency"), Part),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn emergency_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<Part>,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    emergency(&mut app.db().read().await?, desk, id).await?;
    let file = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_to(&mut tx, desk, (EMERGENCY, id, &part.part), file).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// Attaches a file to a drill.
#[utoipa::path(post, path = "/emergency-drills/{id}/files", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The drill")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordFile), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_file_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<(StatusCode, Json<RecordFile>), Problem> {
    let desk = Desk::of(&app, &by);
    drill(&mut app.db().read().await?, desk, id).await?;
    let file = receive(app.state::<BlobStore>(), request).await?;
    let mut tx = app.db().write().await?;
    let kept = attach_to(&mut tx, desk, (DRILL, id, ""), file).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// A file of an emergency or drill, to be saved.
#[utoipa::path(get, path = "/emergencies/files/{id}", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "Its content", content_type = "application/octet-stream"),
        (status = "default", body = Problem)))]
pub(super) async fn emergency_file_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let file = file_to_read(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    serve(app.state::<BlobStore>(), &file.name, &file.media_type, &file.digest).await
}
