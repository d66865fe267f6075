//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::{Kind, State};

/// An occurrence moved on.
#[derive(Clone, Debug, Serialize)]
pub struct OccurrenceChanged {
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// What it is.
    pub kind: Kind,
    /// Where it stands now.
    pub state: State,
    /// The day by which it was owed.
    pub to: NaiveDate,
    /// The works concerned; empty means all.
    pub works: Vec<String>,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(OccurrenceChanged, "inspection.occurrence_changed", occurrence_id);

/// Something is to be made tomorrow.
#[derive(Clone, Debug, Serialize)]
pub struct OccurrenceDue {
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What is to be made, in words.
    pub text: String,
    /// The clause that asks for it.
    pub clause: String,
    /// The end of the day for which it is planned.
    pub due_at: DateTime<Utc>,
    /// When this was told.
    pub at: DateTime<Utc>,
}
contract_event!(OccurrenceDue, "inspection.occurrence_due", occurrence_id);

/// Something was not made in its time.
#[derive(Clone, Debug, Serialize)]
pub struct OccurrenceMissed {
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// What was not made, in words.
    pub text: String,
    /// The clause that asks for it.
    pub clause: String,
    /// The end of its time.
    pub due_at: DateTime<Utc>,
    /// When it was found.
    pub at: DateTime<Utc>,
}
contract_event!(OccurrenceMissed, "inspection.occurrence_missed", occurrence_id);

/// It was told beforehand that something cannot be made as planned.
#[derive(Clone, Debug, Serialize)]
pub struct OccurrenceAnnounced {
    /// The occurrence.
    pub occurrence_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its rule.
    pub rule: String,
    /// What, why, and what instead, in words.
    pub text: String,
    /// The clause that asks for it.
    pub clause: String,
    /// The day on which it is made instead.
    pub new_day: Option<NaiveDate>,
    /// Who told it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(OccurrenceAnnounced, "inspection.occurrence_announced", occurrence_id);

/// Something was found wrong. Told once, until it was found right again.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationFound {
    /// Names the thing that is wrong.
    pub key: String,
    /// The run.
    pub run_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The work concerned.
    pub work: Option<String>,
    /// The service concerned.
    pub service: Option<String>,
    /// How grave it is; always open here.
    pub level: Option<u8>,
    /// In a line.
    pub title: String,
    /// In words.
    pub description: String,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(DeviationFound, "inspection.deviation_found", run_id);

/// What was wrong was found right.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationGone {
    /// Names the thing.
    pub key: String,
    /// The run that found it right.
    pub run_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How long it was known to be wrong.
    pub lasted_seconds: i64,
    /// In words.
    pub text: String,
}
contract_event!(DeviationGone, "inspection.deviation_gone", run_id);
