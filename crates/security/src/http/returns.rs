//! What goes back or is destroyed at the end of a contract.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::signature,
    http::{Caller, Id, Input},
};

use crate::{
    error::SecurityError,
    model::DataReturn,
    service::{
        NewReturn, NewReturnItem, Settlement, Witness, may_witness, return_add, return_item_add, returns, settle,
        witness,
    },
};

/// The lists of a contract, the newest first.
#[utoipa::path(get, path = "/contracts/{id}/security/returns", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, body = [DataReturn]), (status = "default", body = Problem)))]
pub(super) async fn security_return_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<DataReturn>>, Problem> {
    Ok(Json(returns(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?))
}

/// Begins a list.
#[utoipa::path(post, path = "/contracts/{id}/security/returns", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")), request_body = NewReturn,
    responses((status = 201, body = DataReturn), (status = "default", body = Problem)))]
pub(super) async fn security_return_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewReturn>,
) -> Result<(StatusCode, Json<DataReturn>), Problem> {
    let mut tx = app.db().write().await?;
    let added = return_add(&mut tx, Desk::of(&app, &by), id.into(), new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Puts a thing on a list.
#[utoipa::path(post, path = "/security/returns/{id}/items", tag = "security",
    params(("id" = Uuid, Path, description = "The list")), request_body = NewReturnItem,
    responses((status = 201, body = DataReturn), (status = "default", body = Problem)))]
pub(super) async fn security_return_item_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewReturnItem>,
) -> Result<(StatusCode, Json<DataReturn>), Problem> {
    let mut tx = app.db().write().await?;
    let added = return_item_add(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Says what became of a thing on a list.
#[utoipa::path(put, path = "/security/return-items/{id}", tag = "security",
    params(("id" = Uuid, Path, description = "The thing")), request_body = Settlement,
    responses((status = 200, body = DataReturn), (status = "default", body = Problem)))]
pub(super) async fn security_return_settle(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Settlement>,
) -> Result<Json<DataReturn>, Problem> {
    let mut tx = app.db().write().await?;
    let settled = settle(&mut tx, Desk::of(&app, &by), id, new).await?;
    tx.commit().await?;
    Ok(Json(settled))
}

/// Witnesses for the client, with a drawn signature; only when everything on the list is settled (409 `security.unsettled`).
#[utoipa::path(post, path = "/security/returns/{id}/witness", tag = "security",
    params(("id" = Uuid, Path, description = "The list")), request_body = Witness,
    responses((status = 200, body = DataReturn), (status = "default", body = Problem)))]
pub(super) async fn security_return_witness(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<Witness>,
) -> Result<Json<DataReturn>, Problem> {
    let desk = Desk::of(&app, &by);
    may_witness(&mut app.db().read().await?, desk, id).await?;
    let drawn = signature(app.state::<BlobStore>(), "image", &new.image).await.map_err(SecurityError::from)?;
    let mut tx = app.db().write().await?;
    let complete = witness(&mut tx, desk, (id, &new.name), drawn).await?;
    tx.commit().await?;
    Ok(Json(complete))
}
