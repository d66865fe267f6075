//! What was down, and how it was over time.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Problem;

/// A time in which something did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct Outage {
    /// Its id.
    pub id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// What was watched.
    pub probe_id: Uuid,
    /// What the probe is called.
    pub title: String,
    /// What its system is called.
    pub system: String,
    /// Whether it was down, or silent.
    #[sqlx(try_from = "String")]
    pub problem: Problem,
    /// The first attempt that failed.
    #[sqlx(rename = "from_at")]
    #[serde(rename = "from")]
    pub from_at: DateTime<Utc>,
    /// When it was written down and told.
    pub noticed_at: DateTime<Utc>,
    /// The first attempt that succeeded; null while it lasts.
    #[sqlx(rename = "until_at")]
    #[serde(rename = "until")]
    pub until_at: Option<DateTime<Utc>>,
    /// How long it lasted.
    pub seconds: Option<i64>,
    /// What was found at its start.
    pub reason: String,
    /// The ticket that was opened for it.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<String>,
}

/// How something was during one hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
#[schema(as = ProbeHour)]
pub struct HourlyRollUp {
    /// Its beginning.
    pub hour: DateTime<Utc>,
    /// How often it was looked at.
    pub n: i64,
    /// How often it was as it should be, warnings included.
    pub ok: i64,
    /// The quickest of these, in milliseconds.
    pub min_ms: Option<i64>,
    /// Their mean, in milliseconds.
    pub avg_ms: Option<i64>,
    /// The slowest of these, in milliseconds.
    pub max_ms: Option<i64>,
    /// For how long it was down.
    pub down_seconds: i64,
}
