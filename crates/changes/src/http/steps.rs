//! `/changes/{id}/…`: the steps of a change.

use axum::{Json, extract::State};
use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    error::ChangeError,
    model::ChangeDetail,
    service::{
        ByWord, Confirmation, NewDecision, NewRelease, NewTest, Reason, Verification, add_test, approve_by_word, close,
        confirm, decide, note_frozen, release, roll_back, submit, verify, withdraw,
    },
};

/// Asks the client's office for approval.
#[utoipa::path(post, path = "/changes/{id}/submit", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_submit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = submit(&mut tx, Desk::of(&app, &by), (id, version)).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Approves or refuses; nobody decides on what they submitted.
#[utoipa::path(post, path = "/changes/{id}/decide", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewDecision, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_decide(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewDecision>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = decide(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Records that an emergency change was approved by word of mouth; the client confirms it in writing.
#[utoipa::path(post, path = "/changes/{id}/approve-by-word", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = ByWord, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_approve_by_word(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<ByWord>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = approve_by_word(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Confirms in writing what was approved by word of mouth.
#[utoipa::path(post, path = "/changes/{id}/confirm", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = Confirmation, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_confirm(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<Confirmation>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = confirm(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Records a test of the text as it is.
#[utoipa::path(post, path = "/changes/{id}/tests", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewTest, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_test(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewTest>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = add_test(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// Releases: after approval and a passed test of the text as it is, in its window, and in no freeze.
#[utoipa::path(post, path = "/changes/{id}/release", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewRelease, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_release(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<NewRelease>,
) -> Result<Json<ChangeDetail>, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().write().await?;
    let done = release(&mut tx, desk, (id, version), new).await;
    if let Err(ChangeError(Refusal::Rule { code: "frozen", text })) = &done {
        // Nothing was changed so far: what is kept is that it was tried.
        note_frozen(&mut tx, desk, id, text).await?;
        tx.commit().await?;
        return Ok(Json(done?));
    }
    let done = done?;
    tx.commit().await?;
    Ok(Json(done))
}

/// It works.
#[utoipa::path(post, path = "/changes/{id}/verify", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = Verification, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_verify(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<Verification>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = verify(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// It is taken back.
#[utoipa::path(post, path = "/changes/{id}/roll-back", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = Reason, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_roll_back(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<Reason>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = roll_back(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// It is over.
#[utoipa::path(post, path = "/changes/{id}/close", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_close(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = close(&mut tx, Desk::of(&app, &by), (id, version)).await?;
    tx.commit().await?;
    Ok(Json(done))
}

/// It is given up before it is released.
#[utoipa::path(post, path = "/changes/{id}/withdraw", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), ("If-Match" = String, Header, description = "The version")),
    request_body = Reason, responses((status = 200, body = ChangeDetail), (status = "default", body = Problem)))]
pub(super) async fn system_change_withdraw(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(new): Input<Reason>,
) -> Result<Json<ChangeDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let done = withdraw(&mut tx, Desk::of(&app, &by), (id, version), new).await?;
    tx.commit().await?;
    Ok(Json(done))
}
