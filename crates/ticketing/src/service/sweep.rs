//! The sweep: finds by index where a clock has something to say, and says it with the moment at which it came.

use chrono::{DateTime, Utc};
use jianyue_platform::{Db, Tx};
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{error::TicketError, model::EntryKind, store};

/// Tickets of one transaction.
const BATCH: u32 = 50;

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
        for id in &due {
            let mut tx = db.write().await?;
            match sweep_one(&mut tx, desk, *id, now).await {
                Ok(()) => tx.commit().await?,
                Err(error) => {
                    tracing::error!(ticket = %id, %error, "a ticket could not be swept");
                    swept.failed += 1;
                }
            }
            swept.tickets += 1;
        }
        // A ticket that fails stays due: the rest waits for the next run rather than being read again and again.
        if due.len() < BATCH as usize || swept.failed > 0 {
            return Ok(swept);
        }
    }
}

/// Sweeps one ticket, if it is still due at `now`.
pub async fn sweep_one(tx: &mut Tx, desk: Desk<'_>, id: Uuid, now: DateTime<Utc>) -> Result<(), TicketError> {
    let mut hand = Hand::hold(tx, desk, id).await?;
    if hand.ticket.next_sweep_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let level = hand.ticket.row.escalation_level;
    hand.settle()?;
    if hand.ticket.row.escalation_level == level {
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
