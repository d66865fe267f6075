//! Drills and contacts that are rung up.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::files::RecordFile;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{DrillState, Standing};

/// What became of a drill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyDrillOutcome)]
pub struct Outcome {
    /// Who took part.
    pub participants: String,
    /// Minutes that it took.
    pub minutes: u32,
    /// What happened, in order.
    pub timeline: Vec<Moment>,
    /// What came of it.
    pub summary: String,
    /// Who watched for the client.
    pub observer: Option<String>,
}

/// A moment of a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EmergencyDrillMoment)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Minutes from the beginning.
    pub minute: u32,
    /// What.
    pub text: String,
}

/// Something that a drill found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyFinding)]
pub struct Finding {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub text: String,
    /// Who sees to it.
    pub owner: String,
    /// Until when.
    pub due_on: NaiveDate,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
    /// By whom.
    pub done_by: Option<String>,
    /// How.
    pub done_note: Option<String>,
    /// Whether its day is over and it is not done.
    pub overdue: bool,
}

/// A drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyDrill)]
pub struct Drill {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The plan that is tried.
    pub plan_id: Option<Uuid>,
    /// The clause that asks for plans.
    pub clause: Option<String>,
    /// What it is called.
    pub title: String,
    /// What is played.
    pub scenario: String,
    /// The day.
    pub planned_on: NaiveDate,
    /// Who planned it.
    pub planned_by: String,
    /// Where it stands.
    pub state: DrillState,
    /// When it was held.
    pub held_at: Option<DateTime<Utc>>,
    /// Who wrote down what became of it.
    pub held_by: Option<String>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// What it found.
    pub findings: Vec<Finding>,
    /// Files; part `signature` is the picture of the observer's signature.
    pub files: Vec<RecordFile>,
    /// What the caller may do now: `hold`, `move`, `finding`, `attach`.
    pub allowed_actions: Vec<&'static str>,
}

/// A contact of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyContact)]
pub struct Contact {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// The plan that names it.
    pub plan_id: Uuid,
    /// Its title.
    pub plan_title: String,
    /// The post.
    pub post: String,
    /// Its place in the order of calling, from 1.
    pub position: i64,
    /// The number.
    pub phone: Option<String>,
    /// When it was rung up last.
    pub tested_at: Option<DateTime<Utc>>,
    /// Minutes until somebody answered.
    pub minutes: Option<i64>,
    /// Whether that was lately.
    pub standing: Standing,
}

/// A test call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = EmergencyContactTest)]
pub struct ContactTest {
    /// Its id.
    pub id: Uuid,
    /// The contact.
    pub contact_id: Uuid,
    /// The post, as it was called then.
    pub post: String,
    /// When.
    pub tested_at: DateTime<Utc>,
    /// Whether somebody answered.
    pub reached: bool,
    /// After so many minutes.
    pub minutes: Option<i64>,
    /// What was said.
    pub note: Option<String>,
    /// Who rang up.
    pub by: String,
}
