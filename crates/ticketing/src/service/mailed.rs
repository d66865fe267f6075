//! Mails that became tickets and answers. Nobody is signed in by a mail: whoever it says it is from is shown, and nothing
//! that only a person of the vendor may do is done by it. It stops no clock.

use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Desk, hand::Hand, opening};
use crate::{
    error::TicketError,
    model::{By, Channel, EntryKind, Kind, Reporter, Ticket},
    policy::Action,
    service::NewTicket,
};

/// Who has set the severity of a ticket that nobody has looked at yet.
const NOBODY: &str = "邮件来件，待定级";

/// What a mail says on a ticket.
#[derive(Clone, Debug)]
pub struct MailedReply {
    /// In words, at most 10,000 characters.
    pub text: String,
    /// The mail, for the history: who it says it is from, what it quotes.
    pub mail: Value,
}

/// An answer that came by mail, which everybody sees; gives the ticket that carries it, which is another one after a merger.
pub async fn replied_by_mail(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reply: MailedReply) -> Result<Ticket, TicketError> {
    let mut hand = Hand::take(tx, desk, id, Action::Reply).await?;
    if let Some(into) = hand.ticket.merged_into {
        hand = Hand::take(tx, desk, into, Action::Reply).await?;
    }
    let mut entry = hand.entry(EntryKind::Replied).text(reply.text).data(json!({ "mail": reply.mail }));
    entry.by = Some(By { id: Uuid::nil(), name: desk.by.name.clone(), role: "mail".to_owned() });
    hand.add(entry);
    hand.done(tx, desk, EntryKind::Replied, "ticketing.reply", json!({ "by_mail": true })).await
}

/// A ticket that was opened by mail: of the least severity that the contract has for the work, until somebody looks at it.
///
/// # Errors
/// As [`super::open`]; [`TicketError::BadFields`] too where the contract has several works and none is named.
pub async fn opened_by_mail(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    (work, service, channel): (Option<String>, Option<String>, Channel),
    (title, description, from): (String, String, String),
) -> Result<Ticket, TicketError> {
    let compiled = desk.registry.in_force(tx, contract, desk.now()).await?.ok_or(TicketError::NoContract)?;
    let works = &compiled.model.works;
    let key = work.as_deref().or_else(|| works.first().filter(|_| works.len() == 1).map(|work| work.key.as_str()));
    // Of cases of one level the first, as the contract prints them.
    let mut least = None;
    for (_, case) in compiled.cases_of(key) {
        if least.as_ref().is_none_or(|(level, _)| *level < case.level) {
            least = Some((case.level, case.id.clone()));
        }
    }
    let Some((_, case)) = least else {
        return Err(TicketError::field("work", "合同有几项工作，请为收件地址选定一项工作"));
    };
    let new = NewTicket {
        kind: Kind::Fault,
        channel,
        case,
        work,
        service,
        asset: None,
        site_id: None,
        title,
        description,
        reporter: Reporter { name: from, phone: None, unit: None },
        severity_set_by: Some(NOBODY.to_owned()),
        form: None,
    };
    opening::open(tx, desk, contract, new).await
}
