//! `/reports`: documents for a period or an event.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    db::DbError,
    form::FormFaults,
    http::{Caller, Id, IfMatch, Input, Params},
    idempotency::{self, Answer, Check, IdempotencyKey, conflict, fingerprint, remember},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::ReportError,
    model::{Report, ReportDetail, ReportRule, ReportState},
    service::{NewReport, ReportText, ReportsRequest, begin, compose_plan, edit, plan, report, report_rules, reports},
};

/// Which reports are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Of one rule only.
    rule: Option<String>,
    /// In these states only, separated by commas: `draft`, `submitted`, `questioned`, `accepted`.
    state: Option<String>,
    /// Only those that were handed in behind their last day, or are not yet though it is over.
    late: Option<bool>,
    /// `me`: only those with which the caller is to do something.
    waiting_for: Option<String>,
    /// Only those whose period ends on this day or later.
    from: Option<NaiveDate>,
    /// Only those whose period ends on this day or earlier.
    to: Option<NaiveDate>,
    /// Words of number, title or clause.
    q: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of reports.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportPage {
    /// Rows.
    items: Vec<Report>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The rules of a contract that reports are made for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportRules {
    /// In the order of the text.
    items: Vec<ReportRule>,
}

fn states(text: Option<&str>) -> Result<Vec<ReportState>, ReportError> {
    let words = text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    words
        .map(|word| {
            ReportState::try_from(word.to_owned()).map_err(|_| {
                let message = format!("没有“{word}”这种状态，可选：draft、submitted、questioned、accepted");
                FormFaults::one("state", message).into()
            })
        })
        .collect()
}

/// The rules of a contract that reports are made for, with their sections and periods.
#[utoipa::path(get, path = "/contracts/{id}/report-rules", tag = "reports",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = ReportRules), (status = "default", body = Problem)))]
pub(super) async fn report_rule_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<ReportRules>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(ReportRules { items: report_rules(&mut tx, Desk::of(&app, &by), id.into()).await? }))
}

/// Begins a report, composed now. Repeated with the same `Idempotency-Key` it is begun once.
#[utoipa::path(post, path = "/contracts/{id}/reports", tag = "reports",
    params(("id" = Uuid, Path, description = "The contract"),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request, up to 200 characters")),
    request_body = NewReport,
    responses((status = 201, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IdempotencyKey(key): IdempotencyKey,
    Input(new): Input<NewReport>,
) -> Result<Response, Problem> {
    let body = serde_json::to_vec(&new).map_err(DbError::from)?;
    let print = fingerprint(&format!("POST /contracts/{id}/reports"), &body);
    let desk = Desk::of(&app, &by);
    // Composed before anything is written, so that nobody waits for it.
    let mut tx = app.db().read().await?;
    let plan = plan(&mut tx, desk, id.into(), &new).await?;
    let snapshot = compose_plan(&mut tx, desk, &plan).await?;
    drop(tx);
    let mut tx = app.db().write().await?;
    if let Some(key) = &key {
        match idempotency::check(&mut tx, &by, key, &print).await? {
            Check::Fresh => {}
            Check::Conflict => return Err(conflict()),
            Check::Replay(done) => {
                let done: Uuid = serde_json::from_str(&done.body).map_err(DbError::from)?;
                let again = report(&mut tx, desk, done).await?;
                return Ok(([(idempotency::REPLAYED, "true")], (StatusCode::CREATED, Json(again))).into_response());
            }
        }
    }
    let made = begin(&mut tx, desk, plan, snapshot).await?;
    if let Some(key) = &key {
        let kept = Answer { status: 201, body: serde_json::to_string(&made.report.id).map_err(DbError::from)? };
        remember(&mut tx, app.env(), &by, key, &print, &kept).await?;
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Reports, those of the last period first. What was never submitted is seen by those who draft.
#[utoipa::path(get, path = "/reports", tag = "reports", params(Wanted),
    responses((status = 200, body = ReportPage), (status = "default", body = Problem)))]
pub(super) async fn report_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<ReportPage>, Problem> {
    let waiting = match wanted.waiting_for.as_deref() {
        None | Some("") => false,
        Some("me") => true,
        Some(_) => return Err(ReportError::from(FormFaults::one("waiting_for", "只能填 me")).into()),
    };
    let asked = ReportsRequest {
        contract: wanted.contract,
        rule: wanted.rule,
        states: states(wanted.state.as_deref())?,
        late: wanted.late.unwrap_or(false),
        waiting,
        from: wanted.from,
        to: wanted.to,
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = reports(&mut app.db().read().await?, Desk::of(&app, &by), asked).await?;
    Ok(Json(ReportPage { items: page.items, next: page.next }))
}

/// A report with what it holds: the draft for those who work on it, what was submitted last for others.
#[utoipa::path(get, path = "/reports/{id}", tag = "reports", params(("id" = Uuid, Path, description = "The report")),
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<ReportDetail>, Problem> {
    Ok(Json(report(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Writes parts of a draft; a part without text follows from the figures again.
#[utoipa::path(patch, path = "/reports/{id}", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    request_body = ReportText,
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(text): Input<ReportText>,
) -> Result<Json<ReportDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = edit(&mut tx, Desk::of(&app, &by), (id, version), text).await?;
    tx.commit().await?;
    Ok(Json(done))
}
