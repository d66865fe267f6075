//! Files of tickets.

use jianyue_kernel::Actor;
use jianyue_platform::Tx;
use serde_json::json;
use uuid::Uuid;

use super::{Desk, hand::Hand};
use crate::{
    error::TicketError,
    model::{AttachmentCard, EntryKind, Ticket, Visibility},
    policy::{self, Action, READ},
    store::{self, AttachmentRow},
};

/// The most files of a ticket.
const MOST: usize = 100;

/// A file whose content is in the blob store already.
#[derive(Clone, Debug)]
pub struct NewAttachment {
    /// File name without folders.
    pub name: String,
    /// Type found in its content.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Where the blob store keeps it.
    pub digest: String,
    /// Who sees it.
    pub visibility: Visibility,
}

/// 上传附件. Nobody but the vendor's people is told of an internal one.
pub async fn attach(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    file: NewAttachment,
) -> Result<(Ticket, AttachmentCard), TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Attach).await?;
    let contract = hand.ticket.row.contract();
    let internal = file.visibility == Visibility::Internal;
    if internal && !policy::sees_internal(desk.by, contract) {
        return Err(TicketError::field("visibility", "只有运维方人员可以上传内部附件，请改为 public。"));
    }
    if hand.ticket.attachments.len() >= MOST {
        return Err(TicketError::field("file", "一张工单最多 100 个附件。"));
    }
    let row = AttachmentRow {
        id: desk.env.id(),
        ticket_id: id,
        contract_id: contract.0,
        work: hand.ticket.row.work.clone(),
        name: file.name,
        media_type: file.media_type,
        size: file.size,
        digest: file.digest,
        visibility: file.visibility,
        added_by: desk.by.person.0,
        added_at: hand.now,
    };
    store::attachment_insert(tx, &row).await?;
    let card = AttachmentCard {
        id: row.id,
        name: row.name,
        media_type: row.media_type,
        size: row.size,
        sha: row.digest,
        visibility: row.visibility,
        by: desk.by.name.clone(),
        at: row.added_at,
        from: None,
    };
    hand.ticket.attachments.push(card.clone());
    let data = json!({ "attachment": card.id, "name": card.name, "media_type": card.media_type, "size": card.size });
    let entry = hand.entry(EntryKind::Attached).text(&*card.name).data(data);
    let detail = json!({ "attachment": card.id, "sha": card.sha, "visibility": card.visibility });
    if internal {
        hand.add(entry.internal());
        hand.put_back_quietly(tx, desk).await?;
    } else {
        hand.add(entry);
        hand.put_back(tx, desk, EntryKind::Attached).await?;
    }
    hand.audit(tx, desk, "ticketing.attach", detail).await?;
    Ok((hand.ticket, card))
}

/// The card of the same file on the ticket, if the one who acts has added it before.
pub async fn attached_before(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    file: &NewAttachment,
) -> Result<Option<AttachmentCard>, TicketError> {
    let found = store::attachment_same(tx, id, by.person, &file.digest).await?;
    let ticket = super::find(tx, by, id).await?;
    let cards = ticket.attachments.0.into_iter();
    let mut same = cards.filter(|card| card.name == file.name && card.visibility == file.visibility);
    Ok(same.find(|card| found.contains(&card.id)))
}

/// A file that `by` may see.
pub async fn attachment(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<AttachmentRow, TicketError> {
    let row = store::attachment_find(tx, id).await?.ok_or(TicketError::NoAttachment)?;
    let contract = row.contract_id.into();
    let seen = by.scope(&READ).covers(contract, row.work.as_deref()) && policy::sees(by, contract, row.visibility);
    if seen { Ok(row) } else { Err(TicketError::NoAttachment) }
}
