//! Tickets that assets had.

use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::AssetTicket;

const LINK: Dialect = Dialect::same(
    "INSERT INTO asset_ticket (asset_id, ticket_id, number, title, state, linked_at, linked_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (asset_id, ticket_id) DO NOTHING",
);
const LIST: Dialect = Dialect::same(
    "SELECT ticket_id, number, title, state, linked_at, linked_by FROM asset_ticket WHERE asset_id = $1 \
     ORDER BY linked_at DESC, ticket_id LIMIT 500",
);
const ASSETS: Dialect =
    Dialect::same("SELECT asset_id FROM asset_ticket WHERE ticket_id = $1 ORDER BY asset_id LIMIT 500");
const STATE: Dialect = Dialect::same("UPDATE asset_ticket SET state = $2 WHERE ticket_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[LINK, LIST, ASSETS, STATE];

/// Links a ticket; `false` when it was linked.
pub async fn ticket_link(tx: &mut Tx, asset: Uuid, ticket: &AssetTicket) -> Result<bool, DbError> {
    let args = args![
        asset,
        ticket.ticket_id,
        &ticket.number,
        &ticket.title,
        &ticket.state,
        ticket.linked_at,
        &ticket.linked_by
    ];
    Ok(tx.execute(LINK, args).await? == 1)
}

/// The tickets of an asset, the last linked first.
pub async fn ticket_list(tx: &mut Tx, asset: Uuid) -> Result<Vec<AssetTicket>, DbError> {
    tx.all(LIST, args![asset]).await
}

/// The assets of a ticket.
pub async fn ticket_assets(tx: &mut Tx, ticket: Uuid) -> Result<Vec<Uuid>, DbError> {
    Ok(tx.all::<(Uuid,)>(ASSETS, args![ticket]).await?.into_iter().map(|(id,)| id).collect())
}

/// Keeps where a ticket stands.
pub async fn ticket_stands(tx: &mut Tx, ticket: Uuid, state: &str) -> Result<(), DbError> {
    tx.execute(STATE, args![ticket, state]).await.map(drop)
}
