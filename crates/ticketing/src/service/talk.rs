//! What people say to each other: answers that everybody sees, notes that stay with the vendor, and calls for haste.

use jianyue_platform::Tx;
use jianyue_sla::clock::{ClockKind, FactKind};
use serde_json::json;
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{
    error::TicketError,
    model::{EntryKind, Ticket},
    policy::Action,
    text,
};

/// 响应: somebody of the vendor answers the reporter.
pub async fn respond(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: &str) -> Result<Ticket, TicketError> {
    let said = text::one("text", "回复内容", said)?;
    let hand = Hand::take(tx, desk, id, Action::Respond).await?;
    answer(tx, desk, hand, said).await
}

/// 回复: an answer that everybody sees. The first one of the vendor's is the response.
pub async fn reply(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: &str) -> Result<Ticket, TicketError> {
    let said = text::one("text", "回复内容", said)?;
    let hand = Hand::take(tx, desk, id, Action::Reply).await?;
    answer(tx, desk, hand, said).await
}

async fn answer(tx: &mut Tx, desk: Desk<'_>, mut hand: Hand, said: String) -> Result<Ticket, TicketError> {
    let row = &hand.ticket.row;
    let vendor = desk.by.is_vendor_on(row.contract()) && !desk.by.is_system();
    let owed = row.clocks.iter().any(|clock| clock.kind == ClockKind::Response && clock.stopped_at.is_none());
    let mut entry = hand.entry(EntryKind::Replied).text(said);
    if vendor && owed && row.state.is_live() {
        entry = entry.data(json!({ "response": true })).fact(FactKind::Responded);
    }
    hand.add(entry);
    hand.done(tx, desk, EntryKind::Replied, "ticketing.reply", json!({})).await
}

/// 内部备注: for the vendor's people only. Nobody else is told that there is one.
pub async fn note(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: &str) -> Result<Ticket, TicketError> {
    let said = text::one("text", "备注内容", said)?;
    let mut hand = Hand::take(tx, desk, id, Action::Note).await?;
    hand.add(hand.entry(EntryKind::Noted).text(said).internal());
    hand.put_back_quietly(tx, desk).await?;
    hand.audit(tx, desk, "ticketing.note", json!({})).await?;
    Ok(hand.ticket)
}

/// 催办: counted and told, as often as it is asked for.
pub async fn urge(tx: &mut Tx, desk: Desk<'_>, id: Uuid, said: Option<&str>) -> Result<Ticket, TicketError> {
    let said = said.filter(|said| !said.trim().is_empty());
    let said = said.map(|said| text::one("text", "催办说明", said)).transpose()?;
    let mut hand = Hand::take(tx, desk, id, Action::Urge).await?;
    hand.ticket.row.urged += 1;
    let count = hand.ticket.row.urged;
    let mut entry = hand.entry(EntryKind::Urged).data(json!({ "count": count }));
    entry.text = said;
    hand.add(entry);
    hand.done(tx, desk, EntryKind::Urged, "ticketing.urge", json!({ "count": count })).await
}
