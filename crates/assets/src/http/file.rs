//! The file of an asset and its tickets.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input, Params},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::AssetTicket,
    service::{AssetFile, NewEntry, add_entry, file, link_ticket, tickets},
};

/// Which part of the file is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FilePart {
    /// Entries wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A ticket to be linked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssetTicketLink {
    /// A ticket of the same contract.
    ticket_id: Uuid,
}

/// An asset with its file, the newest entry first.
#[utoipa::path(get, path = "/assets/{id}/file", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset"), FilePart),
    responses((status = 200, body = AssetFile), (status = "default", body = Problem)))]
pub(super) async fn asset_file(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(part): Params<FilePart>,
) -> Result<Json<AssetFile>, Problem> {
    let page = PageRequest { limit: part.limit, after: part.after };
    Ok(Json(file(&mut app.db().read().await?, &by, id, page, app.env().now()).await?))
}

/// Writes an entry: a move, a repair, an inspection or a note. A move or a repair changes what the register says.
#[utoipa::path(post, path = "/assets/{id}/entries", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset")), request_body = NewEntry,
    responses((status = 201, body = AssetFile), (status = "default", body = Problem)))]
pub(super) async fn asset_entry_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(new): Input<NewEntry>,
) -> Result<(StatusCode, Json<AssetFile>), Problem> {
    let mut tx = app.db().write().await?;
    let file = add_entry(&app, &mut tx, &by, id, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(file)))
}

/// The tickets of an asset, the last linked first.
#[utoipa::path(get, path = "/assets/{id}/tickets", tag = "assets", params(("id" = Uuid, Path, description = "The asset")),
    responses((status = 200, body = [AssetTicket]), (status = "default", body = Problem)))]
pub(super) async fn asset_tickets(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<AssetTicket>>, Problem> {
    Ok(Json(tickets(&mut app.db().read().await?, &by, id).await?))
}

/// Links a ticket of the same contract; it can be sent twice.
#[utoipa::path(post, path = "/assets/{id}/tickets", tag = "assets",
    params(("id" = Uuid, Path, description = "The asset")), request_body = AssetTicketLink,
    responses((status = 200, body = [AssetTicket]), (status = "default", body = Problem)))]
pub(super) async fn asset_ticket_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Input(link): Input<AssetTicketLink>,
) -> Result<Json<Vec<AssetTicket>>, Problem> {
    let mut tx = app.db().write().await?;
    let all = link_ticket(&app, &mut tx, &by, (id, link.ticket_id)).await?;
    tx.commit().await?;
    Ok(Json(all))
}
