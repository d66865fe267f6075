//! `/contracts/{id}/money-at-risk` and `/billing/at-risk`.

use axum::{Json, extract::State};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::service::{MoneyAtRisk, all_at_risk, money_at_risk};

/// How far ahead.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Ahead {
    /// Duties that are due in so many days are looked at; 7 when absent, at most 92.
    days: Option<u64>,
}

/// What open clocks and duties of a contract are about to cost, by the rules that would price them.
#[utoipa::path(get, path = "/contracts/{id}/money-at-risk", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), Ahead),
    responses((status = 200, body = MoneyAtRisk), (status = "default", body = Problem)))]
pub(super) async fn money_at_risk_read(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(ahead): Params<Ahead>,
) -> Result<Json<MoneyAtRisk>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(money_at_risk(&mut tx, Desk::of(&app, &by), id.into(), ahead.days).await?))
}

/// The same of every contract that the caller reads, the dearest first.
#[utoipa::path(get, path = "/billing/at-risk", tag = "billing", params(Ahead),
    responses((status = 200, body = [MoneyAtRisk]), (status = "default", body = Problem)))]
pub(super) async fn money_at_risk_list(
    State(app): State<App>,
    by: Caller,
    Params(ahead): Params<Ahead>,
) -> Result<Json<Vec<MoneyAtRisk>>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(all_at_risk(&mut tx, Desk::of(&app, &by), ahead.days).await?))
}
