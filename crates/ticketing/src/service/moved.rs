//! Which deadlines a changed calendar would move, before it is loaded.

use chrono::{DateTime, Utc};
use jianyue_kernel::{ContractId, ContractVersionId};
use jianyue_platform::Tx;
use jianyue_sla::{
    BusinessTime,
    preview::{MovedDeadline, moved_deadlines},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Desk,
    special::{matrix_of, periods},
};
use crate::{
    clocks::Folded,
    error::TicketError,
    policy::PREVIEW_CALENDAR,
    store::{self, LiveTicket},
};

/// Tickets looked at together.
const BATCH: u32 = 500;
/// Deadlines that are shown at most.
const SHOWN: usize = 500;

/// A deadline that would move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Moved {
    /// The ticket.
    pub ticket_id: Uuid,
    /// Its number.
    pub number: String,
    /// Prefix of its contract.
    pub contract_prefix: String,
    /// Severity case as printed.
    pub case_name: String,
    /// response, escalate, arrive, restore or resolve.
    pub clock: &'static str,
    /// When it is due now; null when that cannot be told without the notice.
    pub due_before: Option<DateTime<Utc>>,
    /// When it would be due.
    pub due_after: Option<DateTime<Utc>>,
    /// Whether the change alone would make it overdue.
    pub turns_overdue: bool,
}

/// What a notice would move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MovedDeadlines {
    /// Name of the calendar that would result.
    pub version: String,
    /// Live tickets that were looked at; all of them, unless there is more to show.
    pub looked_at: usize,
    /// What would move, by contract, and what falls due next first; at most 500.
    pub moved: Vec<Moved>,
    /// Whether there is more than is shown.
    pub more: bool,
}

/// The deadlines of live tickets that the notices in `csv` would move. Nothing is kept.
///
/// # Errors
/// [`TicketError::Denied`]; [`TicketError::Calendar`] when the notices could not be loaded.
pub async fn moved_by(tx: &mut Tx, desk: Desk<'_>, csv: &str) -> Result<MovedDeadlines, TicketError> {
    desk.by.require_system(&PREVIEW_CALENDAR)?;
    let [before, after] = desk.registry.calendar_after(tx, csv).await?;
    let version = after.version();
    let times = [BusinessTime::new(before), BusinessTime::new(after)];
    let mut found = MovedDeadlines { version, looked_at: 0, moved: Vec::new(), more: false };
    let labels = desk.registry.labels(tx).await?;
    for label in labels.iter() {
        of_contract(tx, desk, label.id, &times, &mut found).await?;
        if found.more {
            break;
        }
    }
    Ok(found)
}

async fn of_contract(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    times: &[BusinessTime; 2],
    found: &mut MovedDeadlines,
) -> Result<(), TicketError> {
    let mut place = (DateTime::UNIX_EPOCH, 0);
    loop {
        let tickets = store::ticket_live(tx, contract, place, BATCH).await?;
        let mut facts = store::entry_facts_of(tx, tickets.iter().map(|ticket| ticket.id)).await?;
        for ticket in &tickets {
            let version = ContractVersionId(ticket.contract_version_id);
            let compiled = desk.registry.version(tx, version).await?.ok_or(TicketError::NoVersion)?;
            let facts = facts.remove(&ticket.id).unwrap_or_default();
            let periods = periods(tx, desk, &compiled).await?;
            let matrix = matrix_of(&compiled, &periods, ticket.work.as_deref(), ticket.opened_at);
            let folded = Folded::of((&compiled, &matrix), &facts, &ticket.verdicts, desk.now())?;
            found.looked_at += 1;
            found.moved.extend(of_ticket(ticket, &folded, times, desk.now()));
            if found.moved.len() > SHOWN {
                found.moved.truncate(SHOWN);
                found.more = true;
                return Ok(());
            }
        }
        let Some(last) = tickets.last().filter(|_| tickets.len() == BATCH as usize) else { return Ok(()) };
        place = (last.due_key, last.ord);
    }
}

/// The deadlines of a ticket that would move. A held clock has none.
fn of_ticket(ticket: &LiveTicket, folded: &Folded, [old, new]: &[BusinessTime; 2], now: DateTime<Utc>) -> Vec<Moved> {
    let clocks = folded.clocks().iter().map(|clock| ((), clock));
    let moved = moved_deadlines(clocks, old, new, now).into_iter();
    let moved = moved.filter(|moved| moved.due_before != moved.due_after);
    let shown = |moved: MovedDeadline<()>| Moved {
        ticket_id: ticket.id,
        number: ticket.number.clone(),
        contract_prefix: ticket.contract_prefix.clone(),
        case_name: ticket.case_name.clone(),
        clock: moved.key.kind.as_str(),
        due_before: moved.due_before,
        due_after: moved.due_after,
        turns_overdue: moved.turns_overdue,
    };
    moved.map(shown).collect()
}
