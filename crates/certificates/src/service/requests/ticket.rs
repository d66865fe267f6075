//! The ticket that a request is worked on in: wanted here, opened by whoever keeps tickets, and told what becomes of it.

use async_trait::async_trait;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    events::{self, HandleError, Handler, Recorded},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    error::CertificateError,
    model::{RegisterChanged, RequestKind, RequestState, TicketTold, TicketWanted, WantedDetails},
    store::request::{RequestRow, request_ticketed},
};

/// The beginning of the keys under which others know requests.
const KEY: &str = "certificate_request:";

fn key(id: Uuid) -> String {
    format!("{KEY}{id}")
}

/// Asks for a ticket.
pub(super) async fn want(app: &App, tx: &mut Tx, row: &RequestRow, n: usize) -> Result<(), CertificateError> {
    let about = if row.kind == RequestKind::Apply { "新证书".to_owned() } else { format!("{n} 张证书") };
    let event = TicketWanted {
        subject_id: row.id,
        key: key(row.id),
        contract_id: row.contract_id,
        work: None,
        title: format!("证书{}：{about}", row.kind.label()),
        description: description(row),
        requester: row.asked_name.clone(),
        at: row.asked_at,
    };
    Ok(events::record(tx, app.env(), &event).await?)
}

fn description(row: &RequestRow) -> String {
    let WantedDetails { holder, unit, use_for, medium: _, valid_until } = &row.wanted.0;
    let mut lines = vec![format!("事由：{}", row.reason)];
    for (name, value) in [("持有人", holder), ("单位", unit), ("用途", use_for)] {
        lines.extend(value.as_ref().map(|value| format!("{name}：{value}")));
    }
    lines.extend(valid_until.map(|day| format!("希望有效期至：{day}")));
    lines.join("\n")
}

/// Tells the ticket of a request what has become of it, where there is one or is to be one.
pub(super) async fn tell(app: &App, tx: &mut Tx, by: &Actor, row: &RequestRow) -> Result<(), CertificateError> {
    if row.ticket_id.is_none() && !row.ticket_wanted {
        return Ok(());
    }
    let (what, said) = match row.state {
        RequestState::Asked => return Ok(()),
        RequestState::Approved => ("批准了", &row.decision),
        RequestState::Refused => ("驳回了", &row.decision),
        RequestState::Withdrawn => ("撤回了", &None),
        RequestState::Done => ("办结了", &row.outcome),
    };
    let said = said.as_ref().map(|said| format!("：{said}")).unwrap_or_default();
    let event = TicketTold {
        subject_id: row.id,
        key: key(row.id),
        contract_id: row.contract_id,
        ticket_id: row.ticket_id,
        text: format!("{}{what}证书{}{said}", by.name, row.kind.label()),
        at: app.env().now(),
    };
    Ok(events::record(tx, app.env(), &event).await?)
}

/// Puts the ticket that was opened for a request beside it.
pub struct Ticketed;

#[derive(Deserialize)]
struct WasTicketed {
    key: String,
    ticket_id: Uuid,
    number: String,
}

#[async_trait]
impl Handler for Ticketed {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: WasTicketed = event.read()?;
        let Some(request) = told.key.strip_prefix(KEY).and_then(|id| id.parse().ok()) else { return Ok(()) };
        let Some(contract) = event.contract_id else { return Ok(()) };
        if request_ticketed(tx, (contract, request), told.ticket_id, &told.number).await? {
            let changed =
                RegisterChanged { subject_id: request, contract_id: contract, what: "ticketed", at: app.env().now() };
            events::record(tx, app.env(), &changed).await?;
        }
        Ok(())
    }
}
