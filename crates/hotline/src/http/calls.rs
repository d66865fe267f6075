//! `/calls`: what people write down and read of calls.

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
    idempotency::IdempotencyKey,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::kept::{Asked, Known, again};
use crate::{
    model::{Call, Channel, Outcome},
    service::{CallEdit, CallsRequest, Desk, NewCall, call, calls, edit_call, link_call, log_call},
};

/// Which calls are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Arrived on this day of Shanghai or later.
    day_from: Option<NaiveDate>,
    /// Arrived on this day or earlier.
    day_to: Option<NaiveDate>,
    /// By one channel only.
    channel: Option<Channel>,
    /// With one outcome only.
    outcome: Option<Outcome>,
    /// `me`, or a person's id.
    agent: Option<String>,
    /// Without a ticket only.
    unlinked: Option<bool>,
    /// A whole number, or words in the caller's name, the topic or the note.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of calls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallPage {
    /// Rows.
    items: Vec<Call>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The ticket that a call belongs to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallLink {
    /// The ticket, of the same contract.
    ticket_id: Uuid,
}

/// Writes a call down. Repeated with the same `Idempotency-Key` it is written down once.
#[utoipa::path(post, path = "/contracts/{id}/calls", tag = "hotline",
    params(("id" = Uuid, Path, description = "The contract"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters")),
    request_body = NewCall,
    responses((status = 201, body = Call), (status = "default", body = Problem)))]
pub(super) async fn call_log(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    key: IdempotencyKey,
    Input(new): Input<NewCall>,
) -> Result<Response, Problem> {
    let asked = Asked::of(key, &format!("POST /contracts/{id}/calls"), &new)?;
    let mut tx = app.db().write().await?;
    // Only the id is kept: the answer holds the caller's number, which is kept nowhere but sealed.
    if let Known::Done(done) = asked.known(&mut tx, &by).await? {
        return Ok(again(answer(StatusCode::CREATED, call(&mut tx, Desk::of(&app, &by), done).await?)));
    }
    let call = log_call(&app, &mut tx, Desk::of(&app, &by), id.into(), new).await?;
    asked.keep(&app, &mut tx, &by, &call.id).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::CREATED, call))
}

/// Calls, the last first.
#[utoipa::path(get, path = "/calls", tag = "hotline", params(Wanted),
    responses((status = 200, body = CallPage), (status = "default", body = Problem)))]
pub(super) async fn call_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<CallPage>, Problem> {
    let request = CallsRequest {
        contract: wanted.contract,
        day_from: wanted.day_from,
        day_to: wanted.day_to,
        channel: wanted.channel,
        outcome: wanted.outcome,
        agent: wanted.agent,
        unlinked: wanted.unlinked.unwrap_or(false),
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = calls(&mut app.db().read().await?, Desk::of(&app, &by), request).await?;
    Ok(Json(CallPage { items: page.items, next: page.next }))
}

/// A call.
#[utoipa::path(get, path = "/calls/{id}", tag = "hotline", params(("id" = Uuid, Path, description = "The call")),
    responses((status = 200, body = Call), (status = "default", body = Problem)))]
pub(super) async fn call_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    Ok(answer(StatusCode::OK, call(&mut app.db().peek().await?, Desk::of(&app, &by), id).await?))
}

/// Completes what is written about a call. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/calls/{id}", tag = "hotline",
    params(("id" = Uuid, Path, description = "The call"), ("If-Match" = String, Header, description = "The version")),
    request_body = CallEdit, responses((status = 200, body = Call),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the call as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn call_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(edit): Input<CallEdit>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let call = edit_call(&mut tx, Desk::of(&app, &by), id, version, edit).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, call))
}

/// Says which ticket a call belongs to.
#[utoipa::path(post, path = "/calls/{id}/link", tag = "hotline", params(("id" = Uuid, Path, description = "The call")),
    request_body = CallLink, responses((status = 200, body = Call), (status = "default", body = Problem)))]
pub(super) async fn call_link(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(link): Input<CallLink>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let call = link_call(&app, &mut tx, Desk::of(&app, &by), id, link.ticket_id).await?;
    tx.commit().await?;
    Ok(answer(StatusCode::OK, call))
}

fn answer(status: StatusCode, call: Call) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", call.version));
    let mut response = (status, Json(call)).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
