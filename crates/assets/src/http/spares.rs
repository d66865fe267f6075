//! `/spares`: the store.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Movement, Spare, UnbookedPart},
    service::{
        NewMovement, NewSpare, Settlement, SpareChange, SparesRequest, add_spare, change_spare, move_by_hand,
        movements, settle, spare, spares, unbooked,
    },
};

/// Which spares are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SparesWanted {
    /// Of one contract only.
    contract: Option<Uuid>,
    /// Words in code, name, model or place.
    q: Option<String>,
    /// Only those of which there are too few.
    low: Option<bool>,
    /// At one place only.
    place: Option<String>,
    /// Of one work only.
    work: Option<String>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of spares.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SparePage {
    /// Rows.
    items: Vec<Spare>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Which movements are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MovementsWanted {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of movements.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SpareMovementPage {
    /// Rows.
    items: Vec<Movement>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Which parts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UnbookedWanted {
    /// Also those that are settled.
    settled: Option<bool>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of parts that were not taken out of stock.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnbookedPage {
    /// Rows.
    items: Vec<UnbookedPart>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// Spares, by code.
#[utoipa::path(get, path = "/spares", tag = "assets", params(SparesWanted),
    responses((status = 200, body = SparePage), (status = "default", body = Problem)))]
pub(super) async fn spare_list(
    State(app): State<App>,
    by: Caller,
    Params(wanted): Params<SparesWanted>,
) -> Result<Json<SparePage>, Problem> {
    let request = SparesRequest {
        contract: wanted.contract,
        low: wanted.low.unwrap_or(false),
        place: wanted.place,
        work: wanted.work,
        q: wanted.q,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    let page = spares(&mut app.db().peek().await?, &by, request).await?;
    Ok(Json(SparePage { items: page.items, next: page.next }))
}

/// Puts a spare into the store; without a code the server gives the next.
#[utoipa::path(post, path = "/contracts/{id}/spares", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewSpare,
    responses((status = 201, body = Spare), (status = "default", body = Problem)))]
pub(super) async fn spare_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewSpare>,
) -> Result<(StatusCode, Json<Spare>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add_spare(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// A spare.
#[utoipa::path(get, path = "/spares/{id}", tag = "assets", params(("id" = Uuid, Path, description = "The spare")),
    responses((status = 200, body = Spare), (status = "default", body = Problem)))]
pub(super) async fn spare_get(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Json<Spare>, Problem> {
    Ok(Json(spare(&mut app.db().peek().await?, &by, id).await?))
}

/// Changes what a spare is, not its stock. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/spares/{id}", tag = "assets",
    params(("id" = Uuid, Path, description = "The spare"), ("If-Match" = String, Header, description = "The version")),
    request_body = SpareChange, responses((status = 200, body = Spare),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the spare as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn spare_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<SpareChange>,
) -> Result<Json<Spare>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change_spare(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Movements of a spare, the last first.
#[utoipa::path(get, path = "/spares/{id}/movements", tag = "assets",
    params(("id" = Uuid, Path, description = "The spare"), MovementsWanted),
    responses((status = 200, body = SpareMovementPage), (status = "default", body = Problem)))]
pub(super) async fn spare_movements(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<MovementsWanted>,
) -> Result<Json<SpareMovementPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let page = movements(&mut app.db().read().await?, &by, id, page).await?;
    Ok(Json(SpareMovementPage { items: page.items, next: page.next }))
}

/// Moves stock. It never falls below zero; with an `id` of its own a movement is made once, however often it is sent.
#[utoipa::path(post, path = "/spares/{id}/movements", tag = "assets",
    params(("id" = Uuid, Path, description = "The spare")), request_body = NewMovement,
    responses((status = 201, body = Movement),
    (status = 409, body = Problem, description = "There are fewer; `stock` says how many"),
    (status = "default", body = Problem)))]
pub(super) async fn spare_move(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewMovement>,
) -> Result<(StatusCode, Json<Movement>), Problem> {
    let mut tx = app.db().write().await?;
    let moved = move_by_hand(&app, &mut tx, &by, id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(moved)))
}

/// Parts of service sheets that could not be taken out of stock, the last first.
#[utoipa::path(get, path = "/contracts/{id}/spares/unbooked", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), UnbookedWanted),
    responses((status = 200, body = UnbookedPage), (status = "default", body = Problem)))]
pub(super) async fn spare_unbooked(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<UnbookedWanted>,
) -> Result<Json<UnbookedPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let open = !wanted.settled.unwrap_or(false);
    let page = unbooked(&mut app.db().peek().await?, &by, (id.into(), open), page).await?;
    Ok(Json(UnbookedPage { items: page.items, next: page.next }))
}

/// Books a part on a spare, or says that it belongs to none.
#[utoipa::path(post, path = "/spares/unbooked/{id}/settle", tag = "assets",
    params(("id" = Uuid, Path, description = "The part")), request_body = Settlement,
    responses((status = 200, body = UnbookedPart), (status = "default", body = Problem)))]
pub(super) async fn spare_settle(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(settlement): Input<Settlement>,
) -> Result<Json<UnbookedPart>, Problem> {
    let mut tx = app.db().write().await?;
    let settled = settle(&app, &mut tx, &by, id, settlement).await?;
    tx.commit().await?;
    Ok(Json(settled))
}
