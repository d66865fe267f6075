//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// Something of the staff or the trainings of a contract changed; for lists that are live.
#[derive(Clone, Debug, Serialize)]
pub struct StaffingChanged {
    /// What changed.
    pub subject_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What happened: the action without the module's name.
    pub what: String,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(StaffingChanged, "staffing.changed", subject_id);

/// The client is told of a change of people, and asked where the contract wants consent.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeAsked {
    /// The change.
    pub change_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// In words.
    pub text: String,
    /// The clause.
    pub clause: String,
    /// The beginning of the day on which it is to take effect.
    pub due_at: DateTime<Utc>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who told of it.
    pub by: Uuid,
}

contract_event!(ChangeAsked, "staffing.change_asked", change_id);

/// A key person changed without the notice or consent that the contract asks for.
#[derive(Clone, Debug, Serialize)]
pub struct ChangedWithoutConsent {
    /// The change.
    pub change_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule that was broken.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The position.
    pub position: String,
    /// What it is called.
    pub title: String,
    /// Who left.
    pub leaving: String,
    /// Who came.
    pub coming: Option<String>,
    /// The first day without them.
    pub left_on: NaiveDate,
    /// In words.
    pub text: String,
    /// When it was put down.
    pub at: DateTime<Utc>,
}

contract_event!(ChangedWithoutConsent, "staffing.changed_without_consent", change_id);

/// A qualification ends soon; told once for each of its stages.
#[derive(Clone, Debug, Serialize)]
pub struct QualificationExpiring {
    /// The qualification.
    pub qualification_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Days that are left.
    pub days: i64,
    /// In words.
    pub text: String,
    /// The end of its last day.
    pub due_at: DateTime<Utc>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(QualificationExpiring, "staffing.qualification_expiring", qualification_id);
