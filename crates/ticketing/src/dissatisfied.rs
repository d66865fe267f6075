//! Somebody who was called back is not content: their ticket is taken up again, or a complaint is registered.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
    sealed::Sealer,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    error::TicketError,
    model::{Channel, Kind, Relation, Ticket},
    service::{self, Desk, NewTicket},
};

/// What this module reads of the event.
#[derive(Debug, Deserialize)]
struct Dissatisfied {
    ticket_id: Option<Uuid>,
    wish: String,
    satisfaction: i64,
    comment: Option<String>,
}

/// Does what was wished.
struct Wishes;

#[async_trait]
impl Handler for Wishes {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let said: Dissatisfied = event.read()?;
        let Some(ticket) = said.ticket_id else { return Ok(()) };
        let by = Actor::system("回访");
        let desk = Desk::at(app, &by).with_sealer(app.state::<Sealer>());
        let comment = said.comment.as_deref().unwrap_or("未说明");
        let reason = format!("回访时不满意（{} 分）：{comment}", said.satisfaction);
        let done = match said.wish.as_str() {
            "reopen" => service::reopen(tx, desk, ticket, &reason).await.map(drop),
            "complaint" => complain(tx, desk, ticket, &reason).await,
            _ => Ok(()),
        };
        match done {
            // Taken up again by somebody else meanwhile, or merged: there is nothing left to do.
            Ok(()) | Err(TicketError::WrongState { .. } | TicketError::NoTicket) => Ok(()),
            Err(TicketError::Db(error)) => Err(error.into()),
            Err(other) => Err(HandleError::Retry(other.to_string())),
        }
    }
}

/// Registers a complaint beside the ticket that it is about.
async fn complain(tx: &mut Tx, desk: Desk<'_>, about: Uuid, reason: &str) -> Result<(), TicketError> {
    let Ticket { row, reporter, .. } = service::find(tx, desk.by, about).await?;
    let reporter = match desk.sealer {
        Some(sealer) => reporter.0.open(row.id, sealer),
        None => reporter.0.without_phone(),
    };
    let title: String = format!("投诉：{} {}", row.number, row.title).chars().take(200).collect();
    let new = NewTicket {
        kind: Kind::Complaint,
        channel: Channel::Phone,
        case: row.case_key,
        work: row.work,
        service: row.service,
        asset: None,
        site_id: None,
        title,
        description: reason.to_owned(),
        reporter,
        severity_set_by: None,
        form: None,
    };
    let complaint = service::open(tx, desk, row.contract_id.into(), new).await?;
    service::link(tx, desk, complaint.row.id, about, Relation::RelatesTo).await.map(drop)
}

/// The subscription.
pub(crate) fn subscription() -> Subscription {
    Subscription { subscriber: "ticketing.dissatisfied", kinds: &["hotline.dissatisfied"], handler: Arc::new(Wishes) }
}
