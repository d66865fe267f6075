//! `/contracts/{id}/account` and `/billing/schedule`.

use axum::{
    Json,
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    export::{csv, excel},
    model::{ContractAccount, Entry},
    service::{Schedule, contract_account, schedule, what_would_be},
};

/// For which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct On {
    /// The day; today when absent.
    pub(super) at: Option<NaiveDate>,
}

/// As which file.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScheduleFormat {
    /// A workbook: a summary and a sheet for each contract, totals as formulas.
    #[default]
    Xlsx,
    /// One line a payment, UTF-8 with a byte order mark.
    Csv,
}

/// What is to be exported.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Export {
    /// The day; today when absent.
    at: Option<NaiveDate>,
    /// As which file; a workbook when absent.
    #[serde(default)]
    #[param(inline)]
    format: ScheduleFormat,
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

/// The payments of every contract that the caller reads as a file.
#[utoipa::path(get, path = "/billing/schedule/export", tag = "billing", params(Export),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_schedule_export(
    State(app): State<App>,
    by: Caller,
    Params(export): Params<Export>,
) -> Result<Response, Problem> {
    let mut tx = app.db().read().await?;
    let found = schedule(&mut tx, Desk::of(&app, &by), export.at).await?;
    drop(tx);
    let (kind, ending, content) = match export.format {
        ScheduleFormat::Xlsx => {
            let book = excel(&found).map_err(|error| Problem::internal(&error))?;
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", book)
        }
        ScheduleFormat::Csv => ("text/csv; charset=utf-8", "csv", csv(&found).into_bytes()),
    };
    let name = format!("attachment; filename=\"payments-{}.{ending}\"", found.at);
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], content).into_response())
}
