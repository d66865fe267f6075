//! `/occurrences` and what a contract tells of them.

use axum::{
    Json,
    extract::State as AppState,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::InspectionError,
    model::{Kind, Occurrence, RuleCounts, State},
    service::{
        Announce, Desk, NewOccurrence, OccurrencesRequest, PlanStanding, Replan, add_occurrence, announce, counts,
        occurrence, occurrences, plan_standing, replan,
    },
};

/// Which occurrences are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Planned on this day or later.
    from: Option<NaiveDate>,
    /// Planned on this day or before.
    to: Option<NaiveDate>,
    /// In these states only, separated by commas.
    state: Option<String>,
    /// Of one kind only.
    kind: Option<Kind>,
    /// Of one rule only.
    rule: Option<String>,
    /// Given to whoever asks.
    mine: Option<bool>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of occurrences.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InspectionOccurrencePage {
    /// Rows.
    items: Vec<Occurrence>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A span of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day on which something may be owed.
    from: NaiveDate,
    /// Last day, counted in.
    to: NaiveDate,
}

/// How many of each rule stand where.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InspectionCounts {
    /// First day.
    from: NaiveDate,
    /// Last day.
    to: NaiveDate,
    /// By rule.
    rules: Vec<RuleCounts>,
}

/// An occurrence with its version as its tag.
pub(super) fn tagged(status: StatusCode, occurrence: Occurrence) -> Response {
    let tag = HeaderValue::from_str(&format!("\"{}\"", occurrence.version));
    let mut response = (status, Json(occurrence)).into_response();
    if let Ok(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

fn states(text: Option<String>) -> Result<Vec<State>, InspectionError> {
    let words = text.unwrap_or_default();
    let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let bad = |_| InspectionError::field("state", format!("没有“{word}”这种状态，请去掉后重试"));
            State::try_from(word.to_owned()).map_err(bad)
        })
        .collect()
}

/// What comes round, by the day it is planned for.
#[utoipa::path(get, path = "/occurrences", tag = "inspection", params(Wanted),
    responses((status = 200, body = InspectionOccurrencePage), (status = "default", body = Problem)))]
pub(super) async fn occurrence_list(
    AppState(app): AppState<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<InspectionOccurrencePage>, Problem> {
    let request = OccurrencesRequest {
        contract: wanted.contract,
        from: wanted.from,
        to: wanted.to,
        states: states(wanted.state)?,
        kind: wanted.kind,
        rule: wanted.rule,
        mine: wanted.mine.unwrap_or(false),
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = occurrences(&mut app.db().peek().await?, Desk::of(&app, &by), request).await?;
    Ok(Json(InspectionOccurrencePage { items: page.items, next: page.next }))
}

/// One of them.
#[utoipa::path(get, path = "/occurrences/{id}", tag = "inspection",
    params(("id" = Uuid, Path, description = "The occurrence")),
    responses((status = 200, body = Occurrence), (status = "default", body = Problem)))]
pub(super) async fn occurrence_get(AppState(app): AppState<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = occurrence(&mut app.db().peek().await?, Desk::of(&app, &by), id).await?;
    Ok(tagged(StatusCode::OK, found))
}

/// Moves it inside its period, or gives it to somebody.
#[utoipa::path(patch, path = "/occurrences/{id}", tag = "inspection",
    params(("id" = Uuid, Path, description = "The occurrence"),
    ("If-Match" = String, Header, description = "The version that the change was made from")), request_body = Replan,
    responses((status = 200, body = Occurrence), (status = 412, body = Problem), (status = "default", body = Problem)))]
pub(super) async fn occurrence_change(
    AppState(app): AppState<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(change): Input<Replan>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let changed = replan(&mut tx, Desk::of(&app, &by), id, version, change).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::OK, changed))
}

/// Adds something that is due because its trigger happened: the check before an examination.
#[utoipa::path(post, path = "/contracts/{id}/occurrences", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewOccurrence,
    responses((status = 201, body = Occurrence), (status = "default", body = Problem)))]
pub(super) async fn occurrence_add(
    AppState(app): AppState<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewOccurrence>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let added = add_occurrence(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::CREATED, added))
}

/// Tells beforehand that it cannot be made as planned. After its day it is refused.
#[utoipa::path(post, path = "/occurrences/{id}/announce", tag = "inspection",
    params(("id" = Uuid, Path, description = "The occurrence")), request_body = Announce,
    responses((status = 200, body = Occurrence), (status = "default", body = Problem)))]
pub(super) async fn occurrence_announce(
    AppState(app): AppState<App>,
    by: Caller,
    Id(id): Id,
    Input(told): Input<Announce>,
) -> Result<Response, Problem> {
    let mut tx = app.db().write().await?;
    let announced = announce(&mut tx, Desk::of(&app, &by), id, told).await?;
    tx.commit().await?;
    Ok(tagged(StatusCode::OK, announced))
}

/// How many of each rule that are owed by a day of the span were made, made late, missed, announced, or are open.
#[utoipa::path(get, path = "/contracts/{id}/occurrences/counts", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = InspectionCounts), (status = "default", body = Problem)))]
pub(super) async fn occurrence_counts(
    AppState(app): AppState<App>,
    by: Caller,
    Id(id): Id,
    Params(Span { from, to }): Params<Span>,
) -> Result<Json<InspectionCounts>, Problem> {
    let rules = counts(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), (from, to)).await?;
    Ok(Json(InspectionCounts { from, to, rules }))
}

/// How far ahead the contract is planned, and what could not be planned, with the reason.
#[utoipa::path(get, path = "/contracts/{id}/occurrences/plan", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = PlanStanding), (status = "default", body = Problem)))]
pub(super) async fn occurrence_plan(
    AppState(app): AppState<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<PlanStanding>, Problem> {
    Ok(Json(plan_standing(&mut app.db().peek().await?, &by, id).await?))
}
