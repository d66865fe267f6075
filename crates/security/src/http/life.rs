//! The life of a vulnerability, one operation a step.

use axum::{Json, extract::State};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use crate::{
    model::Vulnerability,
    service::{
        Analysis, Confirmation, Feedback, Mending, Reporting, Retest, SendBack, analyse, confirm, feed_back, mend,
        report, retest, send_back,
    },
};

/// Says that the client was told of a vulnerability at once, where the contract asks for it.
#[utoipa::path(post, path = "/vulnerabilities/{id}/report", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Reporting,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_report(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Reporting>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = report(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Finds the cause, and decides what is to be done.
#[utoipa::path(post, path = "/vulnerabilities/{id}/analyse", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Analysis,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_analyse(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Analysis>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = analyse(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Mends it.
#[utoipa::path(post, path = "/vulnerabilities/{id}/fix", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Mending,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_fix(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Mending>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = mend(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Tests it: somebody else than who mended it (409 `security.own_work`). What fails goes back.
#[utoipa::path(post, path = "/vulnerabilities/{id}/retest", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Retest,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_retest(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Retest>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = retest(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Tells the client the result; of a risk that is to be borne: asks for consent.
#[utoipa::path(post, path = "/vulnerabilities/{id}/feed-back", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Feedback,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_feed_back(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Feedback>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = feed_back(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Confirms for the client: the result, or that the risk is borne. With this it is closed.
#[utoipa::path(post, path = "/vulnerabilities/{id}/confirm", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = Confirmation,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_confirm(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Confirmation>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = confirm(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Sends it back for the client: what was told does not count.
#[utoipa::path(post, path = "/vulnerabilities/{id}/send-back", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability")), request_body = SendBack,
    responses((status = 200, body = Vulnerability), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_send_back(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<SendBack>,
) -> Result<Json<Vulnerability>, Problem> {
    let mut tx = app.db().write().await?;
    let done = send_back(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(done))
}
