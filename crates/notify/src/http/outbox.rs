//! `/notifications`: the outbox.

use axum::{Json, extract::State};
use chrono::{DateTime, Utc};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Message, MessageState},
    service::{OutboxRequest, cancel, outbox, send_again},
};

/// Which messages are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In one state only.
    state: Option<MessageState>,
    /// By one way only: `email`, `sms`, `robot`.
    way: Option<String>,
    /// Begun at this moment or later.
    from: Option<DateTime<Utc>>,
    /// Begun before this moment.
    to: Option<DateTime<Utc>>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of messages.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OutboxPage)]
pub(super) struct MessagePage {
    /// Rows.
    items: Vec<Message>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// What went out, what waits, what failed, the newest first.
#[utoipa::path(get, path = "/notifications", tag = "notify", params(Wanted),
    responses((status = 200, body = MessagePage), (status = "default", body = Problem)))]
pub(super) async fn notification_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<MessagePage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let Wanted { contract, state, way, from, to, .. } = wanted;
    let request = OutboxRequest { contract, state, way, from, to, page };
    let page = outbox(&mut app.db().read().await?, &by, request).await?;
    Ok(Json(MessagePage { items: page.items, next: page.next }))
}

/// Sends a message again that failed, or of which nobody knows whether it arrived.
#[utoipa::path(post, path = "/notifications/{id}/retry", tag = "notify",
    params(("id" = Uuid, Path, description = "The message")),
    responses((status = 200, body = Message), (status = "default", body = Problem)))]
pub(super) async fn notification_retry(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Message>, Problem> {
    let mut tx = app.db().write().await?;
    let message = send_again(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(Json(message))
}

/// Takes a message back that has not gone out.
#[utoipa::path(post, path = "/notifications/{id}/cancel", tag = "notify",
    params(("id" = Uuid, Path, description = "The message")),
    responses((status = 200, body = Message), (status = "default", body = Problem)))]
pub(super) async fn notification_cancel(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Message>, Problem> {
    let mut tx = app.db().write().await?;
    let message = cancel(&mut tx, app.env(), &by, id).await?;
    tx.commit().await?;
    Ok(Json(message))
}
