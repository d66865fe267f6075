//! Programs on other machines that push what they see.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// An agent, without its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProbeAgent)]
pub struct Agent {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Seconds from one reading to the next, as it said itself.
    pub every_seconds: i64,
    /// Time of its last reading.
    pub last_at: Option<DateTime<Utc>>,
    /// Name of its machine.
    pub host: Option<String>,
    /// Operating system of its machine.
    pub system: Option<String>,
    /// Version of the program.
    pub program: Option<String>,
    /// Since when there is it.
    pub created_at: DateTime<Utc>,
}

/// An agent with its token, which is never shown again.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ProbeAgentWithToken)]
pub struct AgentWithToken {
    /// The agent.
    #[serde(flatten)]
    pub agent: Agent,
    /// For the token file of `jianyue agent`.
    pub token: String,
}

/// What an agent saw at a moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentReading {
    /// Grows with every reading of this agent; what is not above the last one was taken before.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Numbers by their names: `cpu_percent`, `memory_percent`, `disk_percent`, `service:name` (1 when it runs) …
    pub metrics: BTreeMap<String, f64>,
    /// What it says, in one line.
    #[serde(default)]
    pub text: String,
}
