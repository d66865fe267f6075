//! The ledger of a contract.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    files::{RecordFile, files_of},
};
use uuid::Uuid;

use super::FILES;
use crate::{
    error::BillingError,
    fold::{breach_number, fold},
    model::{Entry, EntryCard},
    permissions::READ,
    store::entry::{EntryRow, entry_find, entry_list},
};

/// The entries of a contract, the newest first.
pub async fn ledger(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<EntryCard>, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    let rows = entry_list(tx, [contract.0]).await?;
    let withdrawn = fold(&rows).withdrawn;
    let mut files = files_of(tx, FILES, rows.iter().map(|row| row.id)).await?;
    let mut cards: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let (gone, files) = (withdrawn.contains(&row.id), files.remove(&row.id).unwrap_or_default());
            card(row, gone, files)
        })
        .collect();
    cards.reverse();
    Ok(cards)
}

/// One entry, when the caller may read it.
pub async fn entry_of(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<EntryRow, BillingError> {
    let row = entry_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, row.contract_id.into(), &[])?;
    Ok(row)
}

pub(super) fn card(row: EntryRow, withdrawn: bool, files: Vec<RecordFile>) -> EntryCard {
    EntryCard {
        id: row.id,
        seq: row.seq,
        name: row.body.0.name().to_owned(),
        breach: matches!(row.body.0, Entry::Breach(_)).then(|| breach_number(row.seq)),
        body: row.body.0,
        withdrawn,
        files,
        by: row.by_name,
        at: row.at,
    }
}
