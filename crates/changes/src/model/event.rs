//! Facts that other modules and live lists are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// Something happened to a change.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeMoved {
    /// The change.
    pub change_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What: `created`, `edited`, `submitted`, `approved`, `refused`, `tested`, `released`, `verified` …
    pub what: &'static str,
    /// In words.
    pub text: String,
    /// The clause of its rule.
    pub clause: Option<String>,
    /// Who did it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(ChangeMoved, "changes.change_moved", change_id);

/// A change was released.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeReleased {
    /// The change.
    pub change_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned.
    pub works: Vec<String>,
    /// What it is called.
    pub title: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it changed databases.
    pub touches_data: bool,
}

contract_event!(ChangeReleased, "changes.released", change_id);
