//! Trainings.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{duties::DutyState, files::RecordFile, words};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

words! {
    /// How far a training has come.
    pub enum TrainingState {
        /// Its day is agreed.
        Planned = "planned",
        /// It was held and waits for the client.
        Held = "held",
        /// The client confirmed it.
        Confirmed = "confirmed",
        /// The client says that it did not serve its purpose; it is to be held again.
        Disputed = "disputed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

impl TrainingState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "已安排",
            Self::Held => "待甲方确认",
            Self::Confirmed => "甲方已确认",
            Self::Disputed => "甲方退回，须重办",
            Self::Cancelled => "已取消",
        }
    }
}

/// Somebody who is trained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TrainingAttendee)]
pub struct Attendee {
    /// Their id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Their unit.
    pub unit: Option<String>,
    /// When they signed.
    pub signed_at: Option<DateTime<Utc>>,
    /// The picture of their signature, a file.
    pub signature: Option<Uuid>,
    /// How good it was, 1 to 5.
    pub score: Option<i64>,
    /// What they said.
    pub comment: Option<String>,
}

/// A training.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Training {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// What the rule is called.
    pub title: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// What it is about.
    pub topic: String,
    /// Whom it is for.
    pub audience: String,
    /// Where.
    pub place: String,
    /// Who holds it.
    pub trainer: String,
    /// A remark.
    pub note: Option<String>,
    /// The day on which it is planned.
    pub planned_on: NaiveDate,
    /// The agreed day, against which it is in time: only the client moves it.
    pub due_on: NaiveDate,
    /// How far it has come.
    pub state: TrainingState,
    /// Where it stands as a duty.
    pub standing: DutyState,
    /// The day on which it was held.
    pub held_on: Option<NaiveDate>,
    /// Who said so.
    pub held_by: Option<String>,
    /// Who decided for the client.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What they said.
    pub decision_note: Option<String>,
    /// How many people are on the list.
    pub attendees: i64,
    /// How many of them signed.
    pub signed: i64,
    /// How many gave a score.
    pub rated: i64,
    /// Their average score; absent where nobody gave one.
    pub average: Option<f64>,
    /// Who is on the list; empty in lists of trainings.
    pub people: Vec<Attendee>,
    /// Materials, and the paper list under `sheet`; empty in lists of trainings.
    pub files: Vec<RecordFile>,
    /// Grows with every change.
    pub version: i64,
    /// When it was put down.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

/// A rule that asks for trainings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TrainingRule {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// The rule in our words.
    pub text: String,
    /// What makes one due.
    pub trigger: Option<String>,
    /// At least so many in the term.
    pub times: Option<u32>,
    /// What is asked for.
    pub items: Vec<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// How many were held and not disputed.
    pub held: usize,
    /// How many are planned.
    pub planned: usize,
}

/// The trainings of a contract.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct TrainingBoard {
    /// Today in Shanghai.
    pub today: NaiveDate,
    /// The rules, in the order of the text.
    pub rules: Vec<TrainingRule>,
    /// The trainings, the newest day first.
    pub items: Vec<Training>,
}
