//! The printed sheets.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::service::{Desk, Sheet, daily_sheet, weekly_sheet};

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Day {
    /// The day in Shanghai.
    day: NaiveDate,
}

/// Which week.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Week {
    /// Any day of the week, which begins on Monday.
    week: NaiveDate,
}

/// 系统日常监控单: everything that comes round by the day, as it is printed.
#[utoipa::path(get, path = "/contracts/{id}/sheets/daily", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract"), Day),
    responses((status = 200, body = Sheet), (status = "default", body = Problem)))]
pub(super) async fn inspection_sheet_daily(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Day { day }): Params<Day>,
) -> Result<Json<Sheet>, Problem> {
    Ok(Json(daily_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), day).await?))
}

/// 系统周巡检单: everything that comes round by the week, as it is printed.
#[utoipa::path(get, path = "/contracts/{id}/sheets/weekly", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract"), Week),
    responses((status = 200, body = Sheet), (status = "default", body = Problem)))]
pub(super) async fn inspection_sheet_weekly(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Week { week }): Params<Week>,
) -> Result<Json<Sheet>, Problem> {
    Ok(Json(weekly_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), week).await?))
}
