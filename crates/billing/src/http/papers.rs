//! `/contracts/{id}/billing-papers/…`

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Refusal};
use jianyue_documents::{Document, Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::BillingError,
    papers::{application, notice},
    service::{Standing, cases, standings},
};

/// Which payment, and as which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfPayment {
    /// The payment, by its key.
    line: String,
    /// As which file.
    #[param(inline)]
    format: Format,
}

/// Which penalty, and as which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfBreach {
    /// The breach, by its number.
    breach: String,
    /// As which file.
    #[param(inline)]
    format: Format,
}

/// The application for a payment; a draft where its conditions are not all met.
#[utoipa::path(get, path = "/contracts/{id}/billing-papers/payment-application", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), OfPayment),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_payment_application(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(of): Params<OfPayment>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let standing = standing(&app, desk, id).await?;
    let line = standing.account.lines.iter().find(|line| line.key == of.line);
    let line = line.ok_or(BillingError(Refusal::NotFound))?;
    let paper = application(&standing.version.model, &standing.account, line, desk.now());
    file(&format!("付款申请书-{}", of.line.replace(':', "-")), paper, of.format).await
}

/// The notice of a penalty; a draft until the client decided.
#[utoipa::path(get, path = "/contracts/{id}/billing-papers/penalty-notice", tag = "billing",
    params(("id" = Uuid, Path, description = "The contract"), OfBreach),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_penalty_notice(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(of): Params<OfBreach>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let standing = standing(&app, desk, id).await?;
    let case = cases(&standing).into_iter().find(|one| one.penalty.breach == of.breach);
    let case = case.ok_or(BillingError(Refusal::NotFound))?;
    let paper = notice(&standing.version.model, &case, desk.now());
    file(&format!("违约金通知书-{}", of.breach), paper, of.format).await
}

async fn standing(app: &App, desk: Desk<'_>, contract: uuid::Uuid) -> Result<Standing, Problem> {
    let mut tx = app.db().read().await?;
    let found = standings(&mut tx, desk, Some(contract.into()), None).await?;
    Ok(found.into_iter().next().ok_or(BillingError(Refusal::NotFound))?)
}

async fn file(name: &str, paper: Document, format: Format) -> Result<Response, Problem> {
    made(&format.file_name(name), format.media_type(), move || render(&paper, format)).await
}
