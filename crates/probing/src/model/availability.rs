//! How much of a time things worked.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Kind;

/// How much of a time what is watched of a contract worked.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Availability {
    /// From the beginning of this hour …
    pub from: DateTime<Utc>,
    /// … to here.
    pub to: DateTime<Utc>,
    /// By name.
    pub systems: Vec<SystemAvailability>,
}

/// The same of a system.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct SystemAvailability {
    /// The system.
    pub system_id: Uuid,
    /// What it is called.
    pub name: String,
    /// Key of the work it belongs to.
    pub work: Option<String>,
    /// Its probes together: down time against watched time. Null: nobody looked.
    pub up_percent: Option<f64>,
    /// By title.
    pub probes: Vec<ProbeAvailability>,
}

/// The same of a probe.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct ProbeAvailability {
    /// The probe.
    pub probe_id: Uuid,
    /// What it is called.
    pub title: String,
    /// How it looks.
    pub kind: Kind,
    /// Of the hours in which it was looked at: 100 less the share of down time, cut to three places, so that 100 means that it was
    /// never down. Null: nobody looked.
    pub up_percent: Option<f64>,
    /// Seconds of the hours in which it was looked at.
    pub watched_seconds: i64,
    /// Seconds of being down.
    pub down_seconds: i64,
    /// Outages that touch the time, those without a sign of life included.
    pub outages: i64,
    /// The longest of these, as far as it lies in the time.
    pub longest_seconds: i64,
}
