//! `GET /contracts/{id}/plan`

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{no_contract, works_of};
use crate::{
    derive::{Plan, derive},
    registry::Registry,
};

/// The days to be looked at.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanParams {
    /// First day; the first day of service when absent.
    from: Option<NaiveDate>,
    /// Last day, counted in; the last day of service when absent.
    to: Option<NaiveDate>,
}

/// What follows from the contract between two days: windows, clocks, what comes round, documents, payments, people.
/// Who sees some works only is given what follows for them, and of payments their own shares.
#[utoipa::path(get, path = "/contracts/{id}/plan", operation_id = "contract_plan", tag = "contracts",
    params(("id" = uuid::Uuid, Path, description = "The contract"), PlanParams),
    responses((status = 200, body = Object), (status = "default", body = Problem)))]
pub(super) async fn contract_plan(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(PlanParams { from, to }): Params<PlanParams>,
) -> Result<Json<Plan>, Problem> {
    let mut tx = app.db().read().await?;
    let standing = app.state::<Registry>().get(&mut tx, &by, id.into(), app.env().now()).await?;
    let compiled = standing.ok_or_else(no_contract)?.compiled;
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let detail = format!("起始日期 {from} 晚于截止日期 {to}。请调换两个日期。");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "contracts.bad_range", detail));
    }
    let works = works_of(&by, id.into());
    let calendar = compiled.time.calendar();
    if works.is_empty() {
        return Ok(Json(derive(&compiled.model, calendar, from, to)));
    }
    let seen = compiled.model.seen(&works);
    let plan = derive(&seen, calendar, from, to);
    Ok(Json(if seen.payments.total.is_none() { plan.without_total(&seen.payments.id) } else { plan }))
}
