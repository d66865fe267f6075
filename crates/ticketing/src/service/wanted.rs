//! Tickets that other modules want: something is to be done that is asked for, decided and recorded there, and worked on
//! here. One ticket for each key, and what becomes of the thing is told in its history.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::Tx;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Desk,
    deviations::{TEXT, TITLE, case_of, cut, live, ticketed},
    hand::Hand,
    opening::open,
};
use crate::{
    error::TicketError,
    model::{Channel, EntryKind, Kind, Reporter, Ticket},
    service::NewTicket,
    store::{self, DeviationRow},
};

/// Something that is wanted, as its module tells it.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    /// Names the thing, always the same for the same one.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// The work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// 1 is the gravest; absent: the least grave that the vendor works on.
    #[serde(default)]
    pub level: Option<u8>,
    /// In a line.
    pub title: String,
    /// In words.
    #[serde(default)]
    pub description: String,
    /// Who wants it, by name.
    pub requester: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// What has become of something that was wanted.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    /// Names the thing.
    pub key: String,
    /// Its ticket, where its module knows it; otherwise the one that was opened for the key.
    #[serde(default)]
    pub ticket_id: Option<Uuid>,
    /// In a sentence.
    pub text: String,
}

/// Opens a ticket for what is wanted and tells its module; gives `None` when one was opened before.
///
/// # Errors
/// As [`open`].
pub async fn ticket_wanted(tx: &mut Tx, desk: Desk<'_>, wanted: &Wanted) -> Result<Option<Ticket>, TicketError> {
    let contract = ContractId(wanted.contract_id);
    let known = store::deviation_hold(tx, contract, &wanted.key).await?;
    if known.ticket_id.is_some() {
        return Ok(None);
    }
    let compiled = desk.registry.in_force(tx, contract, desk.now()).await?.ok_or(TicketError::NoContract)?;
    let level = wanted.level.or(Some(u8::MAX));
    let (work, case) = case_of(&compiled, wanted.work.as_deref(), level).ok_or(TicketError::NoContract)?;
    let new = NewTicket {
        kind: Kind::ServiceRequest,
        channel: Channel::Web,
        case: case.id.clone(),
        work,
        service: None,
        asset: None,
        site_id: None,
        title: cut(&wanted.title, TITLE),
        description: cut(&wanted.description, TEXT),
        reporter: Reporter { name: cut(&wanted.requester, 50), phone: None, unit: None },
        severity_set_by: None,
        form: None,
    };
    let ticket = open(tx, desk, contract, new).await?;
    let (id, number) = (ticket.row.id, ticket.row.number.clone());
    let kept = DeviationRow { ticket_id: Some(id), times: 1, last_at: Some(wanted.at), ..known };
    store::deviation_keep(tx, contract, &wanted.key, &kept).await?;
    ticketed(tx, desk, (wanted.key.clone(), contract), id, number).await?;
    Ok(Some(ticket))
}

/// Writes into the ticket what has become of what was wanted, for everybody who sees it; gives the ticket, or `None` when
/// there is none that is open.
///
/// # Errors
/// When the ticket's contract cannot be read, or the database refuses.
pub async fn ticket_told(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    told: &Told,
) -> Result<Option<Uuid>, TicketError> {
    let ticket = match told.ticket_id {
        Some(ticket) => Some(ticket),
        None => store::deviation_ticket(tx, contract, &told.key).await?,
    };
    let Some(ticket) = live(tx, ticket).await? else { return Ok(None) };
    let mut hand = Hand::hold(tx, desk, ticket).await?;
    if hand.ticket.row.contract() != contract {
        return Ok(None);
    }
    hand.catch_up()?;
    hand.add(hand.entry(EntryKind::Replied).text(cut(&told.text, TEXT)).data(json!({ "key": told.key })));
    hand.done(tx, desk, EntryKind::Replied, "ticketing.reply", json!({ "key": told.key })).await?;
    Ok(Some(ticket))
}
