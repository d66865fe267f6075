//! `GET /mail/received` and `GET /mail/polling`.

use axum::{Json, extract::State};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{MailPolling, MailState, ReceivedMail},
    service::{page, polling},
};

/// Which mails are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// In one state only.
    state: Option<MailState>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of mails.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReceivedMailPage)]
pub(super) struct MailPage {
    /// Rows.
    pub(super) items: Vec<ReceivedMail>,
    /// Cursor of the next page.
    pub(super) next: Option<String>,
}

/// What became of every mail of the last 90 days, the newest first.
#[utoipa::path(get, path = "/mail/received", tag = "mailbox", params(Wanted),
    responses((status = 200, body = MailPage), (status = "default", body = Problem)))]
pub(super) async fn mail_received_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<MailPage>, Problem> {
    let request = PageRequest { limit: wanted.limit, after: wanted.after };
    let page = page(&app, &by, (wanted.state, None), &request).await?;
    Ok(Json(MailPage { items: page.items, next: page.next }))
}

/// How the reading of the mailbox stands.
#[utoipa::path(get, path = "/mail/polling", tag = "mailbox",
    responses((status = 200, body = MailPolling), (status = "default", body = Problem)))]
pub(super) async fn mail_polling(State(app): State<App>, by: Caller) -> Result<Json<MailPolling>, Problem> {
    Ok(Json(polling(&app, &by).await?))
}
