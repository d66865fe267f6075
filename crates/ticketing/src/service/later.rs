//! What several steps in one transaction leave for its end.
//!
//! A change holds its ticket, then its counts, then the audit chain, so that no two changes wait for each other. Steps one
//! after the other would hold the chain of the first while they ask for the counts of the second; so counts and audit rows
//! of all of them are written once, behind the last.

use std::{
    collections::BTreeMap,
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use jianyue_platform::{Tx, audit};

use super::Desk;
use crate::{
    error::TicketError,
    store::{self, CountKey},
};

#[derive(Debug, Default)]
struct Kept {
    counts: BTreeMap<CountKey, i64>,
    audit: Vec<audit::Entry>,
}

/// Counts and audit rows of steps that have been done.
#[derive(Debug, Default)]
pub(super) struct Later(Mutex<Kept>);

impl Later {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A ticket is counted elsewhere.
    pub(super) fn count(&self, from: CountKey, to: CountKey) {
        let mut kept = self.kept();
        *kept.counts.entry(from).or_default() -= 1;
        *kept.counts.entry(to).or_default() += 1;
    }

    /// Something was done.
    pub(super) fn audit(&self, entry: audit::Entry) {
        self.kept().audit.push(entry);
    }

    /// Writes everything. Last in the transaction.
    pub(super) async fn write(&self, tx: &mut Tx, desk: Desk<'_>) -> Result<(), TicketError> {
        let kept = mem::take(&mut *self.kept());
        store::count_shift(tx, kept.counts).await?;
        for entry in kept.audit {
            audit::record(tx, desk.env, desk.by, entry).await?;
        }
        Ok(())
    }
}
