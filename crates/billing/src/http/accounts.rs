//! `/contracts/{id}/account` and `/billing/schedule`.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{ContractAccount, Entry},
    service::{Schedule, contract_account, schedule, what_would_be},
};

/// For which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct On {
    /// The day; today when absent.
    at: Option<NaiveDate>,
}

/// What else would have happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BillingQuestion {
    /// Entries, in their order.
    entries: Vec<Entry>,
}

/// What is owed under a contract, with clause and arithmetic of each figure.
#[utoipa::path(get, path = "/contracts/{id}/account", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), On),
    responses((status = 200, body = ContractAccount), (status = "default", body = Problem)))]
pub(super) async fn account_read(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(on): Params<On>,
) -> Result<Json<ContractAccount>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(contract_account(&mut tx, Desk::of(&app, &by), id.into(), on.at).await?))
}

/// What would be owed if more had happened. Nothing is kept.
#[utoipa::path(post, path = "/contracts/{id}/account/what-if", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), On), request_body = BillingQuestion,
    responses((status = 200, body = ContractAccount), (status = "default", body = Problem)))]
pub(super) async fn account_what_if(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(on): Params<On>,
    Input(question): Input<BillingQuestion>,
) -> Result<Json<ContractAccount>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(what_would_be(&mut tx, Desk::of(&app, &by), id.into(), on.at, question.entries).await?))
}

/// The payments of every contract that the caller reads, with what each waits for, and sums by month.
#[utoipa::path(get, path = "/billing/schedule", tag = "billing", params(On),
    responses((status = 200, body = Schedule), (status = "default", body = Problem)))]
pub(super) async fn billing_schedule(
    State(app): State<App>,
    by: Caller,
    Params(on): Params<On>,
) -> Result<Json<Schedule>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(schedule(&mut tx, Desk::of(&app, &by), on.at).await?))
}
