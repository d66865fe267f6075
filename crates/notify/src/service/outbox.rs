//! What went out, what waits, what failed.

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, ContractScope, Env, Page, PageRequest};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
};
use serde_json::json;
use uuid::Uuid;

use super::{NotifyError, notices::place};
use crate::{
    model::{Message, MessageState},
    permissions::{OUTBOX, RULES_READ},
    store::outbox::{self as store, Wanted},
};

/// Which messages are wanted.
#[derive(Clone, Debug, Default)]
pub struct OutboxRequest {
    /// Of this contract.
    pub contract: Option<Uuid>,
    /// In this state.
    pub state: Option<MessageState>,
    /// By this way; `robot` for every robot.
    pub way: Option<String>,
    /// Begun at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Begun before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Which page.
    pub page: PageRequest,
}

/// Messages of the contracts that the caller answers for, the newest first.
pub async fn outbox(tx: &mut Tx, by: &Actor, request: OutboxRequest) -> Result<Page<Message>, NotifyError> {
    let contracts = match by.scope(&OUTBOX) {
        ContractScope::All => None,
        ContractScope::Only(held) if held.is_empty() => return Err(denied(by)),
        // Messages do not name the work, so who answers for some works only sees none.
        ContractScope::Only(held) => {
            Some(held.into_iter().filter(|(_, works)| works.is_empty()).map(|(id, _)| id.0).collect())
        }
    };
    let before = place(&request.page)?;
    let limit = request.page.limit();
    let OutboxRequest { contract, state, way, from, to, .. } = request;
    let wanted = Wanted { contracts, contract, state, way, from, to, before };
    let mut rows = store::message_list(tx, &wanted, limit + 1).await?;
    for message in &mut rows {
        redact(message, by);
    }
    Ok(Page::of(rows, limit, |row| [row.created_at.to_rfc3339(), row.id.to_string()]))
}

/// An administrator of the system sees how messages fare, not what they say.
fn redact(message: &mut Message, by: &Actor) {
    let reads = message.contract_id.is_some_and(|contract| by.may(&RULES_READ, ContractId(contract)));
    if !reads {
        message.items.clear();
    }
}

fn denied(by: &Actor) -> NotifyError {
    by.require_system(&OUTBOX).err().map_or(NotifyError::NotFound, NotifyError::Denied)
}

/// Sends a message again that failed, or of which nobody knows whether it arrived.
pub async fn send_again(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<Message, NotifyError> {
    let from = [MessageState::Failed, MessageState::Uncertain, MessageState::Waiting, MessageState::Cancelled];
    restate(tx, env, by, id, &from, MessageState::Waiting, "notify.message_sent_again").await
}

/// Takes a message back that has not gone out.
pub async fn cancel(tx: &mut Tx, env: &Env, by: &Actor, id: Uuid) -> Result<Message, NotifyError> {
    let from = [MessageState::Gathering, MessageState::Waiting, MessageState::Failed, MessageState::Uncertain];
    restate(tx, env, by, id, &from, MessageState::Cancelled, "notify.message_cancelled").await
}

async fn restate(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    id: Uuid,
    from: &[MessageState],
    to: MessageState,
    action: &'static str,
) -> Result<Message, NotifyError> {
    let message = store::message_find(tx, id).await?.ok_or(NotifyError::NotFound)?;
    let contract = message.contract_id.map(ContractId);
    let may = contract.map_or_else(|| by.may_system(&OUTBOX), |contract| by.scope(&OUTBOX).covers(contract, None));
    if !may {
        return Err(NotifyError::NotFound);
    }
    let moved = from.contains(&message.state)
        && store::message_restate(tx, &message, to, message.error.as_deref(), env.now()).await?;
    if !moved {
        return Err(NotifyError::WrongState(message.state.says()));
    }
    let detail = json!({ "way": message.way, "recipient": message.recipient, "was": message.state.code() });
    audit::record(tx, env, by, Entry { action, subject: id, contract, detail }).await?;
    let mut message = store::message_find(tx, id).await?.ok_or(NotifyError::NotFound)?;
    redact(&mut message, by);
    Ok(message)
}
