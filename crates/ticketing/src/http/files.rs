//! `POST /tickets/{id}/attachments` and `GET /attachments/{id}`.

use axum::{
    Json,
    body::Body,
    extract::{FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::stream;
use jianyue_platform::{
    App, Problem, Tx,
    blob::{BlobError, BlobStore, content_disposition, safe_name},
    db::DbError,
    http::{Caller, Id, Params},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use utoipa::ToSchema;
use uuid::Uuid;

use super::device_time::DeviceTime;
use crate::{
    error::TicketError,
    model::{AttachmentCard, Visibility},
    policy::{self, Action, Facets},
    service::{Desk, NewFile, attach, attached_before, attachment, find},
};

/// What a multipart body has around its file, at most.
const AROUND: u64 = 64 * 1024;
/// Bytes sent at a time.
const PIECE: usize = 64 * 1024;

/// Who sees the file.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    #[serde(default = "everybody")]
    visibility: Visibility,
}

const fn everybody() -> Visibility {
    Visibility::Public
}

/// A file.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body for OpenAPI; the body itself is streamed")]
pub(super) struct Upload {
    /// Its content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a file to the ticket. Its type is found in its content; what is claimed must agree with it.
#[utoipa::path(post, path = "/tickets/{id}/attachments", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this file: sent twice it is kept once"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was taken, as the device showed it"),
        ("visibility" = Option<Visibility>, Query, description = "Who sees it; everybody when absent")),
    request_body(content = Upload, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentCard), (status = 413, body = Problem), (status = 415, body = Problem),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_attach(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IdempotencyKey(key): IdempotencyKey,
    device: DeviceTime,
    Params(Seen { visibility }): Params<Seen>,
    request: Request,
) -> Result<Response, Problem> {
    may_attach(&app, &by, id, visibility).await?;
    let desk = Desk::of(&app, &by).shown_at(device.0)?;
    let file = receive(app.state::<BlobStore>(), request, visibility).await?;
    let mut tx = app.db().write().await?;
    let Some(key) = key else {
        let (_, card) = attach(&mut tx, desk, id, file).await?;
        tx.commit().await?;
        return Ok((StatusCode::CREATED, Json(card)).into_response());
    };
    let what = format!("{}/{}/{}", file.digest, visibility.code(), file.name);
    let print = fingerprint(&format!("POST /tickets/{id}/attachments"), what.as_bytes());
    match idempotency::check(&mut tx, &by, &key, &print).await? {
        Check::Conflict => Err(conflict()),
        Check::Replay(answer) => Ok(answer.into_response()),
        Check::Fresh => attach_once(tx, desk, id, file, (&key, &print)).await,
    }
}

/// Adds a file under a key. A device may come back long after keys are forgotten: the same file of the same person is then
/// known by its content.
async fn attach_once(
    mut tx: Tx,
    desk: Desk<'_>,
    id: Uuid,
    file: NewFile,
    (key, print): (&str, &[u8]),
) -> Result<Response, Problem> {
    let card = match attached_before(&mut tx, desk.by, id, &file).await? {
        Some(card) => card,
        None => attach(&mut tx, desk, id, file).await?.1,
    };
    let body = serde_json::to_string(&card).map_err(DbError::from)?;
    let answer = Answer { status: StatusCode::CREATED.as_u16(), body };
    remember(&mut tx, desk.env, desk.by, key, print, &answer).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(card)).into_response())
}

/// Asked before a byte is read, and again when the file is added.
async fn may_attach(app: &App, by: &Caller, id: Uuid, visibility: Visibility) -> Result<(), TicketError> {
    let ticket = find(&mut app.db().peek().await?, by, id).await?;
    let facets = Facets::of(&ticket.row, ticket.resolved_by);
    if policy::check(Action::Attach, facets, by).is_err() {
        let permission = Action::Attach.permission();
        return Err(jianyue_kernel::Denied { code: permission.code, name: permission.name }.into());
    }
    if visibility == Visibility::Internal && !policy::sees_internal(by, ticket.row.contract()) {
        return Err(TicketError::field("visibility", "只有运维方人员可以上传内部附件，请改为 public。"));
    }
    Ok(())
}

/// Streams the first file of a multipart body into the store. A body that says it is too long is refused unread.
async fn receive(blobs: &BlobStore, request: Request, visibility: Visibility) -> Result<NewFile, Problem> {
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
        return Ok(NewFile { name, media_type: blob.media_type.to_owned(), size, digest: blob.digest, visibility });
    }
    Err(no_file())
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

/// A file, to be saved and never shown by the browser.
#[utoipa::path(get, path = "/attachments/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "Its content", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn attachment_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let row = attachment(&mut app.db().peek().await?, &by, id).await?;
    let opened = app.state::<BlobStore>().open(&row.digest).await.map_err(|error| Problem::internal(&error))?;
    let Some((file, size)) = opened else {
        let text = "附件的内容不在文件库中，可能已损坏。请联系系统管理员从备份恢复。";
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
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&row.media_type).unwrap_or(OCTETS));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::CONTENT_DISPOSITION, content_disposition(&row.name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");
