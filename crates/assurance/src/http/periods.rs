//! `/special-periods`: declared, confirmed, taken back.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{AssurancePeriod, PeriodInFull, PeriodState},
    service::{
        AssuranceSuggestions, NewPeriod, PeriodChange, PeriodsRequest, Withdrawal, change, confirm, declare, detail,
        list, suggestions, withdraw,
    },
};

/// Which periods are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct PeriodsWanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In one state only.
    state: Option<PeriodState>,
    /// Ending on this day or later.
    from: Option<NaiveDate>,
    /// Beginning on this day or before.
    to: Option<NaiveDate>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of special periods.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AssurancePeriodPage {
    /// Rows.
    items: Vec<AssurancePeriod>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Special periods, the latest first.
#[utoipa::path(get, path = "/special-periods", tag = "assurance", params(PeriodsWanted),
    responses((status = 200, body = AssurancePeriodPage), (status = "default", body = Problem)))]
pub(super) async fn special_period_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<PeriodsWanted>,
) -> Result<Json<AssurancePeriodPage>, Problem> {
    let request = PeriodsRequest {
        contract: wanted.contract,
        state: wanted.state,
        from: wanted.from,
        to: wanted.to,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = list(&mut app.db().read().await?, Desk::of(&app, &by), request).await?;
    Ok(Json(AssurancePeriodPage { items: page.items, next: page.next }))
}

/// Declares a special period. Declared by the client it is confirmed at once; otherwise it counts once the client confirms it.
#[utoipa::path(post, path = "/contracts/{id}/special-periods", tag = "assurance",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewPeriod,
    responses((status = 201, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn special_period_declare(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewPeriod>,
) -> Result<(StatusCode, Json<PeriodInFull>), Problem> {
    let mut tx = app.db().write().await?;
    let declared = declare(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(declared)))
}

/// Holidays that could be declared, and what the contract says of special periods.
#[utoipa::path(get, path = "/contracts/{id}/special-periods/suggestions", tag = "assurance",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = AssuranceSuggestions), (status = "default", body = Problem)))]
pub(super) async fn special_period_suggestions(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<AssuranceSuggestions>, Problem> {
    Ok(Json(suggestions(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// A special period with its checklists and files.
#[utoipa::path(get, path = "/special-periods/{id}", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period")),
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn special_period_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<PeriodInFull>, Problem> {
    Ok(Json(detail(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Changes what was declared; a confirmed period is changed by the client only. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/special-periods/{id}", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period"), ("If-Match" = String, Header, description = "The version")),
    request_body = PeriodChange, responses((status = 200, body = PeriodInFull),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the period as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn special_period_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<PeriodChange>,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change(&mut tx, Desk::of(&app, &by), (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Confirms a special period: the client's word. Open clocks, rosters and releases follow it from today on.
#[utoipa::path(post, path = "/special-periods/{id}/confirm", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period")),
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn special_period_confirm(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let confirmed = confirm(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(confirmed))
}

/// Takes a special period back. Open clocks are ordinary again; verdicts that were given stay.
#[utoipa::path(post, path = "/special-periods/{id}/withdraw", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period")), request_body = Withdrawal,
    responses((status = 200, body = PeriodInFull), (status = "default", body = Problem)))]
pub(super) async fn special_period_withdraw(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(given): Input<Withdrawal>,
) -> Result<Json<PeriodInFull>, Problem> {
    let mut tx = app.db().write().await?;
    let withdrawn = withdraw(&mut tx, Desk::of(&app, &by), id, given).await?;
    tx.commit().await?;
    Ok(Json(withdrawn))
}
