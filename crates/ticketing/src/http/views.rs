//! `/views`: saved views.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{kept::keep, steps::MaybeIfMatch};
use crate::{
    filters::Filters,
    model::View,
    service::{Change, Desk, Sharing, ViewDraft, view_change, view_create, view_list, view_remove},
};

/// The caller's own views and those shared on contracts that the caller sees. Counts are kept, not counted.
#[utoipa::path(get, path = "/views", tag = "ticketing",
    responses((status = 200, body = Vec<View>), (status = "default", body = Problem)))]
pub(super) async fn ticket_views(State(app): State<App>, by: Caller) -> Result<Json<Vec<View>>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(view_list(&mut app.db().read().await?, desk).await?))
}

/// A view to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewView {
    /// Up to 50 characters.
    name: String,
    /// What the tickets must be like.
    filters: Filters,
    /// The contract on which it is shared; none: one's own.
    #[serde(default)]
    shared_with: Option<Uuid>,
}

/// Saves a view. A person has 50 at most, and so does a contract.
#[utoipa::path(post, path = "/views", tag = "ticketing", request_body = NewView,
    responses((status = 201, body = View), (status = "default", body = Problem)))]
pub(super) async fn ticket_view_create(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<NewView>,
) -> Result<(StatusCode, Json<View>), Problem> {
    let draft = ViewDraft { name: new.name, filters: new.filters, contract: new.shared_with };
    Ok((StatusCode::CREATED, Json(keep!(app, by, |tx, desk| view_create(tx, desk, draft)))))
}

/// What is to be changed; what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ViewChange {
    /// Another name.
    #[serde(default)]
    name: Option<String>,
    /// Other filters, all of them.
    #[serde(default)]
    filters: Option<Filters>,
    /// Another contract on which it is shared; null for none.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    shared_with: Sharing,
    /// Another place, from 0; the other views make room.
    #[serde(default)]
    position: Option<i64>,
}

/// Changes a view.
#[utoipa::path(patch, path = "/views/{id}", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The view"),
        ("If-Match" = Option<String>, Header, description = "The version; without it, whatever it is by now")),
    request_body = ViewChange, responses((status = 200, body = View),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the view as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_view_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    MaybeIfMatch(version): MaybeIfMatch,
    Input(new): Input<ViewChange>,
) -> Result<Json<View>, Problem> {
    let change = Change { name: new.name, sharing: new.shared_with, body: new.filters, position: new.position };
    Ok(Json(keep!(app, by, |tx, desk| view_change(tx, desk, id, version, change))))
}

/// Removes a view.
#[utoipa::path(delete, path = "/views/{id}", tag = "ticketing", params(("id" = Uuid, Path, description = "The view")),
    responses((status = 204), (status = "default", body = Problem)))]
pub(super) async fn ticket_view_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    keep!(app, by, |tx, desk| view_remove(tx, desk, id));
    Ok(StatusCode::NO_CONTENT)
}
