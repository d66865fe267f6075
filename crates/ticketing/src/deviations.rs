//! What probes, inspections, registers and backups found wrong becomes tickets; known by the names of events only.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_contracts::registry::{Registry, RegistryError};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};

use crate::{
    error::TicketError,
    on_call::given,
    service::{Desk, Deviation, Found, Gone, Restores, deviation_found, deviation_gone},
};

/// Who is said to have found it.
fn finder(kind: &str) -> &'static str {
    match kind.split_once('.').map_or(kind, |(module, _)| module) {
        "probing" => "监测",
        "inspection" => "巡检",
        "assets" => "资产检查",
        "backups" => "备份检查",
        _ => "系统",
    }
}

async fn found(app: &App, tx: &mut Tx, event: &Recorded, desk: Desk<'_>) -> Result<(), HandleError> {
    let told: Deviation = event.read()?;
    match deviation_found(tx, desk, &told).await {
        Ok(Found::Opened(ticket)) => given(app, tx, desk, *ticket).await.map(drop).map_err(retry),
        Ok(Found::Added(_) | Found::Counted(_) | Found::Known) => Ok(()),
        // A contract that is over, or has not begun, opens no tickets.
        Err(TicketError::Registry(RegistryError::NotInForce(reason))) => {
            tracing::warn!(key = told.key, %reason, "a deviation opened no ticket");
            Ok(())
        }
        Err(error) => Err(retry(error)),
    }
}

async fn gone(tx: &mut Tx, event: &Recorded, desk: Desk<'_>) -> Result<(), HandleError> {
    let gone: Gone = event.read()?;
    let Some(contract) = event.contract_id else {
        return Err(HandleError::GiveUp("the event names no contract".to_owned()));
    };
    let restores = if event.kind.starts_with("probing.") { Restores::Yes } else { Restores::No };
    deviation_gone(tx, desk, contract.into(), &gone, restores).await.map(drop).map_err(retry)
}

fn retry(error: TicketError) -> HandleError {
    match error {
        TicketError::Db(error) => error.into(),
        TicketError::BadFields(_) | TicketError::NoContract => HandleError::GiveUp(error.to_string()),
        other => HandleError::Retry(other.to_string()),
    }
}

/// The subscription to what was found. It stands under one name with its end, so that each is told in the order of the log.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        subscriber: "ticketing.deviations",
        kinds: &[
            "assets.deviation_found",
            "assets.deviation_gone",
            "backups.deviation_found",
            "backups.deviation_gone",
            "inspection.deviation_found",
            "inspection.deviation_gone",
            "probing.deviation_found",
            "probing.deviation_gone",
        ],
        handler: Arc::new(Deviations),
    }
}

struct Deviations;

#[async_trait]
impl Handler for Deviations {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let by = Actor::system(finder(&event.kind));
        let desk = Desk::new(app.state::<Registry>(), app.env(), &by);
        if event.kind.ends_with(".deviation_gone") {
            gone(tx, event, desk).await
        } else {
            found(app, tx, event, desk).await
        }
    }
}
