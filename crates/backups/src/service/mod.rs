//! Use cases: check, change, record, audit. The transaction is the caller's, and none is open while files are read.

mod checking;
mod drills;
mod judge;
mod papers;
mod policies;
mod proof;
mod reading;
mod settle;
mod source;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;

pub use checking::{Look, check_now, claim, keep, look};
pub use drills::{ask_drill, begin, drill, drills, end, expire, plan, renew, run, sweep};
pub use papers::{PolicyPapers, drill_papers, policy_papers};
pub use policies::{NewPolicy, PolicyChange, add, change, policies, policy, remove};
pub use reading::{checks, files};
pub(crate) use settle::ticketed;
pub use source::Place;

use crate::{
    error::BackupError,
    model::BackupChanged,
    permissions::{READ, require},
    store::policy::{PolicyRow, policy_find},
};

/// The policy of an id, when `by` may know of it.
async fn known(tx: &mut Tx, by: &Actor, id: uuid::Uuid) -> Result<PolicyRow, BackupError> {
    let row = policy_find(tx, id).await?.ok_or(BackupError::NotFound)?;
    require(by, &READ, ContractId(row.contract_id))?;
    Ok(row)
}

/// Writes down what was done.
async fn audited(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    action: &'static str,
    row: &PolicyRow,
    detail: Value,
) -> Result<(), BackupError> {
    let contract = Some(ContractId(row.contract_id));
    Ok(audit::record(tx, app.env(), by, Entry { action, subject: row.id, contract, detail }).await?)
}

/// Tells live lists.
async fn changed(app: &App, tx: &mut Tx, row: &PolicyRow, what: &'static str) -> Result<(), BackupError> {
    let event =
        BackupChanged { policy_id: row.id, contract_id: row.contract_id, what, state: row.state, at: app.env().now() };
    Ok(events::record(tx, app.env(), &event).await?)
}
