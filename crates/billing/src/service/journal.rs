//! The ledger of a contract as other programs read it: what is new since they read it last.

use jianyue_contracts::Desk;
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, files::files_of};
use serde::Serialize;
use utoipa::ToSchema;

use super::{FILES, ledger::card};
use crate::{
    error::BillingError,
    model::EntryCard,
    permissions::READ,
    store::entry::{entry_after, entry_last},
};

/// The most entries of a part.
const MOST: i64 = 500;

/// Entries behind a number. Numbers of a ledger have no gaps, and none is seen before the one in front of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = BillingJournal)]
pub struct Journal {
    /// The entries, in the order in which they were told. `withdrawn` is not said here: a withdrawal is an entry of its own.
    pub entries: Vec<EntryCard>,
    /// The number of the last of them: the `after` of the next part.
    pub after: i64,
    /// The number of the last entry of the ledger; there is more as long as it is above `after`.
    pub last: i64,
}

/// What was told of a contract behind the entry numbered `after`.
pub async fn journal(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    after: i64,
    limit: Option<i64>,
) -> Result<Journal, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    let rows = entry_after(tx, contract, after, limit.unwrap_or(MOST).clamp(1, MOST)).await?;
    let last = entry_last(tx, contract).await?;
    let mut files = files_of(tx, FILES, rows.iter().map(|row| row.id)).await?;
    let after = rows.last().map_or(after, |row| row.seq);
    let entries = rows.into_iter().map(|row| {
        let files = files.remove(&row.id).unwrap_or_default();
        card(row, false, files)
    });
    Ok(Journal { entries: entries.collect(), after, last })
}
