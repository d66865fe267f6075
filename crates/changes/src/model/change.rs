//! A change as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{files::RecordFile, periods::SpecialPeriod};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ChangeKind, ChangeState, Risk, Step, TestResult, Urgency};

/// Something that somebody did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SystemChangeDeed)]
pub struct Deed {
    /// Who.
    pub by_id: Uuid,
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What they said of it.
    pub note: Option<String>,
}

/// An approval by word of mouth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SystemChangeWord)]
pub struct Word {
    /// Who gave it.
    pub given_by: String,
    /// When.
    pub given_at: DateTime<Utc>,
    /// The last day on which it is to be confirmed in writing.
    pub confirm_until: NaiveDate,
    /// By whom it was confirmed.
    pub confirmed: Option<Deed>,
}

/// What the client decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SystemChangeDecision)]
pub struct Decision {
    /// Whether it may be done.
    pub approved: bool,
    /// The text that was decided on.
    pub text_no: i64,
    /// Who decided, or recorded what was said.
    pub deed: Deed,
    /// Present where it was given by word of mouth.
    pub word: Option<Word>,
}

/// How a release ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SystemChangeOutcome)]
pub struct Outcome {
    /// Whether it works; otherwise it was taken back.
    pub verified: bool,
    /// Who found so, and what they said.
    pub deed: Deed,
}

/// A change of the systems served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChange)]
pub struct Change {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// The rule that it answers; none where the contract has none.
    pub rule: Option<String>,
    /// Its clause as printed.
    pub clause: Option<String>,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// Keys of the works concerned; at least one.
    pub works: Vec<String>,
    /// Systems concerned, as the contract calls them.
    pub systems: Vec<String>,
    /// What it is called.
    pub title: String,
    /// Why it is done.
    pub reason: String,
    /// What is changed.
    pub kind: ChangeKind,
    /// How soon it must be done.
    pub urgency: Urgency,
    /// How much can go wrong.
    pub risk: Risk,
    /// What can go wrong, and what is done about it.
    pub risk_note: String,
    /// What is done, step by step.
    pub plan: Vec<String>,
    /// How it is tested.
    pub test_plan: String,
    /// How it is taken back.
    pub roll_back_plan: String,
    /// When its window begins.
    pub planned_from: DateTime<Utc>,
    /// When its window ends.
    pub planned_to: DateTime<Utc>,
    /// Whether it changes databases, so that their inventory has to be renewed.
    pub touches_data: bool,
    /// The page that it comes from, such as `/tickets/…`.
    pub source: Option<String>,
    /// Where it stands.
    pub state: ChangeState,
    /// Grows with each edit of what is approved and tested.
    pub text_no: i64,
    /// Who asked for approval.
    pub submitted: Option<Deed>,
    /// What the client decided.
    pub decision: Option<Decision>,
    /// Approved by word of mouth, and not confirmed in writing.
    pub unconfirmed: bool,
    /// Its release.
    pub released: Option<Deed>,
    /// How that ended.
    pub outcome: Option<Outcome>,
    /// Agreed, its window is over, and nothing was released.
    pub overdue: bool,
    /// Who wrote it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// Grows with each change.
    pub version: i64,
}

/// A test of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeTest)]
pub struct Test {
    /// Its id.
    pub id: Uuid,
    /// Whether it was of the text as it is now; others do not count.
    pub current: bool,
    /// Where it was made.
    pub environment: String,
    /// Cases that passed.
    pub passed: i64,
    /// Cases that failed.
    pub failed: i64,
    /// How it ended.
    pub result: TestResult,
    /// Who tested.
    pub tester: String,
    /// When.
    pub tested_on: NaiveDate,
    /// A remark.
    pub note: Option<String>,
    /// Who recorded it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something that happened to a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeEntry)]
pub struct Entry {
    /// What: a step, or `create`, `retest`, `file`.
    pub action: String,
    /// In words.
    pub text: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Days on which nothing may be released.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeFreeze)]
pub struct Freeze {
    /// The special period.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day, counted in.
    pub to: NaiveDate,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}

impl From<SpecialPeriod> for Freeze {
    fn from(period: SpecialPeriod) -> Self {
        Self { id: period.id, title: period.title, from: period.from, to: period.to, works: period.works }
    }
}

/// Another change whose window shares time and a system with this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeConflict)]
pub struct Conflict {
    /// The other change.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// When its window begins.
    pub planned_from: DateTime<Utc>,
    /// When its window ends.
    pub planned_to: DateTime<Utc>,
}

/// Something that the caller may do, or why not now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeStepNow)]
pub struct StepNow {
    /// What.
    pub step: Step,
    /// Why it cannot be done now; absent where it can.
    pub refused: Option<String>,
}

/// A change with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SystemChangeDetail)]
pub struct ChangeDetail {
    /// The change.
    #[serde(flatten)]
    pub change: Change,
    /// Its tests, the newest first.
    pub tests: Vec<Test>,
    /// What happened, the newest first.
    pub entries: Vec<Entry>,
    /// Its files.
    pub files: Vec<RecordFile>,
    /// Freezes that its window touches.
    pub freezes: Vec<Freeze>,
    /// Other changes in its window.
    pub conflicts: Vec<Conflict>,
    /// What the caller may do by their role, with why not now.
    pub steps: Vec<StepNow>,
    /// The clause that asks for the inventory of data to be renewed; only where the change touches data.
    pub inventory_clause: Option<String>,
}
