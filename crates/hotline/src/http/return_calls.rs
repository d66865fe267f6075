//! `/return-calls` and `GET /contracts/{id}/satisfaction`.

use axum::{Json, extract::State};
use chrono::{DateTime, NaiveDate, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{ReturnCall, ReturnState},
    service::{
        Completed, NewAttempt, ReturnsRequest, Satisfaction, attempt, complete, return_call, return_calls,
        satisfaction, waive,
    },
};

/// Which return calls are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of one ticket only.
    ticket: Option<Uuid>,
    /// In one state only.
    state: Option<ReturnState>,
    /// Due before this moment.
    due_before: Option<DateTime<Utc>>,
    /// Made by whoever asks, or still to be made.
    mine: Option<bool>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of return calls.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReturnCallPage {
    /// Rows.
    items: Vec<ReturnCall>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Why a return call is let go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Waived {
    /// In words.
    reason: String,
}

/// A span of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day in Shanghai.
    from: NaiveDate,
    /// Last day, counted in.
    to: NaiveDate,
}

/// Return calls and visits, the first due first.
#[utoipa::path(get, path = "/return-calls", tag = "hotline", params(Wanted),
    responses((status = 200, body = ReturnCallPage), (status = "default", body = Problem)))]
pub(super) async fn return_call_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ReturnCallPage>, Problem> {
    let request = ReturnsRequest {
        contract: wanted.contract,
        ticket: wanted.ticket,
        state: wanted.state,
        due_before: wanted.due_before,
        mine: wanted.mine.unwrap_or(false),
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = return_calls(&mut app.db().read().await?, app.env(), &by, request).await?;
    Ok(Json(ReturnCallPage { items: page.items, next: page.next }))
}

/// A return call or visit.
#[utoipa::path(get, path = "/return-calls/{id}", tag = "hotline",
    params(("id" = Uuid, Path, description = "The return call")),
    responses((status = 200, body = ReturnCall), (status = "default", body = Problem)))]
pub(super) async fn return_call_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<ReturnCall>, Problem> {
    Ok(Json(return_call(&mut app.db().read().await?, app.env(), &by, id).await?))
}

/// Writes down that somebody tried. Nobody reached on three different days ends it.
#[utoipa::path(post, path = "/return-calls/{id}/attempts", tag = "hotline",
    params(("id" = Uuid, Path, description = "The return call")), request_body = NewAttempt,
    responses((status = 200, body = ReturnCall), (status = "default", body = Problem)))]
pub(super) async fn return_call_attempt(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewAttempt>,
) -> Result<Json<ReturnCall>, Problem> {
    let mut tx = app.db().write().await?;
    let call = attempt(&mut tx, app.env(), &by, id, new).await?;
    tx.commit().await?;
    Ok(Json(call))
}

/// Keeps what was said. A ticket is taken up again, or a complaint registered, when that is wished.
#[utoipa::path(post, path = "/return-calls/{id}/complete", tag = "hotline",
    params(("id" = Uuid, Path, description = "The return call")), request_body = Completed,
    responses((status = 200, body = ReturnCall), (status = "default", body = Problem)))]
pub(super) async fn return_call_complete(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(said): Input<Completed>,
) -> Result<Json<ReturnCall>, Problem> {
    let mut tx = app.db().write().await?;
    let call = complete(&mut tx, app.env(), &by, id, said).await?;
    tx.commit().await?;
    Ok(Json(call))
}

/// Lets a return call go: the client's decision.
#[utoipa::path(post, path = "/return-calls/{id}/waive", tag = "hotline",
    params(("id" = Uuid, Path, description = "The return call")), request_body = Waived,
    responses((status = 200, body = ReturnCall), (status = "default", body = Problem)))]
pub(super) async fn return_call_waive(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(waived): Input<Waived>,
) -> Result<Json<ReturnCall>, Problem> {
    let mut tx = app.db().write().await?;
    let call = waive(&mut tx, app.env(), &by, id, &waived.reason).await?;
    tx.commit().await?;
    Ok(Json(call))
}

/// How content people were who were asked in these days, always with the size of the sample.
#[utoipa::path(get, path = "/contracts/{id}/satisfaction", tag = "hotline",
    params(("id" = Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = Satisfaction), (status = "default", body = Problem)))]
pub(super) async fn hotline_satisfaction(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<Satisfaction>, Problem> {
    let mut tx = app.db().read().await?;
    let span = (span.from, span.to);
    Ok(Json(satisfaction(&mut tx, app.state::<Registry>(), &by, id.into(), span).await?))
}
