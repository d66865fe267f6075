//! Facts that other modules and live lists are told of. No secret is among them.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::PolicyState;

/// Something is wrong that somebody should see to.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationFound {
    /// The policy.
    #[serde(skip)]
    pub policy_id: Uuid,
    /// `backup:<policy>:<code>`.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work.
    pub work: Option<String>,
    /// `check` or `drill`.
    pub what: &'static str,
    /// The clause concerned.
    pub clause: Option<String>,
    /// What, in a few words.
    pub title: String,
    /// What, in sentences.
    pub description: String,
    /// When it was found.
    pub at: DateTime<Utc>,
}
contract_event!(DeviationFound, "backups.deviation_found", policy_id);

/// It is wrong no more.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationGone {
    /// The policy.
    #[serde(skip)]
    pub policy_id: Uuid,
    /// As it was found under.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Until when.
    pub at: DateTime<Utc>,
    /// How long it lasted.
    pub lasted_seconds: i64,
    /// In a sentence.
    pub text: String,
}
contract_event!(DeviationGone, "backups.deviation_gone", policy_id);

/// A drill is over.
#[derive(Clone, Debug, Serialize)]
pub struct DrillEnded {
    /// The drill.
    pub drill_id: Uuid,
    /// Its policy.
    pub policy_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Whether the backup was restored.
    pub ok: bool,
    /// In a sentence.
    pub text: String,
    /// When it ended.
    pub at: DateTime<Utc>,
}
contract_event!(DrillEnded, "backups.drill_ended", policy_id);

/// Which record proves something.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// `backup_policy`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// A duty of the contract was done, or was found undone.
#[derive(Clone, Debug, Serialize)]
pub struct DutyProved {
    /// The policy.
    #[serde(skip)]
    pub policy_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// `backup` or `backup_check`.
    pub kind: &'static str,
    /// When: a backup when it was written, a check when it was made.
    pub at: DateTime<Utc>,
    /// In a line.
    pub text: String,
    /// Whether it is as agreed.
    pub ok: bool,
    /// What proves it.
    pub record: Record,
    /// Every policy of this rule that is switched on: the duty is done when each has proved itself.
    pub all: Vec<Uuid>,
    /// Where an official sees it.
    pub client_path: String,
}
contract_event!(DutyProved, "backups.duty_proved", policy_id);

/// A policy, its checks or drills moved on, for live lists.
#[derive(Clone, Debug, Serialize)]
pub struct BackupChanged {
    /// The policy.
    pub policy_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// `added`, `changed`, `removed`, `checked`, `drilling` or `drilled`.
    pub what: &'static str,
    /// How it is now.
    pub state: PolicyState,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(BackupChanged, "backups.policy_changed", policy_id);
