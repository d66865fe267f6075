//! What other modules found wrong or want to be done becomes tickets; known by the names of events only.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_contracts::registry::RegistryError;
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};

use crate::{
    error::TicketError,
    on_call::given,
    service::{
        Desk, Deviation, Found, Gone, Restores, Told, Wanted, deviation_found, deviation_gone, ticket_told,
        ticket_wanted,
    },
};

/// Who is said to have found or wanted it.
fn finder(kind: &str) -> &'static str {
    match kind.split_once('.').map_or(kind, |(module, _)| module) {
        "probing" => "监测",
        "inspection" => "巡检",
        "assets" => "资产检查",
        "backups" => "备份检查",
        "certificates" => "证书管理",
        "inventory" => "数据盘点",
        "security" => "安全管理",
        _ => "系统",
    }
}

async fn found(app: &App, tx: &mut Tx, event: &Recorded, desk: Desk<'_>) -> Result<(), HandleError> {
    let told: Deviation = event.read()?;
    match deviation_found(tx, desk, &told).await {
        Ok(Found::Opened(ticket)) => given(app, tx, desk, *ticket).await.map(drop).map_err(retry),
        Ok(Found::Added(_) | Found::Counted(_) | Found::Known) => Ok(()),
        Err(error) => not_opened(&told.key, error),
    }
}

async fn wanted(app: &App, tx: &mut Tx, event: &Recorded, desk: Desk<'_>) -> Result<(), HandleError> {
    let wanted: Wanted = event.read()?;
    match ticket_wanted(tx, desk, &wanted).await {
        Ok(Some(ticket)) => given(app, tx, desk, ticket).await.map(drop).map_err(retry),
        Ok(None) => Ok(()),
        Err(error) => not_opened(&wanted.key, error),
    }
}

/// A contract that is over, or has not begun, opens no tickets.
fn not_opened(key: &str, error: TicketError) -> Result<(), HandleError> {
    if let TicketError::Registry(RegistryError::NotInForce(reason)) = &error {
        tracing::warn!(key, %reason, "nothing opened a ticket");
        return Ok(());
    }
    Err(retry(error))
}

/// The contract of an event that cannot be without one.
fn contract_of(event: &Recorded) -> Result<ContractId, HandleError> {
    let none = || HandleError::GiveUp("the event names no contract".to_owned());
    event.contract_id.map(ContractId).ok_or_else(none)
}

async fn gone(tx: &mut Tx, event: &Recorded, desk: Desk<'_>) -> Result<(), HandleError> {
    let gone: Gone = event.read()?;
    let contract = contract_of(event)?;
    let restores = if event.kind.starts_with("probing.") { Restores::Yes } else { Restores::No };
    deviation_gone(tx, desk, contract, &gone, restores).await.map(drop).map_err(retry)
}

fn retry(error: TicketError) -> HandleError {
    match error {
        TicketError::Db(error) => error.into(),
        TicketError::BadFields(_) | TicketError::NoContract => HandleError::GiveUp(error.to_string()),
        other => HandleError::Retry(other.to_string()),
    }
}

/// The subscription to what was found or is wanted. It stands under one name with what becomes of it, so that each is told
/// in the order of the log.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        subscriber: "ticketing.deviations",
        kinds: &[
            "assets.deviation_found",
            "assets.deviation_gone",
            "backups.deviation_found",
            "backups.deviation_gone",
            "certificates.ticket_told",
            "certificates.ticket_wanted",
            "inspection.deviation_found",
            "inspection.deviation_gone",
            "inventory.deviation_found",
            "inventory.deviation_gone",
            "probing.deviation_found",
            "probing.deviation_gone",
            "security.ticket_told",
            "security.ticket_wanted",
        ],
        handler: Arc::new(Deviations),
    }
}

struct Deviations;

#[async_trait]
impl Handler for Deviations {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let by = Actor::system(finder(&event.kind));
        let desk = Desk::at(app, &by);
        match event.kind.rsplit_once('.').map_or("", |(_, what)| what) {
            "deviation_gone" => gone(tx, event, desk).await,
            "ticket_told" => {
                ticket_told(tx, desk, contract_of(event)?, &event.read::<Told>()?).await.map(drop).map_err(retry)
            }
            "ticket_wanted" => wanted(app, tx, event, desk).await,
            _ => found(app, tx, event, desk).await,
        }
    }
}
