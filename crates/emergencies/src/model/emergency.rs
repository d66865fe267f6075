//! Emergencies.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::files::RecordFile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EntryKind, PlanBody, State};

/// Who holds a role in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyRoleHolder)]
pub struct RoleHolder {
    /// The role.
    pub role: String,
    /// The person.
    pub person_id: Uuid,
    /// By name.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// An emergency.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Emergency {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// Its number: `HS-YJ-2026-001`.
    pub number: String,
    /// The rule that asks for it.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// How long the contract gives to begin or to report, in Chinese.
    pub within: Option<String>,
    /// Whether that is "at once": counted up to the first command.
    pub at_once: bool,
    /// What happened.
    pub title: String,
    /// More of it.
    pub scenario: Option<String>,
    /// 1 is the gravest.
    pub level: Option<i64>,
    /// Whether users cannot work.
    pub affects_use: bool,
    /// The ticket that opened it.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: DateTime<Utc>,
    /// Who holds which role now.
    pub roles: Vec<RoleHolder>,
    /// Who commands now, by name.
    pub commander: Option<String>,
    /// Seconds from opening to the first command.
    pub first_command_seconds: Option<i64>,
    /// When it was under control.
    pub controlled_at: Option<DateTime<Utc>>,
    /// When it was stood down.
    pub stood_down_at: Option<DateTime<Utc>>,
    /// By whom.
    pub stood_down_by: Option<String>,
    /// When the report was handed in.
    pub reported_at: Option<DateTime<Utc>>,
    /// By whom.
    pub reported_by: Option<String>,
    /// When the client confirmed it.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Who.
    pub confirmed_by: Option<String>,
    /// What the client said of the report.
    pub note: Option<String>,
    /// The last day on which the report is in time: agreed, or by the contract; `None` where neither says any.
    pub due_on: Option<NaiveDate>,
    /// Whether that was agreed with the client.
    pub due_agreed: bool,
    /// Whether the contract's term was missed.
    pub late: bool,
}

/// An entry of the time line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyEntry)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: EntryKind,
    /// In words.
    pub text: String,
    /// The role in which it was done.
    pub role: Option<String>,
    /// The step of the plan that was done with it.
    pub step: Option<i64>,
    /// Who.
    pub by: String,
    /// When it happened, as who wrote it says.
    pub happened_at: DateTime<Utc>,
    /// When it came in.
    pub recorded_at: DateTime<Utc>,
}

/// What is written of an emergency when it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyReport)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Why it happened.
    pub cause: String,
    /// Who could not do what.
    pub effect: String,
    /// From when.
    #[serde(default)]
    pub effect_from: Option<DateTime<Utc>>,
    /// Until when.
    #[serde(default)]
    pub effect_to: Option<DateTime<Utc>>,
    /// How many users.
    #[serde(default)]
    pub users_affected: Option<u32>,
    /// What was done.
    pub handling: String,
    /// What was lost.
    #[serde(default)]
    pub losses: Option<String>,
    /// What keeps it from happening again.
    pub measures: String,
}

/// The version of a plan that an emergency was opened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyOpenedPlan)]
pub struct OpenedPlan {
    /// The plan.
    pub plan_id: Uuid,
    /// Its title.
    pub title: String,
    /// The version.
    pub number: i64,
    /// Whether the client had agreed to it.
    pub agreed: bool,
    /// What it says, with the numbers of its contacts.
    pub body: PlanBody,
}

/// Everything of an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyFile)]
pub struct File {
    /// The emergency.
    pub emergency: Emergency,
    /// The plan it was opened with.
    pub plan: Option<OpenedPlan>,
    /// The time line, the oldest first.
    pub entries: Vec<Entry>,
    /// The report.
    pub report: Option<Report>,
    /// Files; `part` is `report` or the id of an entry.
    pub files: Vec<RecordFile>,
    /// What the caller may do now: `log`, `command` (escalate, stand down), `report`, `confirm`, `set_day`, `attach`.
    pub allowed_actions: Vec<&'static str>,
    /// The present moment of the server.
    pub now: DateTime<Utc>,
}

/// A duty of the contract that emergencies are opened under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyRule)]
pub struct RuleLine {
    /// The rule.
    pub rule: String,
    /// What it is called.
    pub title: String,
    /// The clause as printed.
    pub clause: String,
    /// How long there is, in Chinese.
    pub within: Option<String>,
    /// What makes it due.
    pub trigger: Option<String>,
    /// What must be done, in our words.
    pub text: String,
    /// Points to prove.
    pub items: Vec<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}
