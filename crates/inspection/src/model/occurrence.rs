//! Occurrences as they are shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Kind, Phase, State};

/// That something cannot be made when it was planned, told beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionAnnouncement)]
pub struct Announcement {
    /// When it was told.
    pub at: DateTime<Utc>,
    /// Who told it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// The day for which it was planned.
    pub planned: NaiveDate,
    /// The day on which it is made instead.
    #[serde(default)]
    pub new_day: Option<NaiveDate>,
}

/// The record of another module that proved something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionProofRecord)]
pub struct ProofRecord {
    /// What it is: `backup_policy`, `stock_taking`, `data_inventory`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// What a machine proved of an occurrence, in the place of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InspectionProof)]
pub struct Proof {
    /// Whether it held. What did not hold leaves the occurrence open.
    pub ok: bool,
    /// When it was proved.
    pub at: DateTime<Utc>,
    /// What was found, in words; of several records, each in its turn.
    pub text: String,
    /// The record that proved it; of several, the last one.
    pub record: ProofRecord,
    /// Where the record is shown in the web.
    pub client_path: Option<String>,
}

/// One time that something of a contract's plan comes round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = InspectionOccurrence)]
pub struct Occurrence {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The contract version that it was planned under.
    pub version_id: Uuid,
    /// The rule that it follows from.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// First day on which it counts.
    pub from: NaiveDate,
    /// Last day on which it counts.
    pub to: NaiveDate,
    /// The day it is planned for.
    pub planned: NaiveDate,
    /// The last day on which it is in time: `to`, or a later day that was announced.
    pub due: NaiveDate,
    /// Around a festival: which part.
    pub phase: Option<Phase>,
    /// The festival.
    pub festival: Option<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// Where it stands.
    pub state: State,
    /// Who is to make it.
    pub assignee: Option<Assignee>,
    /// The last run of it, open or closed.
    pub run_id: Option<Uuid>,
    /// What was told beforehand.
    pub announcement: Option<Announcement>,
    /// What a machine proved of it.
    pub proof: Option<Proof>,
    /// When it was made, or found missed.
    pub ended_at: Option<DateTime<Utc>>,
    /// What may be done with it now by whoever asks: `run`, `announce`, `plan`.
    pub allowed_actions: Vec<&'static str>,
    /// Grows with every change.
    pub version: i64,
}

/// A person by id and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = InspectionAssignee)]
pub struct Assignee {
    /// The person.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// How many of a rule stand where, of those that are due in a span of days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = InspectionRuleCounts)]
pub struct RuleCounts {
    /// The rule.
    pub rule: String,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// The clause as printed.
    pub clause: String,
    /// All that are due, but those that were cancelled.
    pub planned: i64,
    /// Made in time.
    pub done: i64,
    /// Made late.
    pub late: i64,
    /// Not made.
    pub missed: i64,
    /// Announced beforehand and not made yet, or never.
    pub announced: i64,
    /// Still to be made.
    pub open: i64,
}

/// What could not be planned, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unplanned {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why, and what to do.
    pub message: String,
}
