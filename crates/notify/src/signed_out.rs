//! Sessions that were ended: the browsers that were switched on in them are told of nothing any more.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::store::push::device_sessions_ended;

/// What this module reads of the event.
#[derive(Debug, Deserialize)]
struct Ended {
    person: Uuid,
    session: Option<Uuid>,
    kept: Option<Uuid>,
}

struct SignedOut;

#[async_trait]
impl Handler for SignedOut {
    async fn handle(&self, _app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let Ended { person, session, kept } = event.read()?;
        Ok(device_sessions_ended(tx, person, session, kept).await?)
    }
}

/// The subscription.
pub(crate) fn subscription() -> Subscription {
    Subscription { subscriber: "notify.signed_out", kinds: &["identity.sessions_ended"], handler: Arc::new(SignedOut) }
}
