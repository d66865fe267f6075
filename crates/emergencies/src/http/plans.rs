//! `/emergency-plans`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Plan, PlanLine},
    service::{Agreement, NewPlan, add_plan, agree, edit_plan, plan, plans, publish},
};

/// Which plans are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct OfContract {
    /// Of one contract only.
    pub(super) contract: Option<Uuid>,
}

/// Which version is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Its number; the newest when absent.
    number: Option<i64>,
}

/// Plans.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyPlanList {
    /// Rows, at most 500.
    items: Vec<PlanLine>,
}

/// Emergency plans; who does not write them sees those that were published.
#[utoipa::path(get, path = "/emergency-plans", tag = "emergencies", params(OfContract),
    responses((status = 200, body = EmergencyPlanList), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_list(
    State(app): State<App>,
    by: Caller,
    Params(of): Params<OfContract>,
) -> Result<Json<EmergencyPlanList>, Problem> {
    let items = plans(&mut app.db().read().await?, Desk::of(&app, &by), of.contract).await?;
    Ok(Json(EmergencyPlanList { items }))
}

/// Begins a plan, as a draft.
#[utoipa::path(post, path = "/contracts/{id}/emergency-plans", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewPlan,
    responses((status = 201, body = Plan), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewPlan>,
) -> Result<(StatusCode, Json<Plan>), Problem> {
    let mut tx = app.db().write().await?;
    let plan = add_plan(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(plan)))
}

/// A plan with one of its versions.
#[utoipa::path(get, path = "/emergency-plans/{id}", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The plan"), Which),
    responses((status = 200, body = Plan), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(which): Params<Which>,
) -> Result<Json<Plan>, Problem> {
    Ok(Json(plan(&mut app.db().read().await?, Desk::of(&app, &by), id, which.number).await?))
}

/// Writes the draft of a plan; behind a version that was published a new one begins.
#[utoipa::path(put, path = "/emergency-plans/{id}", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The plan"), ("If-Match" = String, Header, description = "The version")),
    request_body = NewPlan, responses((status = 200, body = Plan), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_edit(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(edit): Input<NewPlan>,
) -> Result<Json<Plan>, Problem> {
    let mut tx = app.db().write().await?;
    let plan = edit_plan(&mut tx, Desk::of(&app, &by), (id, version), edit).await?;
    tx.commit().await?;
    Ok(Json(plan))
}

/// Publishes the draft.
#[utoipa::path(post, path = "/emergency-plans/{id}/publish", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The plan"), ("If-Match" = String, Header, description = "The version")),
    responses((status = 200, body = Plan), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_publish(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
) -> Result<Json<Plan>, Problem> {
    let mut tx = app.db().write().await?;
    let plan = publish(&mut tx, Desk::of(&app, &by), (id, version)).await?;
    tx.commit().await?;
    Ok(Json(plan))
}

/// The client agrees to what was published.
#[utoipa::path(post, path = "/emergency-plans/{id}/agree", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The plan"), ("If-Match" = String, Header, description = "The version")),
    request_body = Agreement, responses((status = 200, body = Plan), (status = "default", body = Problem)))]
pub(super) async fn emergency_plan_agree(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(agreement): Input<Agreement>,
) -> Result<Json<Plan>, Problem> {
    let mut tx = app.db().write().await?;
    let plan = agree(&mut tx, Desk::of(&app, &by), (id, version), agreement.note).await?;
    tx.commit().await?;
    Ok(Json(plan))
}
