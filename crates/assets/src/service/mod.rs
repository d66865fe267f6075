//! Use cases: check, change, record, audit. The transaction is the caller's.

mod assets;
mod classes;
mod closing;
mod counting;
mod export;
mod file;
mod frame;
mod from_contract;
pub(crate) mod hearing;
mod import;
mod import_assets;
mod import_spares;
mod keep;
mod labels;
mod movements;
mod papers;
mod sheets;
mod spares;
mod summary;
mod takings;
mod unbooked;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, DbError, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;
use uuid::Uuid;

pub use assets::{AssetChange, AssetsRequest, NewAsset, add, asset, assets, change};
pub use classes::{ClassChange, NewClass, add_class, change_class, classes};
pub use closing::{Closing, close};
pub use counting::{CountRefused, Counted, CountedLine, CountedLines, count};
pub use export::{Table, asset_table, spare_table, taking_table};
pub use file::{AssetFile, NewEntry, add_entry, file, link_ticket, tickets};
pub use from_contract::{FromContract, TakenOver, from_contract};
pub use import::{ImportOutcome, ImportResult, ImportRow};
pub use import_assets::import_assets;
pub use import_spares::import_spares;
pub use labels::{Label, Scanned, labels, scan};
pub use movements::{NewMovement, move_by_hand, movements};
pub use papers::taking_papers;
pub use spares::{NewSpare, SpareChange, SparesRequest, add_spare, change_spare, spare, spares};
pub use summary::{AssetSummary, ClassCount, ContractLine, LevelCount, PlaceCount, StateCount, summary};
pub use takings::{LinesRequest, NewTaking, TakingDetail, TakingsRequest, begin, lines, taking, takings};
pub use unbooked::{Settlement, settle, unbooked};

use crate::{
    error::AssetError,
    model::RegisterChanged,
    permissions::{READ, WRITE, require_some},
    store::{asset::asset_find, spare::spare_find, taking::taking_find},
};

/// Whether `by` keeps the register: looked at before a file is received.
///
/// # Errors
/// When they do not.
pub fn may_write(by: &Actor, contract: ContractId) -> Result<(), AssetError> {
    require_some(by, &WRITE, contract)
}

/// Whether `by` may be told live of a change of `subject`; what has no work of its own is told to everybody of the contract.
///
/// # Errors
/// When the database refuses.
pub async fn sees(app: &App, by: &Actor, subject: Uuid) -> Result<bool, DbError> {
    let mut tx = app.db().peek().await?;
    let scope = by.scope(&READ);
    if let Some(row) = asset_find(&mut tx, subject).await? {
        return Ok(scope.covers(row.contract_id.into(), row.work.as_deref()));
    }
    if let Some(row) = spare_find(&mut tx, subject).await? {
        return Ok(scope.covers(row.contract_id.into(), row.work.as_deref()));
    }
    if let Some(row) = taking_find(&mut tx, subject).await? {
        return Ok(scope.covers(row.contract_id.into(), row.work.as_deref()));
    }
    Ok(true)
}

/// Writes down what was done, and tells live lists.
pub(crate) async fn done(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (contract, subject): (ContractId, Uuid),
    (action, what): (&'static str, &'static str),
    detail: Value,
) -> Result<(), DbError> {
    audit::record(tx, app.env(), by, Entry { action, subject, contract: Some(contract), detail }).await?;
    told(app, tx, (contract, subject), what).await
}

/// Tells live lists.
pub(crate) async fn told(
    app: &App,
    tx: &mut Tx,
    (contract, subject): (ContractId, Uuid),
    what: &'static str,
) -> Result<(), DbError> {
    let event = RegisterChanged { subject_id: subject, contract_id: contract.0, what, at: app.env().now() };
    events::record(tx, app.env(), &event).await
}
