//! `POST /tickets/{id}/attachments` and `GET /attachments/{id}`.

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jianyue_platform::{
    App, Problem, Tx,
    blob::BlobStore,
    db::DbError,
    files::{FileUpload, NewFile, receive, serve},
    http::{Caller, Id, Params},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::Deserialize;
use uuid::Uuid;

use super::device_time::DeviceTime;
use crate::{
    error::TicketError,
    model::{AttachmentCard, Visibility},
    policy::{self, Action, Facets},
    service::{Desk, NewAttachment, attach, attached_before, attachment, find},
};

/// Who sees the file.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    #[serde(default = "everybody")]
    visibility: Visibility,
}

const fn everybody() -> Visibility {
    Visibility::Public
}

/// Adds a file to the ticket. Its type is found in its content; what is claimed must agree with it.
#[utoipa::path(post, path = "/tickets/{id}/attachments", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this file: sent twice it is kept once"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was taken, as the device showed it"),
        ("visibility" = Option<Visibility>, Query, description = "Who sees it; everybody when absent")),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
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
    let NewFile { name, media_type, size, digest } = receive(app.state::<BlobStore>(), request).await?;
    let file = NewAttachment { name, media_type, size, digest, visibility };
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
    file: NewAttachment,
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

/// A file, to be saved and never shown by the browser.
#[utoipa::path(get, path = "/attachments/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The file")),
    responses((status = 200, description = "Its content", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn attachment_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let row = attachment(&mut app.db().peek().await?, &by, id).await?;
    serve(app.state::<BlobStore>(), &row.name, &row.media_type, &row.digest).await
}
