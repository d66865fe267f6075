//! What papers of tickets are made of.

use jianyue_contracts::Letterhead;
use jianyue_platform::Tx;
use uuid::Uuid;

use super::{Desk, find, hand::version_of};
use crate::{
    error::TicketError,
    model::{Entry, Ticket, WrittenSheet},
    store,
};

/// Entries of a ticket that a paper tells of.
const ENTRIES: u32 = 1_000;

/// What the paper of a ticket is made of.
#[derive(Debug)]
pub struct Papers {
    /// The ticket.
    pub ticket: Ticket,
    /// The head of its papers.
    pub head: Letterhead,
    /// Its service sheets, the newest first.
    pub sheets: Vec<WrittenSheet>,
    /// What everybody of the contract may read of its history.
    pub entries: Vec<Entry>,
}

/// What the papers of a ticket that the caller may see are made of.
///
/// # Errors
/// [`TicketError::NoTicket`] for one that they may not see.
pub async fn papers(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Papers, TicketError> {
    let ticket = find(tx, desk.by, id).await?;
    let contract = version_of(tx, desk.registry, &ticket).await?;
    let head = Letterhead::of(&contract.model, ticket.row.work.as_slice());
    let sheets = store::sheet_list(tx, id).await?;
    let entries = store::entry_list(tx, id, 0, false, ENTRIES).await?;
    Ok(Papers { head, sheets, entries: entries.into_iter().map(|row| row.shown(id)).collect(), ticket })
}
