//! Mails that came back: the message is shown as failed, with what the mail server said.

use std::sync::Arc;

use async_trait::async_trait;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    compose::cut,
    model::MessageState,
    store::outbox::{message_find, message_restate},
};

/// What this module reads of the event.
#[derive(Debug, Deserialize)]
struct Bounced {
    message_id: Uuid,
    record: Uuid,
    why: String,
}

struct Bounces;

#[async_trait]
impl Handler for Bounces {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let bounced: Bounced = event.read()?;
        let Some(message) = message_find(tx, bounced.message_id).await? else { return Ok(()) };
        // A token lets somebody speak of its own record only.
        let tells = message.items.iter().any(|item| item.subject == bounced.record);
        if tells && message.state == MessageState::Sent {
            let why = format!("邮件被退回：{}", cut(&bounced.why, 300));
            message_restate(tx, &message, MessageState::Failed, Some(&why), app.env().now()).await?;
        }
        Ok(())
    }
}

/// The subscription.
pub(crate) fn subscription() -> Subscription {
    Subscription { subscriber: "notify.bounces", kinds: &["mailbox.bounced"], handler: Arc::new(Bounces) }
}
