//! Couriers, and what they told of orders that nobody knows.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_kernel::{Page, PageRequest};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{CourierSource, UnknownEvent},
    service::{
        CourierSourceWithSecret, NewCourierSource, Settlement, UnknownWish, add_source, remove_source, rotate_source,
        settle, sources, unknown,
    },
};

/// Which reports are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UnknownWanted {
    /// Those that somebody dealt with, too.
    all: Option<bool>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of reports.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnknownCourierEventPage {
    /// Rows, the last first.
    items: Vec<UnknownEvent>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// The couriers that may report for a contract.
#[utoipa::path(get, path = "/contracts/{id}/courier-sources", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [CourierSource]), (status = "default", body = Problem)))]
pub(super) async fn courier_source_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<CourierSource>>, Problem> {
    Ok(Json(sources(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Sets up a courier. Its secret is in this answer only.
#[utoipa::path(post, path = "/contracts/{id}/courier-sources", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewCourierSource,
    responses((status = 201, body = CourierSourceWithSecret), (status = "default", body = Problem)))]
pub(super) async fn courier_source_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewCourierSource>,
) -> Result<(StatusCode, Json<CourierSourceWithSecret>), Problem> {
    let mut tx = app.db().write().await?;
    let source = add_source(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(source)))
}

/// Gives a courier a new secret; the old one holds no more.
#[utoipa::path(post, path = "/courier-sources/{id}/rotate", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The courier")),
    responses((status = 200, body = CourierSourceWithSecret), (status = "default", body = Problem)))]
pub(super) async fn courier_source_rotate(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<CourierSourceWithSecret>, Problem> {
    let mut tx = app.db().write().await?;
    let source = rotate_source(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(Json(source))
}

/// Takes no more reports of a courier; what it told stays.
#[utoipa::path(delete, path = "/courier-sources/{id}", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The courier")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn courier_source_remove(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    remove_source(&mut tx, Desk::of(&app, &by), id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What couriers told of orders that nobody knows.
#[utoipa::path(get, path = "/contracts/{id}/courier-events", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), UnknownWanted),
    responses((status = 200, body = UnknownCourierEventPage), (status = "default", body = Problem)))]
pub(super) async fn courier_unknown_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<UnknownWanted>,
) -> Result<Json<UnknownCourierEventPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let wish = UnknownWish { all: wanted.all.unwrap_or(false), page };
    let Page { items, next } = unknown(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), wish).await?;
    Ok(Json(UnknownCourierEventPage { items, next }))
}

/// Says which order a report is about, or that it is about none.
#[utoipa::path(post, path = "/courier-events/{id}/settle", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The report")), request_body = Settlement,
    responses((status = 200, body = UnknownEvent), (status = "default", body = Problem)))]
pub(super) async fn courier_unknown_settle(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(settlement): Input<Settlement>,
) -> Result<Json<UnknownEvent>, Problem> {
    let mut tx = app.db().write().await?;
    let told = settle(&mut tx, Desk::of(&app, &by), id, settlement).await?;
    tx.commit().await?;
    Ok(Json(told))
}
