//! `/asset-classes`: the tree of classes.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::Class,
    service::{ClassChange, NewClass, add_class, change_class, classes},
};

/// The classes of a contract, by code.
#[utoipa::path(get, path = "/contracts/{id}/asset-classes", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Class]), (status = "default", body = Problem)))]
pub(super) async fn asset_class_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Class>>, Problem> {
    Ok(Json(classes(&mut app.db().peek().await?, &by, id.into()).await?))
}

/// Adds a class. A code that is taken is refused, so that it can be sent twice.
#[utoipa::path(post, path = "/contracts/{id}/asset-classes", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewClass,
    responses((status = 201, body = Class), (status = "default", body = Problem)))]
pub(super) async fn asset_class_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewClass>,
) -> Result<(StatusCode, Json<Class>), Problem> {
    let mut tx = app.db().write().await?;
    let added = add_class(&app, &mut tx, &by, id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Changes a class. `If-Match` carries the version that was read.
#[utoipa::path(patch, path = "/asset-classes/{id}", tag = "assets",
    params(("id" = Uuid, Path, description = "The class"), ("If-Match" = String, Header, description = "The version")),
    request_body = ClassChange, responses((status = 200, body = Class), (status = "default", body = Problem)))]
pub(super) async fn asset_class_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(wanted): Input<ClassChange>,
) -> Result<Json<Class>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = change_class(&app, &mut tx, &by, (id, version), wanted).await?;
    tx.commit().await?;
    Ok(Json(changed))
}
