//! Letters by whose consent clocks are held; known by the names of events only.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};

use crate::{
    error::TicketError,
    service::{Desk, Holds, Releases, hold_by_letter, release_by_letter},
};

fn retry(error: TicketError) -> HandleError {
    match error {
        TicketError::Db(error) => error.into(),
        other => HandleError::Retry(other.to_string()),
    }
}

struct Letters;

#[async_trait]
impl Handler for Letters {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let by = Actor::system("函件");
        let desk = Desk::at(app, &by);
        if event.kind == "letters.clocks_paused" {
            return hold_by_letter(tx, desk, &event.read::<Holds>()?).await.map_err(retry);
        }
        release_by_letter(tx, desk, &event.read::<Releases>()?).await.map_err(retry)
    }
}

/// The subscription to letters. Both kinds stand under one name, so that each letter's end comes behind its beginning.
pub(crate) fn subscription() -> Subscription {
    Subscription {
        subscriber: "ticketing.letters",
        kinds: &["letters.clocks_paused", "letters.clocks_resumed"],
        handler: Arc::new(Letters),
    }
}
