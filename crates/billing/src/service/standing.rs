//! Every account that the caller reads, with what it was computed from.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use jianyue_contracts::{
    Desk,
    registry::{Compiled, Registry},
};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use uuid::Uuid;

use crate::{
    account::{Account, Expected, account, forecast},
    error::BillingError,
    fold::{Told, fold},
    permissions::READ,
    store::entry::{EntryRow, entry_list},
};

/// Where the money of a contract stands.
pub struct Standing {
    /// The contract.
    pub id: ContractId,
    /// What it is called.
    pub title: String,
    /// The version that holds.
    pub version: Arc<Compiled>,
    /// Its ledger.
    pub rows: Vec<EntryRow>,
    /// What the ledger says.
    pub told: Told,
    /// What follows from it.
    pub account: Account,
    /// What is expected of each line that is not paid.
    pub expected: Vec<Option<Expected>>,
}

impl Standing {
    /// How many entries its ledger has.
    #[must_use]
    pub fn entries(&self) -> i64 {
        self.rows.last().map_or(0, |row| row.seq)
    }
}

/// That of every contract that the caller reads, or of one of them; today when no day is given.
pub async fn standings(
    tx: &mut Tx,
    desk: Desk<'_>,
    only: Option<ContractId>,
    at: Option<NaiveDate>,
) -> Result<Vec<Standing>, BillingError> {
    let at = at.unwrap_or_else(|| desk.today());
    let standing = desk.app.state::<Registry>().labels(tx).await?;
    let scope = desk.by.scope(&READ);
    let contracts: Vec<ContractId> = (standing.iter().map(|label| label.id))
        .filter(|id| scope.covers(*id, None) && only.is_none_or(|only| only == *id))
        .collect();
    let mut ledgers: BTreeMap<Uuid, Vec<EntryRow>> = BTreeMap::new();
    for row in entry_list(tx, contracts.iter().map(|id| id.0)).await? {
        ledgers.entry(row.contract_id).or_default().push(row);
    }
    let mut all = Vec::new();
    for id in contracts {
        let version = desk.version(tx, id, at).await?;
        let rows = ledgers.remove(&id.0).unwrap_or_default();
        let told = fold(&rows);
        let account = account(&version.model, version.time.calendar(), &told.facts, at);
        let expected = forecast(&version.model, version.time.calendar(), &account);
        let title = version.model.contract.project.clone().unwrap_or_else(|| account.title.clone());
        all.push(Standing { id, title, version, rows, told, account, expected });
    }
    Ok(all)
}
