//! `/stock-takings`: counting.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{Line, LineState, Taking, TakingState},
    service::{
        Closing, Counted, CountedLines, LinesRequest, NewTaking, TakingDetail, TakingsRequest, begin, close, count,
        lines, taking, takings,
    },
};

/// Which stock-takings are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TakingsWanted {
    /// In one state only.
    state: Option<TakingState>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of stock-takings.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StockTakingPage {
    /// Rows.
    items: Vec<Taking>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Which lines are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LinesWanted {
    /// Only those that are open, counted or different.
    #[param(inline)]
    state: Option<LineState>,
    /// A part of code, name or place.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of lines.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StockLinePage {
    /// Rows.
    items: Vec<Line>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Stock-takings of a contract, the last first.
#[utoipa::path(get, path = "/contracts/{id}/stock-takings", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), TakingsWanted),
    responses((status = 200, body = StockTakingPage), (status = "default", body = Problem)))]
pub(super) async fn stock_taking_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<TakingsWanted>,
) -> Result<Json<StockTakingPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let request = TakingsRequest { contract: id.into(), state: wanted.state, page };
    let page = takings(&mut app.db().read().await?, &by, request).await?;
    Ok(Json(StockTakingPage { items: page.items, next: page.next }))
}

/// Begins a stock-taking with what the books have now. One of the same kind and scope is open once.
#[utoipa::path(post, path = "/contracts/{id}/stock-takings", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewTaking,
    responses((status = 201, body = TakingDetail), (status = "default", body = Problem)))]
pub(super) async fn stock_taking_begin(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewTaking>,
) -> Result<(StatusCode, Json<TakingDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let begun = begin(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(begun)))
}

/// A stock-taking with its figures and what differs.
#[utoipa::path(get, path = "/stock-takings/{id}", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking")),
    responses((status = 200, body = TakingDetail), (status = "default", body = Problem)))]
pub(super) async fn stock_taking_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<TakingDetail>, Problem> {
    Ok(Json(taking(&mut app.db().read().await?, &by, id).await?))
}

/// Lines of a stock-taking, by code.
#[utoipa::path(get, path = "/stock-takings/{id}/lines", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking"), LinesWanted),
    responses((status = 200, body = StockLinePage), (status = "default", body = Problem)))]
pub(super) async fn stock_taking_lines(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<LinesWanted>,
) -> Result<Json<StockLinePage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let request = LinesRequest { state: wanted.state, q: wanted.q, page };
    let page = lines(&mut app.db().read().await?, &by, id, request).await?;
    Ok(Json(StockLinePage { items: page.items, next: page.next }))
}

/// Keeps what was counted: some lines at a time, as often as it is sent. Of two counts of a line the later one stays.
#[utoipa::path(put, path = "/stock-takings/{id}/lines", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking")), request_body = CountedLines,
    responses((status = 200, body = Counted), (status = "default", body = Problem)))]
pub(super) async fn stock_taking_count(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(given): Input<CountedLines>,
) -> Result<Json<Counted>, Problem> {
    let mut tx = app.db().write().await?;
    let counted = count(&app, &mut tx, &by, id, given).await?;
    tx.commit().await?;
    Ok(Json(counted))
}

/// Closes a stock-taking, once. What differs is booked when `settle` says so.
#[utoipa::path(post, path = "/stock-takings/{id}/close", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking")), request_body = Closing,
    responses((status = 200, body = TakingDetail),
    (status = 409, body = Problem, description = "It is closed, or `open` lines are not counted"),
    (status = "default", body = Problem)))]
pub(super) async fn stock_taking_close(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(closing): Input<Closing>,
) -> Result<Json<TakingDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let closed = close(&app, &mut tx, &by, id, closing).await?;
    tx.commit().await?;
    Ok(Json(closed))
}
