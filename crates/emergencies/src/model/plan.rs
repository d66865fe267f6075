//! Emergency plans.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::PlanState;

/// What a version of a plan says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanBody)]
#[serde(deny_unknown_fields)]
pub struct PlanBody {
    /// What it is for.
    pub scenario: String,
    /// How grave it can be, and when.
    #[serde(default)]
    pub levels: Vec<PlanLevel>,
    /// Who is what; one of them commands.
    pub roles: Vec<PlanRole>,
    /// Who is called, in this order.
    #[serde(default)]
    pub contacts: Vec<PlanContact>,
    /// What is done, in this order; a step is known by its place, from 1.
    pub steps: Vec<PlanStep>,
    /// What stands by.
    #[serde(default)]
    pub standby: Vec<PlanStandby>,
}

/// A level of an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanLevel)]
#[serde(deny_unknown_fields)]
pub struct PlanLevel {
    /// What it is called: `Ⅰ级`.
    pub title: String,
    /// When it is reached.
    pub criteria: String,
}

/// A role and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanRole)]
#[serde(deny_unknown_fields)]
pub struct PlanRole {
    /// What it is called: `总指挥`.
    pub role: String,
    /// The person or post that holds it.
    pub holder: String,
    /// What they do.
    #[serde(default)]
    pub tasks: String,
    /// Whether it commands.
    #[serde(default)]
    pub commander: bool,
}

/// Somebody who is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanContact)]
#[serde(deny_unknown_fields)]
pub struct PlanContact {
    /// Names it over the versions of its plan; given by the server where it is absent.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// The post.
    pub post: String,
    /// The number, as it was typed. Kept sealed and apart from the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanStep)]
#[serde(deny_unknown_fields)]
pub struct PlanStep {
    /// The role that does it.
    pub role: String,
    /// What.
    pub text: String,
    /// Minutes that it should take.
    #[serde(default)]
    pub minutes: Option<u32>,
}

/// A stand-by system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyPlanStandby)]
#[serde(deny_unknown_fields)]
pub struct PlanStandby {
    /// What it is called.
    pub system: String,
    /// How to switch to it.
    pub how: String,
}

/// A plan in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyPlanLine)]
pub struct PlanLine {
    /// The plan.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// Its title.
    pub title: String,
    /// Number of its newest version.
    pub newest: i64,
    /// Where that stands.
    pub state: PlanState,
    /// Number of the version that an emergency is opened with now.
    pub in_force: Option<i64>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A version of a plan without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyPlanVersion)]
pub struct PlanVersion {
    /// From 1.
    pub number: i64,
    /// Where it stands.
    pub state: PlanState,
    /// Who wrote it.
    pub written_by: String,
    /// When.
    pub written_at: DateTime<Utc>,
    /// Who published it.
    pub published_by: Option<String>,
    /// When.
    pub published_at: Option<DateTime<Utc>>,
    /// Who agreed for the client.
    pub agreed_by: Option<String>,
    /// When.
    pub agreed_at: Option<DateTime<Utc>>,
    /// What they said.
    pub note: Option<String>,
}

/// A plan with one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyPlan)]
pub struct Plan {
    /// The plan.
    #[serde(flatten)]
    pub line: PlanLine,
    /// Number of the version that is shown.
    pub number: i64,
    /// What it says, with the numbers of its contacts.
    pub body: PlanBody,
    /// All versions, the newest first.
    pub versions: Vec<PlanVersion>,
    /// What the caller may do now: `write`, `publish`, `agree`.
    pub allowed_actions: Vec<&'static str>,
    /// For `If-Match`.
    pub version: i64,
}
