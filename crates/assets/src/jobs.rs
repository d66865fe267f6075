//! What is listened to.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};

use crate::{
    error::AssetError,
    service::hearing::{book, round_found, ticket_changed, ticketed},
};

/// Subscriptions of this module. Sheets stand alone, so that nothing else holds up the store.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription {
            subscriber: "assets.sheets",
            kinds: &["ticketing.service_sheet_written"],
            handler: Arc::new(Sheets),
        },
        Subscription {
            subscriber: "assets.files",
            kinds: &["inspection.deviation_found", "ticketing.deviation_ticketed", "ticketing.ticket_changed"],
            handler: Arc::new(Files),
        },
    ]
}

/// Takes parts out of the store.
struct Sheets;

#[async_trait]
impl Handler for Sheets {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        book(app, tx, event.read()?).await.map_err(retry)
    }
}

/// Writes into the files of assets what others tell.
struct Files;

#[async_trait]
impl Handler for Files {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let done = match event.kind.as_str() {
            "inspection.deviation_found" => round_found(app, tx, event, event.read()?).await,
            "ticketing.deviation_ticketed" => ticketed(app, tx, event.read()?).await,
            _ => ticket_changed(app, tx, event, event.read()?).await,
        };
        done.map_err(retry)
    }
}

fn retry(error: AssetError) -> HandleError {
    match error {
        AssetError::Db(error) => error.into(),
        other => HandleError::Retry(other.to_string()),
    }
}
