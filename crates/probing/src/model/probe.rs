//! Probes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Gravity, Kind, Side, State};

/// A limit of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ProbeThreshold)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Which number: those that the kind of the probe reads, and `ms`.
    pub metric: String,
    /// Too far when above this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// Too far when below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<f64>,
    /// How bad that is.
    pub level: Gravity,
    /// Whether a ticket is asked for when it only warns, and does so three looks in a row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ticket: bool,
}

impl Threshold {
    /// Whether `value` is too far, and on which side of what.
    #[must_use]
    pub fn broken_by(&self, value: f64) -> Option<(Side, f64)> {
        let above = self.above.filter(|limit| value > *limit).map(|limit| (Side::Above, limit));
        above.or_else(|| self.below.filter(|limit| value < *limit).map(|limit| (Side::Below, limit)))
    }
}

/// Something that is looked at again and again.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Probe {
    /// Its id.
    pub id: Uuid,
    /// Its system.
    pub system_id: Uuid,
    /// What its system is called.
    pub system: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// What it is called.
    pub title: String,
    /// How it looks.
    pub kind: Kind,
    /// At what, by its kind; docs/probes.md has each.
    #[schema(value_type = Object)]
    pub target: Value,
    /// Seconds from one look to the next.
    pub every_seconds: i64,
    /// Longest time of one attempt.
    pub timeout_ms: i64,
    /// Further attempts before it counts as down.
    pub retries: i64,
    /// Limits of its numbers.
    pub thresholds: Vec<Threshold>,
    /// Level of the ticket that an outage asks for; null: as the contract's catalogue has it.
    pub level: Option<i64>,
    /// Whom it signs in as.
    pub credential_id: Option<Uuid>,
    /// Whether it looks at all.
    pub enabled: bool,
    /// How it is.
    pub state: State,
    /// Since when it is so.
    pub since: Option<DateTime<Utc>>,
    /// When it was last looked at.
    pub last_at: Option<DateTime<Utc>>,
    /// How long that took.
    pub last_ms: Option<i64>,
    /// What was found, in one line.
    pub last_text: Option<String>,
    /// The numbers that were read last.
    #[schema(value_type = BTreeMap<String, f64>)]
    pub metrics: BTreeMap<String, f64>,
    /// When it is looked at next.
    pub next_at: Option<DateTime<Utc>>,
    /// Grows with every change of its settings.
    pub version: i64,
}
