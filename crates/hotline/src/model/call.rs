//! Calls.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Channel, Direction, Outcome};

/// What a phone system tells of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It reached the hotline.
    Arrived,
    /// An agent picked it up.
    Answered,
    /// It was given to another agent.
    Transferred,
    /// It is over.
    Ended,
    /// The caller hung up before anybody picked it up.
    Abandoned,
}

/// When what happened to a call: all that its outcome and its wait follow from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The earliest moment that is known of it.
    pub arrived_at: DateTime<Utc>,
    /// Whether that is its arrival.
    pub arrived: bool,
    /// When it was picked up.
    pub answered_at: Option<DateTime<Utc>>,
    /// When the caller gave up.
    pub abandoned_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Somebody by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = CallAgent)]
pub struct Agent {
    /// The person; null when the phone system named nobody who works on the contract.
    pub id: Option<Uuid>,
    /// Name, or what the phone system called them.
    pub name: String,
}

/// A call as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Call {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// By phone or by a chat.
    pub channel: Channel,
    /// Who called whom.
    pub direction: Direction,
    /// The caller's number; null for whoever takes no calls, and where it is unknown.
    pub caller_number: Option<String>,
    /// The caller's name.
    pub caller_name: Option<String>,
    /// When it arrived, or the earliest moment that is known of it.
    pub arrived_at: DateTime<Utc>,
    /// When it was picked up.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// What became of it.
    pub outcome: Outcome,
    /// Whole seconds from its arrival until it was picked up or given up; null when not measured.
    pub wait_seconds: Option<i64>,
    /// Who took it.
    pub agent: Option<Agent>,
    /// What it was about, in a line.
    pub topic: Option<String>,
    /// What was said.
    pub note: Option<String>,
    /// The ticket that it belongs to.
    pub ticket_id: Option<Uuid>,
    /// The number of that ticket.
    pub ticket_number: Option<String>,
    /// `console`, or the name of the phone system that reported it.
    pub source: String,
    /// Its id in the phone system.
    pub external_id: Option<String>,
    /// Grows with every change that a person makes.
    pub version: i64,
}
