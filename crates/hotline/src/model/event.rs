//! Facts that other modules and live lists are told of. No number of a caller is among them.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::{Channel, Outcome};

/// A call arrived or moved on.
#[derive(Clone, Debug, Serialize)]
pub struct CallChanged {
    /// The call.
    pub call_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// By phone or by a chat.
    pub channel: Channel,
    /// Where it stands.
    pub outcome: Outcome,
    /// Who took it.
    pub agent_id: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(CallChanged, "hotline.call_changed", call_id);
