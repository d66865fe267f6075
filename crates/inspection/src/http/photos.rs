//! Photos of runs.

use axum::{
    Json,
    body::Body,
    extract::{FromRequest as _, Multipart, Path, Request, State, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use jianyue_platform::{
    App, Problem,
    blob::{Blob, BlobError, BlobStore, content_disposition, safe_name},
    http::{Caller, Id},
};
use tokio::io::AsyncReadExt as _;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    model::Photo,
    service::{Desk, add_photo, photo_of, runnable},
};

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;
/// Bytes of a multipart body around its file.
const AROUND: u64 = 64 * 1024;

/// A file, as `multipart/form-data`.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the body for OpenAPI")]
pub(super) struct InspectionPhotoUpload {
    /// The picture.
    #[schema(format = Binary, value_type = String)]
    file: Vec<u8>,
}

/// Adds a photo to a run that is not closed. The same picture is there once, however often it is sent.
#[utoipa::path(post, path = "/runs/{id}/photos", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")),
    request_body(content = InspectionPhotoUpload, content_type = "multipart/form-data"),
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
    let (name, blob) = receive(app.state::<BlobStore>(), request).await?;
    if !blob.media_type.starts_with("image/") {
        let says = "这里只收照片（PNG、JPEG 等图片），其他文件请传到工单附件。";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "inspection.no_picture", says));
    }
    let photo = Photo {
        digest: blob.digest,
        name,
        media_type: blob.media_type.to_owned(),
        size: i64::try_from(blob.size).unwrap_or(i64::MAX),
        at: desk.now(),
        by: by.name.clone(),
    };
    let mut tx = app.db().write().await?;
    let photo = add_photo(&mut tx, desk, id, photo).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(photo)))
}

/// Streams the first file of a multipart body into the store. A body that says it is too long is refused unread.
async fn receive(blobs: &BlobStore, request: Request) -> Result<(String, Blob), Problem> {
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > blobs.limit() + AROUND) {
        return Err(BlobError::TooLarge { limit: blobs.limit() }.into());
    }
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_file())?;
    while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = part.file_name().map(safe_name) else { continue };
        let claimed = part.content_type().map(str::to_owned);
        let pieces = Box::pin(stream::try_unfold(part, |mut part| async move {
            let piece = part.chunk().await?;
            Ok::<_, MultipartError>(piece.map(|piece| (piece, part)))
        }));
        let blob = blobs.put(pieces, claimed.as_deref(), &name).await?;
        return Ok((name, blob));
    }
    Err(no_file())
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "attachment.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "attachment.interrupted", text)
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
    let opened = app.state::<BlobStore>().open(&photo.digest).await.map_err(|error| Problem::internal(&error))?;
    let Some((file, size)) = opened else {
        let text = "照片的内容不在文件库中，可能已损坏。请联系系统管理员从备份恢复。";
        return Err(Problem::new(StatusCode::GONE, "attachment.content_missing", text));
    };
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&photo.media_type).unwrap_or(octets));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_DISPOSITION, content_disposition(&photo.name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
