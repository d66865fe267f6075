//! The sweep: finds by index where a clock has something to say, and says it with the moment at which it came.

use chrono::{DateTime, Utc};
use futures::{StreamExt, stream};
use jianyue_platform::{Db, Tx};
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{error::TicketError, model::EntryKind, store};

/// Tickets looked up at a time.
const BATCH: u32 = 200;
/// Tickets swept at a time.
const AT_ONCE: usize = 8;

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Tickets looked at.
    pub tickets: usize,
    /// Tickets that could not be swept; each is logged and tried again.
    pub failed: usize,
}

/// Sweeps everything that is due at the desk's present moment, in transactions of their own. Idempotent: what has been
/// told is not told again, and after an outage everything is told with the moment at which it came.
///
/// # Errors
/// When the database refuses; what was swept before stays.
pub async fn sweep(db: &Db, desk: Desk<'_>) -> Result<Swept, TicketError> {
    let mut swept = Swept::default();
    let now = desk.now();
    loop {
        let due = store::ticket_due(&mut db.peek().await?, now, BATCH).await?;
        let found = due.len();
        let work = stream::iter(due).map(|id| sweep_alone(db, desk, id, now));
        let outcomes: Vec<_> = work.buffer_unordered(AT_ONCE).collect().await;
        let failed = outcomes.iter().filter(|outcome| outcome.is_err()).count();
        for (id, error) in outcomes.into_iter().filter_map(Result::err) {
            tracing::error!(ticket = %id, %error, "a ticket could not be swept");
        }
        swept.tickets += found;
        swept.failed += failed;
        // What fails stays due. As long as others of its batch are done, those behind it come forward.
        if found < BATCH as usize || failed == found {
            return Ok(swept);
        }
    }
}

/// Sweeps one ticket in a transaction of its own; those of others share its commit.
async fn sweep_alone(db: &Db, desk: Desk<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), (Uuid, TicketError)> {
    let swept = async {
        let mut tx = db.write().await?;
        sweep_one(&mut tx, desk, id, now).await?;
        tx.commit().await?;
        Ok(())
    };
    swept.await.map_err(|error| (id, error))
}

/// Sweeps one ticket, if it is still due at `now`.
pub async fn sweep_one(tx: &mut Tx, desk: Desk<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), TicketError> {
    let mut hand = Hand::hold(tx, desk, id).await?;
    if hand.ticket.next_sweep_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let level = hand.ticket.row.escalation_level;
    hand.look_again()?;
    if hand.deadlines_moved() && hand.ticket.row.escalation_level == level {
        hand.put_back(tx, desk, EntryKind::DeadlinesMoved).await?;
        hand.audit(tx, desk, "ticketing.sweep", serde_json::json!({})).await?;
    } else if hand.ticket.row.escalation_level == level {
        hand.put_back_quietly(tx, desk).await?;
        if hand.has_findings() {
            hand.audit(tx, desk, "ticketing.sweep", serde_json::json!({})).await?;
        }
    } else {
        hand.put_back(tx, desk, EntryKind::Escalated).await?;
        hand.audit(tx, desk, "ticketing.hand_up", serde_json::json!({})).await?;
    }
    Ok(())
}
