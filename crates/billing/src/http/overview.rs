//! Over all contracts: `/billing/forecast`, `/billing/penalties`, and calendars.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::accounts::On;
use crate::{
    feed::calendar,
    service::{Forecast, Penalties, PenaltiesRequest, PenaltyState, expected_payments, penalties, standings},
};

/// Which penalties are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// In these states, joined by commas: `proposed`, `objected`, `confirmed`, `reduced`, `waived`, `uncounted`.
    state: Option<String>,
    /// For a day; today when absent.
    at: Option<NaiveDate>,
}

/// When the payments that are not made are expected to fall due, and why.
#[utoipa::path(get, path = "/billing/forecast", tag = "billing", params(On),
    responses((status = 200, body = Forecast), (status = "default", body = Problem)))]
pub(super) async fn billing_forecast(
    State(app): State<App>,
    by: Caller,
    Params(on): Params<On>,
) -> Result<Json<Forecast>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(expected_payments(&mut tx, Desk::of(&app, &by), on.at).await?))
}

/// The penalties of every contract that the caller reads, with their stories.
#[utoipa::path(get, path = "/billing/penalties", tag = "billing", params(Wanted),
    responses((status = 200, body = Penalties), (status = "default", body = Problem)))]
pub(super) async fn billing_penalties(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Penalties>, Problem> {
    let states = wanted.state.as_deref().unwrap_or_default().split(',').filter(|word| !word.is_empty());
    let states: Option<Vec<PenaltyState>> = states.map(|word| serde_json::from_value(word.into()).ok()).collect();
    let states = states.ok_or_else(|| {
        let text = "网址中的参数不符合要求：没有这种违约金状态。";
        Problem::new(StatusCode::BAD_REQUEST, "query.bad_parameter", text)
    })?;
    let request = PenaltiesRequest { contract: wanted.contract.map(Into::into), states, at: wanted.at };
    let mut tx = app.db().read().await?;
    Ok(Json(penalties(&mut tx, Desk::of(&app, &by), request).await?))
}

/// Days on which something is due, is expected or ends, as a calendar file.
#[utoipa::path(get, path = "/billing/calendar.ics", tag = "billing",
    responses((status = 200, description = "The calendar", content_type = "text/calendar"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_calendar(State(app): State<App>, by: Caller) -> Result<Response, Problem> {
    days(&app, &by).await
}

/// The same at an address that a calendar program subscribes to. Its secret is made by `POST /tokens` with `calendar`; it
/// shows what whoever made it may see now.
#[utoipa::path(get, path = "/feeds/{token}/billing.ics", tag = "billing",
    params(("token" = String, Path, description = "The secret; whoever has it reads the calendar")),
    responses((status = 200, description = "The calendar", content_type = "text/calendar"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_feed(State(app): State<App>, by: Caller) -> Result<Response, Problem> {
    days(&app, &by).await
}

async fn days(app: &App, by: &Actor) -> Result<Response, Problem> {
    let desk = Desk::of(app, by);
    let mut tx = app.db().read().await?;
    let all = standings(&mut tx, desk, None, None).await?;
    Ok(calendar(&all, desk.now()).answer("payments"))
}
