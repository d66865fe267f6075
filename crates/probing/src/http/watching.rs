//! `/contracts/{id}/watch-events` and `/contracts/{id}/watch-rules`.

use axum::{Json, extract::State};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    model::{WatchEvent, WatchKind, WatchRule},
    service::{NewRule, WatchEventsRequest, Watched, set_rule, take_watch_events, watch_events, watch_rules},
};

/// Which events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Of one kind only.
    kind: Option<WatchKind>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of what was told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WatchEventPage {
    /// Rows.
    items: Vec<WatchEvent>,
    /// Cursor of the next page.
    next: Option<String>,
}

/// What a system tells.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WatchEvents {
    /// At most 500.
    events: Vec<WatchEvent>,
}

/// What other systems told, the latest first.
#[utoipa::path(get, path = "/contracts/{id}/watch-events", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The contract"), Wanted),
    responses((status = 200, body = WatchEventPage), (status = "default", body = Problem)))]
pub(super) async fn watch_event_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<Wanted>,
) -> Result<Json<WatchEventPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let request = WatchEventsRequest { kind: wanted.kind, page };
    let page = watch_events(&mut app.db().read().await?, &by, id.into(), &request).await?;
    Ok(Json(WatchEventPage { items: page.items, next: page.next }))
}

/// Takes what a system noticed of its interfaces and exchanges, each event once.
#[utoipa::path(post, path = "/contracts/{id}/watch-events", tag = "probing", request_body = WatchEvents,
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = Watched), (status = "default", body = Problem)))]
pub(super) async fn watch_event_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(told): Input<WatchEvents>,
) -> Result<Json<Watched>, Problem> {
    let mut tx = app.db().write().await?;
    let taken = take_watch_events(&app, &mut tx, &by, id.into(), told.events).await?;
    tx.commit().await?;
    Ok(Json(taken))
}

/// How many events of each kind are too many.
#[utoipa::path(get, path = "/contracts/{id}/watch-rules", tag = "probing",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [WatchRule]), (status = "default", body = Problem)))]
pub(super) async fn watch_rule_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<WatchRule>>, Problem> {
    Ok(Json(watch_rules(&mut app.db().read().await?, &by, id.into()).await?))
}

/// Sets how many events of a kind are too many.
#[utoipa::path(put, path = "/contracts/{id}/watch-rules", tag = "probing", request_body = NewRule,
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = WatchRule), (status = "default", body = Problem)))]
pub(super) async fn watch_rule_set(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewRule>,
) -> Result<Json<WatchRule>, Problem> {
    let mut tx = app.db().write().await?;
    let rule = set_rule(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok(Json(rule))
}
