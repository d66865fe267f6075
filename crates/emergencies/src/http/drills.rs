//! `/emergency-drills`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::signature,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    error::EmergencyError,
    model::Drill,
    service::{
        DrillsWanted, FindingDone, HeldDrill, MovedDrill, NewDrill, drill, drills, finding_end, hold, move_drill,
        plan_drill,
    },
};

/// Which drills are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of drills.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EmergencyDrillPage {
    /// Rows.
    items: Vec<Drill>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Drills, the last first.
#[utoipa::path(get, path = "/emergency-drills", tag = "emergencies", params(Wanted),
    responses((status = 200, body = EmergencyDrillPage), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<EmergencyDrillPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let wanted = DrillsWanted { contract: wanted.contract, page };
    let page = drills(&mut app.db().read().await?, Desk::of(&app, &by), wanted).await?;
    Ok(Json(EmergencyDrillPage { items: page.items, next: page.next }))
}

/// Plans a drill.
#[utoipa::path(post, path = "/contracts/{id}/emergency-drills", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewDrill,
    responses((status = 201, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_plan(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewDrill>,
) -> Result<(StatusCode, Json<Drill>), Problem> {
    let mut tx = app.db().write().await?;
    let planned = plan_drill(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(planned)))
}

/// A drill.
#[utoipa::path(get, path = "/emergency-drills/{id}", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The drill")),
    responses((status = 200, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Drill>, Problem> {
    Ok(Json(drill(&mut app.db().read().await?, Desk::of(&app, &by), id).await?))
}

/// Moves a drill whose day has not passed to another day.
#[utoipa::path(post, path = "/emergency-drills/{id}/move", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The drill")), request_body = MovedDrill,
    responses((status = 200, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_move(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(to): Input<MovedDrill>,
) -> Result<Json<Drill>, Problem> {
    let mut tx = app.db().write().await?;
    let moved = move_drill(&mut tx, Desk::of(&app, &by), id, to).await?;
    tx.commit().await?;
    Ok(Json(moved))
}

/// Writes down what became of a drill.
#[utoipa::path(post, path = "/emergency-drills/{id}/hold", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The drill")), request_body = HeldDrill,
    responses((status = 200, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_hold(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(held): Input<HeldDrill>,
) -> Result<Json<Drill>, Problem> {
    let desk = Desk::of(&app, &by);
    // Who may not see it writes nothing to the disk.
    drill(&mut app.db().read().await?, desk, id).await?;
    let picture = match &held.signature {
        Some(url) => Some(signature(app.state::<BlobStore>(), "signature", url).await.map_err(EmergencyError::from)?),
        None => None,
    };
    let mut tx = app.db().write().await?;
    let held = hold(&mut tx, desk, id, held, picture).await?;
    tx.commit().await?;
    Ok(Json(held))
}

/// A finding was seen to.
#[utoipa::path(post, path = "/emergency-findings/{id}/done", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The finding")), request_body = FindingDone,
    responses((status = 200, body = Drill), (status = "default", body = Problem)))]
pub(super) async fn emergency_finding_end(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(done): Input<FindingDone>,
) -> Result<Json<Drill>, Problem> {
    let mut tx = app.db().write().await?;
    let drill = finding_end(&mut tx, Desk::of(&app, &by), id, done).await?;
    tx.commit().await?;
    Ok(Json(drill))
}
