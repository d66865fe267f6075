//! What devices did without a network: done once, in order, each operation in a transaction of its own.
//!
//! An operation is written down in the transaction that does it. So a kill between two leaves those before it done and
//! written down, and whoever sends all of them again gets “done before” for these and goes on where it stopped. The
//! server's time counts; a device's time is evidence in the history.

use jianyue_platform::{Db, Tx, people::People};
use uuid::Uuid;

use super::{Desk, find, run_step, write_sheet};
use crate::{
    error::TicketError,
    model::{FieldOnly, FieldStep, Operation, SyncOutcome, Ticket},
    policy, store,
};

/// The most operations at once.
pub const MOST_OPERATIONS: usize = 100;

/// What became of an operation.
#[derive(Debug)]
pub struct Synced {
    /// The operation.
    pub id: Uuid,
    /// What became of it.
    pub outcome: SyncOutcome,
    /// Why it was not done.
    pub error: Option<TicketError>,
    /// The ticket as it is now, where the caller may see it.
    pub ticket: Option<Ticket>,
}

/// Does `operations` in order. Behind one that was not done, later ones of the same ticket are not tried; other tickets go on.
///
/// # Errors
/// When there are none or too many, or the database does not open a transaction; what was done before stays done.
pub async fn sync(
    db: &Db,
    desk: Desk<'_>,
    people: &People,
    operations: &[Operation],
) -> Result<Vec<Synced>, TicketError> {
    if !(1..=MOST_OPERATIONS).contains(&operations.len()) {
        let text = format!("一次可以同步 1 到 {MOST_OPERATIONS} 项操作，请分批发送");
        return Err(TicketError::field("operations", text));
    }
    let mut held: Vec<Uuid> = Vec::new();
    let mut synced = Vec::with_capacity(operations.len());
    for operation in operations {
        let became = if held.contains(&operation.ticket_id) {
            Synced { id: operation.id, outcome: SyncOutcome::Skipped, error: None, ticket: None }
        } else {
            alone(db, desk, people, operation).await?
        };
        if became.error.is_some() {
            held.push(operation.ticket_id);
        }
        synced.push(became);
    }
    Ok(synced)
}

/// One operation in a transaction of its own. Only a database that cannot be reached is an error.
async fn alone(db: &Db, desk: Desk<'_>, people: &People, operation: &Operation) -> Result<Synced, TicketError> {
    let mut tx = db.write().await?;
    let error = match once(&mut tx, desk, people, operation).await {
        Ok((outcome, ticket)) => {
            tx.commit().await?;
            return Ok(Synced { id: operation.id, outcome, error: None, ticket });
        }
        Err(error) => error,
    };
    drop(tx);
    let outcome = match &error {
        TicketError::WrongState { .. } | TicketError::Stale { .. } => SyncOutcome::Conflict,
        // A fault of the program or the database: the device keeps it and tries again.
        TicketError::Db(_) | TicketError::Facts(_) | TicketError::NoVersion => SyncOutcome::Skipped,
        _ => SyncOutcome::Refused,
    };
    let ticket = match outcome {
        SyncOutcome::Conflict => find(&mut db.peek().await?, desk.by, operation.ticket_id).await.ok(),
        _ => None,
    };
    Ok(Synced { id: operation.id, outcome, error: Some(error), ticket })
}

async fn once(
    tx: &mut Tx,
    desk: Desk<'_>,
    people: &People,
    operation: &Operation,
) -> Result<(SyncOutcome, Option<Ticket>), TicketError> {
    let (id, person) = (operation.ticket_id, desk.by.person);
    if !store::sync_claim(tx, person, operation, desk.now()).await? {
        let done = store::sync_find(tx, person, operation.id).await?;
        if done.is_none_or(|(ticket, what)| ticket != id || what != operation.what()) {
            return Err(TicketError::OperationReused);
        }
        return Ok((SyncOutcome::Repeated, find(tx, desk.by, id).await.ok()));
    }
    let step = operation.read().map_err(|error| TicketError::field("step", format!("这项操作无法识别：{error}")))?;
    let desk = desk.shown_at(Some(operation.device_at))?;
    let ticket = match step {
        FieldStep::Step(step) => run_step(tx, desk, people, id, step).await?,
        FieldStep::Only(FieldOnly::ServiceSheet(sheet)) => write_sheet(tx, desk, id, *sheet).await?.0,
        FieldStep::Only(FieldOnly::Attach { attachment_id }) => attached(tx, desk, id, attachment_id).await?,
    };
    Ok((SyncOutcome::Done, Some(ticket)))
}

/// The ticket, if it has the file and the one who acts sees it. The upload itself has written the history.
async fn attached(tx: &mut Tx, desk: Desk<'_>, id: Uuid, file: Uuid) -> Result<Ticket, TicketError> {
    let ticket = find(tx, desk.by, id).await?;
    let contract = ticket.row.contract();
    let there =
        ticket.attachments.iter().any(|card| card.id == file && policy::sees(desk.by, contract, card.visibility));
    if there { Ok(ticket) } else { Err(TicketError::NoAttachment) }
}
