//! Files over HTTP: one comes as `multipart/form-data`, and goes out to be saved, never to be shown by the browser.

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use futures::stream;
use tokio::{fs::File, io::AsyncReadExt as _};
use utoipa::ToSchema;

use super::NewFile;
use crate::{
    Problem,
    blob::{BlobError, BlobStore, content_disposition, safe_name},
};

/// What a multipart body has around its file, at most.
const AROUND: u64 = 64 * 1024;
/// Bytes sent at a time.
const PIECE: usize = 64 * 1024;
const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// A file, as `multipart/form-data`.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body for OpenAPI; the body itself is streamed")]
pub struct FileUpload {
    /// Its content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Streams the first file of a multipart body into the store. A body that says it is too long is refused unread.
///
/// # Errors
/// What the sender can mend, as a problem that says how; 507 and 500 where the disk refuses.
pub async fn receive(blobs: &BlobStore, request: Request) -> Result<NewFile, Problem> {
    if length(request.headers()).is_some_and(|length| length > blobs.limit() + AROUND) {
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
        let size = i64::try_from(blob.size).unwrap_or(i64::MAX);
        return Ok(NewFile { name, media_type: blob.media_type.to_owned(), size, digest: blob.digest });
    }
    Err(no_file())
}

/// The content of `digest` under a name, to be saved.
///
/// # Errors
/// 410 where the store has lost it.
pub async fn serve(blobs: &BlobStore, name: &str, media_type: &str, digest: &str) -> Result<Response, Problem> {
    let opened = blobs.open(digest).await.map_err(|error| Problem::internal(&error))?;
    let Some((file, size)) = opened else {
        let text = "附件的内容不在文件库中，可能已损坏。请联系系统管理员从备份恢复。";
        return Err(Problem::new(StatusCode::GONE, "attachment.content_missing", text));
    };
    Ok(saved(file, size, name, media_type))
}

/// A file of `size` bytes under a name, to be saved.
#[must_use]
pub fn saved(file: File, size: u64, name: &str, media_type: &str) -> Response {
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then_some((piece, file)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap_or(OCTETS));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_DISPOSITION, content_disposition(name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    response
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "attachment.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "attachment.interrupted", text)
}
