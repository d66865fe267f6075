//! `/mail/addresses`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
};

use crate::{
    model::MailAddress,
    service::{AddressDraft, address_add, address_change, address_remove, addresses},
};

/// The addresses at which mail for contracts arrives.
#[utoipa::path(get, path = "/mail/addresses", tag = "mailbox",
    responses((status = 200, body = [MailAddress]), (status = "default", body = Problem)))]
pub(super) async fn mail_address_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<MailAddress>>, Problem> {
    Ok(Json(addresses(&mut app.db().peek().await?, &by).await?))
}

/// Takes mail for a contract at a new address.
#[utoipa::path(post, path = "/mail/addresses", tag = "mailbox", request_body = AddressDraft,
    responses((status = 201, body = MailAddress), (status = "default", body = Problem)))]
pub(super) async fn mail_address_add(
    State(app): State<App>,
    by: Caller,
    Input(new): Input<AddressDraft>,
) -> Result<(StatusCode, Json<MailAddress>), Problem> {
    let mut tx = app.db().write().await?;
    let made = address_add(&app, &mut tx, &by, new).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Changes what an address is for. `If-Match` carries the version that was read; the address itself stays.
#[utoipa::path(patch, path = "/mail/addresses/{id}", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The address"), ("If-Match" = String, Header, description = "The version")),
    request_body = AddressDraft,
    responses((status = 200, body = MailAddress), (status = "default", body = Problem)))]
pub(super) async fn mail_address_change(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    IfMatch(version): IfMatch,
    Input(draft): Input<AddressDraft>,
) -> Result<Json<MailAddress>, Problem> {
    let mut tx = app.db().write().await?;
    let changed = address_change(&app, &mut tx, &by, (id, version), draft).await?;
    tx.commit().await?;
    Ok(Json(changed))
}

/// Takes no more mail at an address; what came stays.
#[utoipa::path(delete, path = "/mail/addresses/{id}", tag = "mailbox",
    params(("id" = uuid::Uuid, Path, description = "The address")),
    responses((status = 204, description = "Removed"), (status = "default", body = Problem)))]
pub(super) async fn mail_address_remove(State(app): State<App>, by: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.db().write().await?;
    address_remove(&app, &mut tx, &by, id).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
