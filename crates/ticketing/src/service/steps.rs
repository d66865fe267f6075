//! Several things done to a ticket at once, and the same things done to many tickets.

use futures::{StreamExt, stream};
use jianyue_platform::{Db, Tx, people::People};
use uuid::Uuid;

use super::{
    Desk, accept, assign, cancel, change_severity, check_in, close, escalate, hand::Hand, later::Later, link, merge,
    note, pause, refuse, reopen, reply, resolve, respond, restore, resume, take, unwatch, urge, watch, work_around,
};
use crate::{
    error::TicketError,
    model::{Step, Ticket},
    policy::READ,
    store,
};

/// The most steps at once.
pub const MOST_STEPS: usize = 10;
/// The most tickets at once.
const MOST_TICKETS: usize = 200;
/// Tickets worked on at a time.
const AT_ONCE: usize = 8;

/// Does one step in the caller's transaction: the use case of its name, with its permissions, clocks, events and audit row.
///
/// For whoever builds on steps (offline operations): one step in a transaction of its own is `run_step` and a commit.
/// Several steps in one transaction go through [`run_steps`], which writes counts and audit rows behind the last one, so that
/// no two transactions wait for each other; do not call this in a loop within one transaction. When it fails the
/// transaction must be dropped. An operation that is not a step (a service sheet) wraps this type:
/// `enum Operation { Step(Step), … }` with `#[serde(untagged)]`, the other variants first.
pub(crate) async fn run_step(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    id: Uuid,
    step: Step,
) -> Result<Ticket, TicketError> {
    match step {
        Step::Take {} => take(tx, desk, id).await,
        Step::Respond { text } => respond(tx, desk, id, &text).await,
        Step::Reply { text } => reply(tx, desk, id, &text).await,
        Step::Note { text } => note(tx, desk, id, &text).await,
        Step::Escalate { reason } => escalate(tx, desk, id, &reason).await,
        Step::CheckIn(visit) => check_in(tx, desk, id, visit).await,
        Step::WorkAround { text } => work_around(tx, desk, id, &text).await,
        Step::Restore { text } => restore(tx, desk, id, &text).await,
        Step::Resolve { solution } => resolve(tx, desk, id, &solution).await,
        Step::Accept { satisfaction, comment } => accept(tx, desk, id, satisfaction, comment.as_deref()).await,
        Step::Refuse { reason } => refuse(tx, desk, id, &reason).await,
        Step::Close { reason } => close(tx, desk, id, reason.as_deref()).await,
        Step::Reopen { reason } => reopen(tx, desk, id, &reason).await,
        Step::Cancel { reason } => cancel(tx, desk, id, &reason).await,
        Step::Pause(asked) => pause(tx, desk, id, asked).await,
        Step::Resume {} => resume(tx, desk, id).await,
        Step::Urge { text } => urge(tx, desk, id, text.as_deref()).await,
        Step::Assign { person_id } => assign(tx, desk, people, id, None, person_id).await,
        Step::Severity(change) => change_severity(tx, desk, id, None, change).await,
        Step::Merge { into } => merge(tx, desk, id, into).await,
        Step::Link { other, relation } => link(tx, desk, id, other, relation).await,
        Step::Watch { person_id } => watch(tx, desk, people, id, person_id).await,
        Step::Unwatch { person_id } => unwatch(tx, desk, id, person_id).await,
    }
}

/// Does all of `steps`, in order, or none. With `version`, only if the ticket is still of that version.
///
/// # Errors
/// [`TicketError::Step`] with the place of the step that was not possible; [`TicketError::Stale`].
pub async fn run_steps(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    id: Uuid,
    version: Option<i64>,
    steps: Vec<Step>,
) -> Result<Ticket, TicketError> {
    few_enough(&steps)?;
    hold_all(tx, id, &steps).await?;
    let later = Later::default();
    let desk = Desk { later: Some(&later), ..desk };
    let hand = Hand::hold(tx, desk, id).await?;
    hand.expect_version(desk, version)?;
    let mut ticket = hand.ticket;
    for (index, step) in steps.into_iter().enumerate() {
        let done = run_step(tx, desk, people, id, step).await;
        ticket = done.map_err(|source| TicketError::Step { index, source: Box::new(source) })?;
    }
    later.write(tx, desk).await?;
    Ok(ticket)
}

/// 1 to 10.
pub(super) fn few_enough(steps: &[Step]) -> Result<(), TicketError> {
    if (1..=MOST_STEPS).contains(&steps.len()) {
        return Ok(());
    }
    Err(TicketError::field("steps", "一次可以做 1 到 10 步，请减少步骤后重试"))
}

/// Holds the tickets that `steps` change besides `id`, and `id`, in the order of their ids, so that two callers never wait
/// for each other. Whether they may be seen is asked when a step comes to them.
async fn hold_all(tx: &mut Tx, id: Uuid, steps: &[Step]) -> Result<(), TicketError> {
    let mut ids: Vec<_> = steps.iter().filter_map(Step::other_ticket).collect();
    if ids.is_empty() {
        return Ok(());
    }
    ids.push(id);
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        store::ticket_lock(tx, id, &jianyue_kernel::ContractScope::All).await?;
    }
    Ok(())
}

/// What became of one ticket of several.
#[derive(Debug)]
pub struct BulkOutcome {
    /// The ticket.
    pub id: Uuid,
    /// Its number, if the caller may know of it.
    pub number: Option<String>,
    /// Why nothing of it was done, if so.
    pub error: Option<TicketError>,
}

/// Does `steps` to each of `ids`, each ticket in a transaction of its own: what fails on one leaves the others alone. The
/// outcomes are in the order of `ids`; an id that is named twice is done once.
///
/// # Errors
/// When there are too many or too few tickets or steps. What the database refuses is the outcome of its ticket.
pub async fn run_bulk(
    db: &Db,
    desk: Desk<'_>,
    people: &People,
    ids: Vec<Uuid>,
    steps: &[Step],
) -> Result<Vec<BulkOutcome>, TicketError> {
    few_enough(steps)?;
    if !(1..=MOST_TICKETS).contains(&ids.len()) {
        return Err(TicketError::field("ids", "一次可以处理 1 到 200 张工单，请分批操作"));
    }
    let mut wanted = Vec::with_capacity(ids.len());
    for id in ids {
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    let work = stream::iter(wanted).map(|id| alone(db, desk, people, id, steps));
    Ok(work.buffered(AT_ONCE).collect().await)
}

async fn alone(db: &Db, desk: Desk<'_>, people: &People, id: Uuid, steps: &[Step]) -> BulkOutcome {
    let done = async {
        let mut tx = db.write().await?;
        let ticket = run_steps(&mut tx, desk, people, id, None, steps.to_vec()).await?;
        tx.commit().await?;
        Ok::<_, TicketError>(ticket)
    };
    match done.await {
        Ok(ticket) => BulkOutcome { id, number: Some(ticket.row.number), error: None },
        Err(error) => BulkOutcome { id, number: number(db, desk, id).await, error: Some(error) },
    }
}

/// The number of a ticket on which nothing was done, so that people know which one it was.
async fn number(db: &Db, desk: Desk<'_>, id: Uuid) -> Option<String> {
    let row = store::ticket_row_find(&mut db.peek().await.ok()?, id, &desk.by.scope(&READ)).await;
    row.ok().flatten().map(|row| row.number)
}
