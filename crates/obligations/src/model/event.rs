//! Facts that other modules and live lists are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::{contract_event, duties::DutyState};
use serde::Serialize;
use uuid::Uuid;

/// A duty was opened, proved, done or let go.
#[derive(Clone, Debug, Serialize)]
pub struct DutyChanged {
    /// What is kept of it.
    pub record_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// Where it stands now.
    pub state: DutyState,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(DutyChanged, "obligations.duty_changed", record_id);

/// What falls due under a contract in the next days, and what was not done yesterday; told once a day.
#[derive(Clone, Debug, Serialize)]
pub struct DutiesDue {
    /// The contract.
    pub contract_id: Uuid,
    /// The side that is told.
    pub side: &'static str,
    /// How many, in a line.
    pub title: String,
    /// Which.
    pub text: String,
    /// The end of the first day on which something falls due.
    pub due_at: Option<DateTime<Utc>>,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(DutiesDue, "obligations.duties_due", contract_id);
