//! What other systems tell of interfaces and exchanges.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::WatchKind;

/// Something that a system noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WatchEvent {
    /// Its id in the system that tells of it: told twice, it counts once.
    pub id: String,
    /// What.
    pub kind: WatchKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The partner of an exchange, or the interface concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// Whether an exchange succeeded; true when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ok: Option<bool>,
    /// How many records were exchanged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// How old the exchanged data were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_seconds: Option<i64>,
    /// Anything more, at most 4 kB; nothing personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub detail: Option<Value>,
}

/// How many events of a kind are too many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WatchRule {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Of which kind.
    pub kind: WatchKind,
    /// So many …
    pub count: i64,
    /// … within so many seconds.
    pub within_seconds: i64,
    /// Level of the ticket that is asked for; null: as the contract's catalogue has it.
    pub level: Option<i64>,
    /// Whether it is looked at.
    pub enabled: bool,
    /// Since when there are too many, while there are.
    pub open_since: Option<DateTime<Utc>>,
    /// Grows with every change of its settings.
    pub version: i64,
}
