//! `/changes`: lists, the calendar, and the text of a change.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    form::FormFaults,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::ChangeError,
    model::{Change, ChangeDetail, ChangeState},
    service::{Calendar, ChangesRequest, Choices, NewChange, add, calendar, change, changes, choices, edit},
};

/// Which changes are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In these states only, separated by commas.
    state: Option<String>,
    /// Approved by word of mouth and not confirmed, or not so.
    unconfirmed: Option<bool>,
    /// That concern this work only.
    work: Option<String>,
    /// A part of number or title.
    q: Option<String>,
    /// Whose window ends on this day or later.
    from: Option<NaiveDate>,
    /// Whose window begins on this day or before.
    to: Option<NaiveDate>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SystemChangePage {
    /// Rows.
    items: Vec<Change>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// A span of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day.
    from: NaiveDate,
    /// Last day, counted in; at most 100 days.
    to: NaiveDate,
}

/// Changes, the one with the latest window first.
#[utoipa::path(get, path = "/changes", tag = "changes", params(Wanted),
    responses((status = 200, body = SystemChangePage), (status = "default", body = Problem)))]
pub(super) async fn system_change_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<SystemChangePage>, Problem> {
    let request = ChangesRequest {
        contract: wanted.contract,
        states: states(wanted.state.as_deref())?,
        unconfirmed: wanted.unconfirmed,
        work: wanted.work,
        q: wanted.q,
        from: wanted.from,
        to: wanted.to,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = changes(&mut app.db().read().await?, Desk::of(&app, &by), request).await?;
    Ok(Json(SystemChangePage { items: page.items, next: page.next }))
}

fn states(text: Option<&str>) -> Result<Vec<ChangeState>, ChangeError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let read = words.map(|word| {
        ChangeState::try_from(word.to_owned())
            .map_err(|_| ChangeError::from(FormFaults::one("state", format!("没有“{word}”这种状态，请重新选择"))))
    });
    read.collect()
}

/// Writes a change down. Sent twice it is there twice.
#[utoipa::path(post, path = "/contracts/{id}/changes", tag = "changes",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewChange,
    responses((status = 201, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewChange>,
) -> Result<(StatusCode, Json<ChangeDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Works with their systems, and the rules that changes answer.
#[utoipa::path(get, path = "/contracts/{id}/changes/choices", tag = "changes",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = Choices), (status = "default", body = Problem)))]
pub(super) async fn system_change_choices(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Choices>, Problem> {
    Ok(Json(choices(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Planned windows and freezes of some weeks.
#[utoipa::path(get, path = "/contracts/{id}/changes/calendar", tag = "changes",
    params(("id" = Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = Calendar), (status = "default", body = Problem)))]
pub(super) async fn system_change_calendar(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<Calendar>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(calendar(&mut tx, Desk::of(&app, &by), id.into(), (span.from, span.to)).await?))
}

/// A change with all that belongs to it.
#[utoipa::path(get, path = "/changes/{id}", tag = "changes", params(("id" = Uuid, Path, description = "The change")),
    responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<ChangeDetail>, Problem> {
    Ok(Json(change(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Changes the text. An approval and tests of the text before do not count for the new one.
#[utoipa::path(put, path = "/changes/{id}", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewChange, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewChange>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let edited = edit(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(edited))
}
