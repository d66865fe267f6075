//! A source is read at once because somebody asks.

use jianyue_kernel::Actor;
use jianyue_platform::{App, Tx};
use serde_json::json;
use uuid::Uuid;

use super::{
    done,
    sources::{known, shown},
};
use crate::{
    error::InventoryError,
    model::Source,
    permissions::{WRITE, require},
    store::{due::due_ask, source::source_lock},
};

/// Has a source read at once, in the background. Asking again while it is being read changes nothing.
pub async fn ask_to_read(app: &App, tx: &mut Tx, by: &Actor, id: Uuid) -> Result<Source, InventoryError> {
    let contract = known(tx, by, id).await?.contract_id.into();
    require(by, &WRITE, contract)?;
    source_lock(tx, id).await?;
    let mut row = known(tx, by, id).await?;
    if !row.reading {
        due_ask(tx, id, &by.name, app.env().now().timestamp_millis()).await?;
        row.reading = true;
        done(app, tx, by, &row, ("inventory.read", json!({ "title": row.title }))).await?;
    }
    shown(app, tx, row).await
}
