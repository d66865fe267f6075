//! Evaluations under 等级保护, and what they found.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::{Evaluation, EvaluationDetail, Finding},
    service::{
        EndFinding, EvaluationChange, NewEvaluation, NewFinding, evaluation, evaluation_add, evaluation_change,
        evaluations, finding_add, finding_end,
    },
};

/// The evaluations of a contract, the newest first.
#[utoipa::path(get, path = "/contracts/{id}/security/evaluations", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Evaluation]), (status = "default", body = Problem)))]
pub(super) async fn security_evaluation_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Evaluation>>, Problem> {
    Ok(Json(evaluations(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Writes an evaluation down.
#[utoipa::path(post, path = "/contracts/{id}/security/evaluations", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewEvaluation,
    responses((status = 201, body = EvaluationDetail), (status = "default", body = Problem)))]
pub(super) async fn security_evaluation_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewEvaluation>,
) -> Result<(StatusCode, Json<EvaluationDetail>), Problem> {
    let mut tx = app.db().write().await?;
    let added = evaluation_add(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// An evaluation with what it found.
#[utoipa::path(get, path = "/security/evaluations/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The evaluation")),
    responses((status = 200, body = EvaluationDetail), (status = "default", body = Problem)))]
pub(super) async fn security_evaluation_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<EvaluationDetail>, Problem> {
    Ok(Json(evaluation(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Changes an evaluation: its result comes in. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/security/evaluations/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The evaluation"),
        ("If-Match" = String, Header, description = "The version")),
    request_body = EvaluationChange, responses((status = 200, body = EvaluationDetail),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is how it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn security_evaluation_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<EvaluationChange>,
) -> Result<Json<EvaluationDetail>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = evaluation_change(&mut tx, Desk::of(&app, &by), (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Adds something that an evaluation found.
#[utoipa::path(post, path = "/security/evaluations/{id}/findings", tag = "security",
    params(("id" = Uuid, Path, description = "The evaluation")), request_body = NewFinding,
    responses((status = 201, body = Finding), (status = "default", body = Problem)))]
pub(super) async fn security_finding_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewFinding>,
) -> Result<(StatusCode, Json<Finding>), Problem> {
    let mut tx = app.db().write().await?;
    let added = finding_add(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Ends a finding: `fixed` by the vendor, `accepted` by the client.
#[utoipa::path(post, path = "/security/findings/{id}/end", tag = "security",
    params(("id" = Uuid, Path, description = "The finding")), request_body = EndFinding,
    responses((status = 200, body = Finding), (status = "default", body = Problem)))]
pub(super) async fn security_finding_end(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<EndFinding>,
) -> Result<Json<Finding>, Problem> {
    let mut tx = app.db().write().await?;
    let ended = finding_end(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(ended))
}
