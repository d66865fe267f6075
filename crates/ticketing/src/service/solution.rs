//! The end of a ticket, and its new beginning.

use jianyue_platform::Tx;
use jianyue_sla::clock::FactKind;
use serde_json::json;
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{
    error::TicketError,
    model::{EntryKind, State, Ticket},
    policy::Action,
    text,
};

/// 提交解决: a solution waits for the reporter.
pub async fn resolve(tx: &mut Tx, desk: Desk<'_>, id: Uuid, solution: &str) -> Result<Ticket, TicketError> {
    let solution = text::one("solution", "解决方案", solution)?;
    let mut hand = Hand::take(tx, desk, id, Action::Resolve).await?;
    hand.hold_by(desk.by);
    hand.ticket.resolved_by = Some(desk.by.person.0);
    hand.turn(State::Resolved);
    hand.add(hand.entry(EntryKind::Resolved).text(solution).fact(FactKind::Resolved));
    hand.done(tx, desk, EntryKind::Resolved, "ticketing.resolve", json!({})).await
}

/// 验收通过: the reporter accepts the solution, and the ticket is over.
pub async fn accept(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    satisfaction: i64,
    comment: Option<&str>,
) -> Result<Ticket, TicketError> {
    if !(1..=5).contains(&satisfaction) {
        return Err(TicketError::field("satisfaction", "满意度应是 1 到 5 之间的整数，5 为非常满意"));
    }
    let comment = comment.filter(|comment| !comment.trim().is_empty());
    let comment = comment.map(|comment| text::one("comment", "评价", comment)).transpose()?;
    let mut hand = Hand::take(tx, desk, id, Action::Accept).await?;
    hand.ticket.satisfaction = Some(satisfaction);
    hand.turn(State::Closed);
    let detail = json!({ "satisfaction": satisfaction });
    let mut accepted = hand.entry(EntryKind::Accepted).data(detail.clone()).fact(FactKind::Accepted);
    accepted.text = comment;
    hand.add(accepted);
    hand.add(hand.entry(EntryKind::Closed).fact(FactKind::Closed));
    hand.done(tx, desk, EntryKind::Accepted, "ticketing.accept", detail).await
}

/// 验收退回: the clocks go on as if there had been no solution.
pub async fn refuse(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Ticket, TicketError> {
    let reason = text::one("reason", "退回原因", reason)?;
    let mut hand = Hand::take(tx, desk, id, Action::Refuse).await?;
    hand.ticket.resolved_by = None;
    hand.turn(State::Working);
    let fact = FactKind::Refused { reason: Some(reason.clone()) };
    hand.add(hand.entry(EntryKind::Refused).text(&*reason).fact(fact));
    hand.done(tx, desk, EntryKind::Refused, "ticketing.refuse", json!({ "reason": reason })).await
}

/// 关闭: a solution that the reporter did not answer. Who gave it says how the reporter agreed.
pub async fn close(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: Option<&str>) -> Result<Ticket, TicketError> {
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let reason = reason.map(|reason| text::one("reason", "关闭原因", reason)).transpose()?;
    let mut hand = Hand::take(tx, desk, id, Action::Close).await?;
    if reason.is_none() && hand.ticket.resolved_by == Some(desk.by.person.0) {
        return Err(TicketError::field("reason", "关闭自己答复的咨询时，请写明报修人怎样确认，例如“电话中确认已清楚”"));
    }
    hand.turn(State::Closed);
    let mut entry = hand.entry(EntryKind::Closed).fact(FactKind::Closed);
    entry.text.clone_from(&reason);
    hand.add(entry);
    hand.done(tx, desk, EntryKind::Closed, "ticketing.close", json!({ "reason": reason })).await
}

/// 取消: it should not have been. A breach that has come stays.
pub async fn cancel(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Ticket, TicketError> {
    let reason = text::one("reason", "取消原因", reason)?;
    let mut hand = Hand::take(tx, desk, id, Action::Cancel).await?;
    hand.turn(State::Cancelled);
    let fact = FactKind::Cancelled { reason: Some(reason.clone()) };
    hand.add(hand.entry(EntryKind::Cancelled).text(&*reason).fact(fact));
    hand.done(tx, desk, EntryKind::Cancelled, "ticketing.cancel", json!({ "reason": reason })).await
}

/// 重新受理: a new cycle of clocks at the first level; the verdicts of the old one stay.
pub async fn reopen(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Ticket, TicketError> {
    let reason = text::one("reason", "重新受理原因", reason)?;
    let mut hand = Hand::take(tx, desk, id, Action::Reopen).await?;
    let ticket = &mut hand.ticket;
    ticket.resolved_by = None;
    ticket.satisfaction = None;
    ticket.row.cycle += 1;
    ticket.row.escalation_level = 1;
    ticket.row.state = if ticket.row.assignee_id.is_some() { State::Assigned } else { State::Open };
    let cycle = ticket.row.cycle;
    let fact = FactKind::Reopened { reason: Some(reason.clone()) };
    hand.add(hand.entry(EntryKind::Reopened).text(&*reason).data(json!({ "cycle": cycle })).fact(fact));
    let detail = json!({ "reason": reason, "cycle": cycle });
    hand.done(tx, desk, EntryKind::Reopened, "ticketing.reopen", detail).await
}
