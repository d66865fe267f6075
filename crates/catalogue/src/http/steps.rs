//! `/service-requests/{id}/…`: the steps of a request. `If-Match` carries the version that was read.

use axum::{Json, extract::State};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::signature,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    error::CatalogueError,
    model::Request,
    service::{
        Acceptance, CheckResult, Decision, Estimate, Reason, Rescheduling, WorkResult, accept, cancel, check, decide,
        estimate, finish, may_sign, reschedule, send_back, submit, take_on,
    },
};

/// Submits a draft; refused with `missing` while something that its form asks for is not there.
#[utoipa::path(post, path = "/service-requests/{id}/submit", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_submit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = submit(&mut tx, Desk::of(&app, &by), (id, version)).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// Says how many person-days it takes.
#[utoipa::path(post, path = "/service-requests/{id}/estimate", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Estimate,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_estimate(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Estimate>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = estimate(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// Approves or refuses: somebody of the client other than whoever asked.
#[utoipa::path(post, path = "/service-requests/{id}/decide", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Decision,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_decide(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Decision>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = decide(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// Takes an approved request on, or over.
#[utoipa::path(post, path = "/service-requests/{id}/take", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_take(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = take_on(&mut tx, Desk::of(&app, &by), (id, version)).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// It is done: what came of it, with figures before and after.
#[utoipa::path(post, path = "/service-requests/{id}/finish", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = WorkResult,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_finish(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<WorkResult>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = finish(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// A second person checks it: never the executor.
#[utoipa::path(post, path = "/service-requests/{id}/check", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = CheckResult,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_check(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<CheckResult>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = check(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// The client sends a result back.
#[utoipa::path(post, path = "/service-requests/{id}/send-back", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Reason,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_send_back(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Reason>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = send_back(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// The client agrees to another day.
#[utoipa::path(post, path = "/service-requests/{id}/reschedule", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Rescheduling,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_reschedule(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Rescheduling>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = reschedule(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// Takes a request back: whoever asked before it is decided, the client afterwards.
#[utoipa::path(post, path = "/service-requests/{id}/cancel", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Reason,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_cancel(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Reason>,
) -> Result<Json<Request>, Problem> {
    let mut tx = app.db().write().await?;
    let request = cancel(&mut tx, Desk::of(&app, &by), (id, version), given).await?;
    tx.commit().await?;
    Ok(Json(request))
}

/// The client accepts the result with a drawn signature.
#[utoipa::path(post, path = "/service-requests/{id}/accept", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), ("If-Match" = String, Header, description = "The version")),
    request_body = Acceptance,
    responses((status = 200, body = Request), (status = "default", body = Problem)))]
pub(super) async fn service_request_accept(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(given): Input<Acceptance>,
) -> Result<Json<Request>, Problem> {
    let desk = Desk::of(&app, &by);
    may_sign(&mut app.db().peek().await?, desk, id).await?;
    let picture = signature(app.state::<BlobStore>(), "signature", &given.signature).await;
    let picture = picture.map_err(CatalogueError::from)?;
    let mut tx = app.db().write().await?;
    let request = accept(&mut tx, desk, (id, version), (given, picture)).await?;
    tx.commit().await?;
    Ok(Json(request))
}
