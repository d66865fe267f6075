//! What somebody in the field has before them.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractScope;
use jianyue_platform::Tx;
use jianyue_sla::clock::ClockKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Desk, reading::parts};
use crate::{
    error::TicketError,
    model::{TicketFields, TicketRow},
    policy::WORK,
    store::{self, Assignee, Filter, Part, Sort},
};

/// Tickets looked at in one go for those that ask for a visit.
const BATCH: u32 = 200;
/// How often, at most: beyond a thousand unassigned tickets nobody looks for the next one on a phone.
const BATCHES: usize = 5;

/// The deadline that comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Nearest {
    /// response, escalate, arrive, restore or resolve.
    pub kind: &'static str,
    /// When it is due.
    pub due_at: DateTime<Utc>,
}

/// A ticket to be worked on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkItem {
    /// The ticket.
    pub ticket: TicketRow,
    /// Whether the one who asks holds it; otherwise nobody does.
    pub mine: bool,
    /// The deadline that comes next.
    pub nearest: Option<Nearest>,
}

/// Live tickets that the one who asks holds, then those that nobody holds and that ask for a visit, each by what is due
/// next; up to `limit`.
pub async fn my_work(tx: &mut Tx, desk: Desk<'_>, limit: u32) -> Result<Vec<WorkItem>, TicketError> {
    let now = desk.now();
    let mine = Filter { live: true, assignee: Some(Assignee::Person(desk.by.person.0)), ..Filter::default() };
    let seen = parts(tx, desk, None).await?;
    let rows = store::ticket_list(tx, &seen, &mine, Sort::Due, None, limit).await?;
    let mut items: Vec<_> = rows.into_iter().map(|row| item(row, true, now)).collect();
    let left = usize::try_from(limit).unwrap_or(usize::MAX).saturating_sub(items.len());
    if left > 0 {
        let worked_on = match desk.by.scope(&WORK) {
            ContractScope::All => seen,
            ContractScope::Only(held) => held.into_iter().map(|(contract, works)| Part { contract, works }).collect(),
        };
        items.extend(unheld(tx, &worked_on, left).await?.into_iter().map(|row| item(row, false, now)));
    }
    Ok(items)
}

/// Up to `wanted` tickets that nobody holds and that ask for a visit, by what is due next.
async fn unheld(tx: &mut Tx, parts: &[Part], wanted: usize) -> Result<Vec<TicketFields>, TicketError> {
    let filter = Filter { live: true, assignee: Some(Assignee::None), ..Filter::default() };
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..BATCHES {
        let rows = store::ticket_list(tx, parts, &filter, Sort::Due, after, BATCH).await?;
        let full = rows.len() == BATCH as usize;
        after = rows.last().map(|last| (last.due_key, last.ord));
        found.extend(rows.into_iter().filter(asks_for_a_visit));
        if !full || found.len() >= wanted {
            break;
        }
    }
    found.truncate(wanted);
    Ok(found)
}

fn asks_for_a_visit(row: &TicketFields) -> bool {
    row.clocks.iter().any(|clock| clock.kind == ClockKind::Arrive && clock.is_running())
}

fn item(row: TicketFields, mine: bool, now: DateTime<Utc>) -> WorkItem {
    let running = row.clocks.iter().filter(|clock| clock.is_running());
    let nearest = running.filter_map(|clock| clock.due_at.map(|due_at| Nearest { kind: clock.kind.as_str(), due_at }));
    let nearest = nearest.min_by_key(|nearest| nearest.due_at);
    WorkItem { ticket: row.view(now), mine, nearest }
}
