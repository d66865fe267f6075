//! Presence on site.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    form::FormFaults,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::StaffingError,
    model::{AbsenceTold, MyPost, PresenceMonth, Present},
    service::{NewAbsence, PresenceCorrection, Tap, correct, my_posts, presence_month, tap, tell_absence},
};

/// Which month is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Month {
    /// `YYYY-MM`; this one when absent.
    month: Option<String>,
}

/// What is left of a record.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OnSiteCorrected {
    /// The record as it is now; absent when it was taken off.
    record: Option<Present>,
}

/// Presence on site in a month.
#[utoipa::path(get, path = "/contracts/{id}/presence", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract"), Month),
    responses((status = 200, body = PresenceMonth), (status = "default", body = Problem)))]
pub(super) async fn on_site_month(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Month>,
) -> Result<Json<PresenceMonth>, Problem> {
    let day = month(wanted.month.as_deref())?;
    let mut tx = app.db().read().await?;
    Ok(Json(presence_month(&mut tx, Desk::of(&app, &by), id.into(), day).await?))
}

/// The posts on site that the caller fills today, on whichever contract.
#[utoipa::path(get, path = "/me/posts", tag = "staffing",
    responses((status = 200, body = [MyPost]), (status = "default", body = Problem)))]
pub(super) async fn on_site_mine(State(app): State<App>, by: Caller) -> Result<Json<Vec<MyPost>>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(my_posts(&mut tx, Desk::of(&app, &by)).await?))
}

/// The caller says that they are on site, or leave. Time is the server's; a second tap changes nothing.
#[utoipa::path(post, path = "/contracts/{id}/presence", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = Tap,
    responses((status = 200, body = Present), (status = 409, body = Problem,
    description = "`staffing.not_assigned`"), (status = "default", body = Problem)))]
pub(super) async fn on_site_tap(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Tap>,
) -> Result<Json<Present>, Problem> {
    let mut tx = app.db().write().await?;
    let done = tap(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Puts a record right, or takes it off. What it was stays in the trail.
#[utoipa::path(put, path = "/contracts/{id}/presence", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = PresenceCorrection,
    responses((status = 200, body = OnSiteCorrected), (status = "default", body = Problem)))]
pub(super) async fn on_site_correct(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<PresenceCorrection>,
) -> Result<Json<OnSiteCorrected>, Problem> {
    let mut tx = app.db().write().await?;
    let record = correct(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(OnSiteCorrected { record }))
}

/// Tells of an absence beforehand, and who comes instead.
#[utoipa::path(post, path = "/contracts/{id}/absences", tag = "staffing",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewAbsence,
    responses((status = 201, body = AbsenceTold), (status = "default", body = Problem)))]
pub(super) async fn on_site_absence_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewAbsence>,
) -> Result<(StatusCode, Json<AbsenceTold>), Problem> {
    let mut tx = app.db().write().await?;
    let done = tell_absence(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(done)))
}

/// The first day of a month as it is written in a query.
fn month(text: Option<&str>) -> Result<Option<NaiveDate>, StaffingError> {
    let Some(text) = text else { return Ok(None) };
    let day = format!("{text}-01").parse().map_err(|_| FormFaults::one("month", "月份应写成 2026-03 这样"))?;
    Ok(Some(day))
}
