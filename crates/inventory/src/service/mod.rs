//! Use cases: check, change, record, audit. The transaction is the caller's.

mod asking;
mod changing;
mod comments;
mod document;
mod reading;
mod readings;
mod secrets;
mod settle;
mod sources;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;

pub use asking::ask_to_read;
pub use changing::{DataSourceChange, change, remove};
pub use comments::{NewDataComment, comment};
pub use document::{Document, document, write};
pub use reading::{LONGEST, Sight, claim, look};
pub use readings::{difference_of, reading_of, readings, table_of};
pub use settle::settle;
pub use sources::{NewDataSource, SourcesWanted, add, source, sources};

use crate::{error::InventoryError, model::SourceChanged, store::source::SourceRow};

/// Writes down what was done to a source, and tells live lists.
pub(crate) async fn done(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    row: &SourceRow,
    (action, detail): (&'static str, Value),
) -> Result<(), InventoryError> {
    let contract = Some(ContractId(row.contract_id));
    audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract, detail }).await?;
    tell(app, tx, row).await
}

/// Tells live lists how a source stands.
pub(crate) async fn tell(app: &App, tx: &mut Tx, row: &SourceRow) -> Result<(), InventoryError> {
    let event = SourceChanged {
        source_id: row.id,
        contract_id: row.contract_id,
        state: row.state,
        reading: row.reading,
        at: app.env().now(),
    };
    Ok(events::record(tx, app.env(), &event).await?)
}
