//! `/occurrences/{id}/run` and `/runs/{id}`.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::signature,
    http::{Caller, Id, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::InspectionError,
    model::{GivenAnswer, Run},
    service::{self, Desk, NewRun, Signed, add_photo, answer, close, correct, runnable, sign, start},
};

/// Answers, some or all of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectionAnswers {
    /// By key of the point.
    answers: BTreeMap<String, GivenAnswer>,
}

/// Why a run is corrected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectionCorrection {
    /// In words.
    reason: String,
}

/// Begins the run of an occurrence, or answers the one that is open. What probes read is filled in.
#[utoipa::path(post, path = "/occurrences/{id}/run", tag = "inspection",
    params(("id" = Uuid, Path, description = "The occurrence")), request_body = NewRun,
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_start(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewRun>,
) -> Result<Json<Run>, Problem> {
    let mut tx = app.db().write().await?;
    let run = start(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(run))
}

/// A run with its checklist, in the version that it was begun with.
#[utoipa::path(get, path = "/runs/{id}", tag = "inspection", params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Run>, Problem> {
    Ok(Json(service::run(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Keeps answers, as many as there are so far; the same ones again change nothing. What was signed for and changes must be
/// signed for again.
#[utoipa::path(put, path = "/runs/{id}/answers", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")), request_body = InspectionAnswers,
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_answers(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(InspectionAnswers { answers }): Input<InspectionAnswers>,
) -> Result<Json<Run>, Problem> {
    let mut tx = app.db().write().await?;
    let run = answer(&mut tx, Desk::of(&app, &by), id, answers).await?;
    tx.commit().await?;
    Ok(Json(run))
}

/// Keeps a signature.
#[utoipa::path(post, path = "/runs/{id}/sign", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")), request_body = Signed,
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_sign(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(mut signed): Input<Signed>,
) -> Result<Json<Run>, Problem> {
    let desk = Desk::of(&app, &by);
    let mut photo = None;
    if signed.image.starts_with("data:") {
        runnable(&mut app.db().peek().await?, desk, id).await?;
        let picture = signature(app.state::<BlobStore>(), "image", &signed.image).await;
        photo = Some(desk.photo(picture.map_err(InspectionError::from)?));
    }
    let mut tx = app.db().write().await?;
    if let Some(photo) = photo {
        signed.image = add_photo(&mut tx, desk, id, photo).await?.digest;
    }
    let run = sign(&mut tx, desk, id, signed).await?;
    tx.commit().await?;
    Ok(Json(run))
}

/// Closes a run: everything that is asked for must be answered and signed. It is never changed any more.
#[utoipa::path(post, path = "/runs/{id}/close", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")),
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_close(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Run>, Problem> {
    let mut tx = app.db().write().await?;
    let run = close(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(run))
}

/// Begins a correction of a closed run: a new one with its answers.
#[utoipa::path(post, path = "/runs/{id}/correct", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run")), request_body = InspectionCorrection,
    responses((status = 200, body = Run), (status = "default", body = Problem)))]
pub(super) async fn inspection_run_correct(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(InspectionCorrection { reason }): Input<InspectionCorrection>,
) -> Result<Json<Run>, Problem> {
    let mut tx = app.db().write().await?;
    let run = correct(&mut tx, Desk::of(&app, &by), id, &reason).await?;
    tx.commit().await?;
    Ok(Json(run))
}
