//! `/mail/quarantine`.

use axum::{
    Json,
    body::Body,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::stream;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use utoipa::{IntoParams, ToSchema};

use super::received::MailPage;
use crate::{
    model::{MailReason, MailState, QuarantinedMail, ReceivedMail},
    service::{Accept, accept, discard, one, page, raw},
};

/// Bytes sent at a time.
const PIECE: usize = 64 * 1024;

/// Which mails are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// For one reason only.
    reason: Option<MailReason>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Why a mail is of no use.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = MailDiscard)]
#[serde(deny_unknown_fields)]
pub(super) struct Discard {
    /// In words.
    reason: String,
}

/// Mails that wait for somebody's decision, the newest first.
#[utoipa::path(get, path = "/mail/quarantine", tag = "mailbox", params(Wanted),
    responses((status = 200, body = MailPage), (status = "default", body = Problem)))]
pub(super) async fn mail_quarantine_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<MailPage>, Problem> {
    let request = PageRequest { limit: wanted.limit, after: wanted.after };
    let page = page(&app, &by, (Some(MailState::Quarantined), wanted.reason), &request).await?;
    Ok(Json(MailPage { items: page.items, next: page.next }))
}

/// One of them, as plain text.
#[utoipa::path(get, path = "/mail/quarantine/{id}", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The mail")),
    responses((status = 200, body = QuarantinedMail), (status = "default", body = Problem)))]
pub(super) async fn mail_quarantine_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<QuarantinedMail>, Problem> {
    Ok(Json(one(&app, &by, id).await?))
}

/// The mail as it came, to be saved and never shown by the browser.
#[utoipa::path(get, path = "/mail/quarantine/{id}/raw", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The mail")),
    responses((status = 200, description = "The mail", content_type = "application/octet-stream"),
        (status = "default", body = Problem)))]
pub(super) async fn mail_quarantine_raw(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let (file, size) = raw(&app, &by, id).await?;
    let pieces = stream::unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok::<_, std::io::Error>(piece), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"mail-{id}.eml\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Takes a mail out of the quarantine: as a new ticket of a contract, or as an answer on one of its tickets.
#[utoipa::path(post, path = "/mail/quarantine/{id}/accept", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The mail")), request_body = Accept,
    responses((status = 200, body = ReceivedMail), (status = "default", body = Problem)))]
pub(super) async fn mail_quarantine_accept(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(asked): Input<Accept>,
) -> Result<Json<ReceivedMail>, Problem> {
    Ok(Json(accept(&app, &by, id, asked).await?))
}

/// Takes a mail out of the quarantine as of no use; what is known of it stays in the log.
#[utoipa::path(post, path = "/mail/quarantine/{id}/discard", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The mail")), request_body = Discard,
    responses((status = 200, body = ReceivedMail), (status = "default", body = Problem)))]
pub(super) async fn mail_quarantine_discard(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(asked): Input<Discard>,
) -> Result<Json<ReceivedMail>, Problem> {
    Ok(Json(discard(&app, &by, id, &asked.reason).await?))
}
