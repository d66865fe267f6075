//! `/contracts/{id}/duties`: the ledger of a contract.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    duties::{Duty, DutyState},
    form::FormFaults,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::DutyError,
    model::{Ledger, LedgerSummary},
    service::{DutyWish, NewDuty, NewEvidence, Waiver, ledger, ledger_summary, open, prove, waive},
};

/// Which duties are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// First day; a duty is listed under its last day, or that of its period where the contract prints none.
    from: NaiveDate,
    /// Last day, counted in; at most 100 days are listed, three years of one rule.
    to: NaiveDate,
    /// Of one rule only.
    rule: Option<String>,
    /// Of one kind only.
    kind: Option<String>,
    /// In these states only, separated by commas.
    state: Option<String>,
}

/// A span of days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Span {
    /// First day.
    from: NaiveDate,
    /// Last day, counted in; at most three years are counted.
    to: NaiveDate,
}

/// The duties of a contract in a span of days, with what shows them.
#[utoipa::path(get, path = "/contracts/{id}/duties", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract"), Wanted),
    responses((status = 200, body = Ledger), (status = "default", body = Problem)))]
pub(super) async fn duty_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Wanted>,
) -> Result<Json<Ledger>, Problem> {
    let wish = DutyWish { rule: wanted.rule, kind: wanted.kind, states: states(wanted.state.as_deref())? };
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    Ok(Json(ledger(&mut tx, desk, id.into(), (wanted.from, wanted.to), wish).await?))
}

/// How the rules of a contract were kept in a span of days.
#[utoipa::path(get, path = "/contracts/{id}/duties/summary", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract"), Span),
    responses((status = 200, body = LedgerSummary), (status = "default", body = Problem)))]
pub(super) async fn duty_summary(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(span): Params<Span>,
) -> Result<Json<LedgerSummary>, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    Ok(Json(ledger_summary(&mut tx, desk, id.into(), (span.from, span.to)).await?))
}

/// Says that something happened that makes a duty due.
#[utoipa::path(post, path = "/contracts/{id}/duties", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewDuty,
    responses((status = 201, body = Duty), (status = "default", body = Problem)))]
pub(super) async fn duty_open(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewDuty>,
) -> Result<(StatusCode, Json<Duty>), Problem> {
    let mut tx = app.db().write().await?;
    let duty = open(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(duty)))
}

/// Gives evidence of a document or of a duty that an event made due; with a day, it is done.
#[utoipa::path(post, path = "/contracts/{id}/duties/evidence", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewEvidence,
    responses((status = 200, body = Duty), (status = "default", body = Problem)))]
pub(super) async fn duty_prove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewEvidence>,
) -> Result<Json<Duty>, Problem> {
    let mut tx = app.db().write().await?;
    let duty = prove(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(duty))
}

/// Lets a duty go: the client's decision.
#[utoipa::path(post, path = "/contracts/{id}/duties/waive", tag = "obligations",
    params(("id" = Uuid, Path, description = "The contract")), request_body = Waiver,
    responses((status = 200, body = Duty), (status = "default", body = Problem)))]
pub(super) async fn duty_waive(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Waiver>,
) -> Result<Json<Duty>, Problem> {
    let mut tx = app.db().write().await?;
    let duty = waive(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(duty))
}

fn states(text: Option<&str>) -> Result<Vec<DutyState>, DutyError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            serde_json::from_value(word.into()).map_err(|_| {
                let message =
                    format!("没有“{word}”这种状态，可选：coming、open、announced、done、done_late、missed、waived");
                FormFaults::one("state", message).into()
            })
        })
        .collect()
}
