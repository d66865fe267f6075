//! Photos of runs.

use axum::{
    Json,
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::{FileUpload, receive, serve},
    http::{Caller, Id},
};
use uuid::Uuid;

use crate::{
    model::Photo,
    service::{Desk, add_photo, photo_of, runnable},
};

/// Adds a photo to a run that is not closed. The same picture is there once, however often it is sent.
#[utoipa::path(post, path = "/runs/{id}/photos", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = Photo), (status = 413, body = Problem), (status = 415, body = Problem),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_photo_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<(StatusCode, Json<Photo>), Problem> {
    let desk = Desk::of(&app, &by);
    runnable(&mut app.db().peek().await?, desk, id).await?;
    let file = receive(app.state::<BlobStore>(), request).await?;
    if !file.media_type.starts_with("image/") {
        let says = "这里只收照片（PNG、JPEG 等图片），其他文件请传到工单附件。";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "inspection.no_picture", says));
    }
    let photo = desk.photo(file);
    let mut tx = app.db().write().await?;
    let photo = add_photo(&mut tx, desk, id, photo).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(photo)))
}

/// A photo or the picture of a signature of a run.
#[utoipa::path(get, path = "/runs/{id}/photos/{digest}", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run"), ("digest" = String, Path, description = "SM3 of the photo")),
    responses((status = 200, description = "The picture", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_photo_get(
    State(app): State<App>,
    by: Caller,
    Path((id, digest)): Path<(Uuid, String)>,
) -> Result<Response, Problem> {
    let photo = photo_of(&mut app.db().peek().await?, Desk::of(&app, &by), id, &digest).await?;
    serve(app.state::<BlobStore>(), &photo.name, &photo.media_type, &photo.digest).await
}
