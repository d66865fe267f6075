//! Facts that other modules and live lists are told of.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// An emergency was opened. It is as grave as can be, whatever its level.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyOpened {
    /// The emergency.
    pub emergency_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The work concerned, where it is one.
    pub work: Option<String>,
    /// 1: it is never held back.
    pub level: i64,
    /// What happened.
    pub title: String,
    /// What to do, in words.
    pub text: String,
    /// The clause that asks for it.
    pub clause: String,
    /// Who opened it; nil for the software itself.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(EmergencyOpened, "emergencies.emergency_opened", emergency_id);

/// An emergency was stood down.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyStoodDown {
    /// The emergency.
    pub emergency_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The work concerned, where it is one.
    pub work: Option<String>,
    /// What happened.
    pub title: String,
    /// What the commander said.
    pub text: String,
    /// Who.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(EmergencyStoodDown, "emergencies.stood_down", emergency_id);

/// Something that this module keeps changed; for pages that are live.
#[derive(Clone, Debug, Serialize)]
pub struct EmergencyChanged {
    /// The emergency, plan, drill or contact.
    pub subject_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What happened.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(EmergencyChanged, "emergencies.changed", subject_id);
