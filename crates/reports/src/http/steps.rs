//! `/reports/{id}/…`: the steps of a report. `If-Match` carries the version that was read.

use axum::{Json, extract::State};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::ReportDetail,
    service::{Questions, Text, accept, correct, question, ready, recompose, renew, submit, withdraw},
};

/// Takes the figures of a draft anew. What was written stays.
#[utoipa::path(post, path = "/reports/{id}/recompose", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_recompose(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<ReportDetail>, Problem> {
    let desk = Desk::of(&app, &by);
    let snapshot = renew(&mut app.db().read().await?, desk, id).await?;
    let mut tx = app.db().write().await?;
    let done = recompose(&mut tx, desk, (id, version), snapshot).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Submits the report to the client: composed anew, frozen with its digest, and the review begins.
#[utoipa::path(post, path = "/reports/{id}/submit", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_submit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<ReportDetail>, Problem> {
    let desk = Desk::of(&app, &by);
    let composed = ready(&mut app.db().read().await?, desk, (id, version)).await?;
    let mut tx = app.db().write().await?;
    let done = submit(&mut tx, desk, (id, version), composed).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Takes the report back before the client has answered.
#[utoipa::path(post, path = "/reports/{id}/withdraw", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    request_body = Text,
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_withdraw(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(said): Input<Text>,
) -> Result<Json<ReportDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = withdraw(&mut tx, Desk::of(&app, &by), (id, version), said).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// The client accepts the report.
#[utoipa::path(post, path = "/reports/{id}/accept", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    request_body = Text,
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_accept(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(said): Input<Text>,
) -> Result<Json<ReportDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = accept(&mut tx, Desk::of(&app, &by), (id, version), said).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// The client asks something: the vendor works on the next version.
#[utoipa::path(post, path = "/reports/{id}/question", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    request_body = Questions,
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_question(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(asked): Input<Questions>,
) -> Result<Json<ReportDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = question(&mut tx, Desk::of(&app, &by), (id, version), asked).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Corrects an accepted report: its acceptance is taken back at once, and a new version is worked on.
#[utoipa::path(post, path = "/reports/{id}/correct", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("If-Match" = String, Header, description = "The version")),
    request_body = Text,
    responses((status = 200, body = ReportDetail), (status = "default", body = Problem)))]
pub(super) async fn report_correct(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(said): Input<Text>,
) -> Result<Json<ReportDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = correct(&mut tx, Desk::of(&app, &by), (id, version), said).await?;
    tx.commit().await?;
    Ok(Json(done))
}
