//! A letter as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::files::RecordFile;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{EntryWhat, LetterKind, LetterSide, LetterState, StepName, TermOf};

/// A letter from one side of a contract to the other.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Letter {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: LetterKind,
    /// From which side it comes.
    pub direction: LetterSide,
    /// The rule that it is written under.
    pub rule: Option<String>,
    /// The clause as printed.
    pub clause: Option<String>,
    /// Why the rule is a reading and not the letter of the contract.
    pub assumed: Option<String>,
    /// What its rule, or else its kind, is called.
    pub title: String,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// What it is about, in a line.
    pub subject: String,
    /// In words.
    pub text: String,
    /// When that happened or is planned.
    pub happened_on: NaiveDate,
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// The last day of the contract's term.
    pub due_on: Option<NaiveDate>,
    /// What must be done by then.
    pub due_of: Option<TermOf>,
    /// Who owes it.
    pub due_by: Option<LetterSide>,
    /// The day by which the sender wishes an answer, where the contract fixes none.
    pub reply_by: Option<NaiveDate>,
    /// Whether silence accepts.
    pub silence: bool,
    /// Whether proof must be handed in.
    pub needs_proof: bool,
    /// Whether the other side's consent is needed.
    pub consent: bool,
    /// Where it stands.
    pub state: LetterState,
    /// Whether its term was not kept: what is owed was done behind it, or not at all.
    pub late: bool,
    /// When what the term asks for was done.
    pub done_on: Option<NaiveDate>,
    /// That the other side confirmed that it came.
    pub received: Option<LetterReceipt>,
    /// When the proof was handed in.
    pub proved_on: Option<NaiveDate>,
    /// When the other side answered or decided.
    pub answered_on: Option<NaiveDate>,
    /// The time in which clocks are held by consent.
    pub pause: Option<LetterPause>,
    /// What is to be done next; none when nothing is.
    pub next: Option<NextStep>,
    /// Who sent it.
    pub sent_by: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// Grows with each change.
    pub version: i64,
}

/// That a letter came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterReceipt {
    /// Who confirmed it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// The time in which clocks are held by consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterPause {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; none until somebody ends it.
    pub until: Option<NaiveDate>,
    /// Keys of the works whose clocks are held; empty means all.
    pub works: Vec<String>,
    /// Who consented.
    pub agreed_by: String,
    /// When it began.
    pub began_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = LetterNextStep)]
pub struct NextStep {
    /// What.
    pub step: StepName,
    /// By which side.
    pub by: LetterSide,
    /// The last day.
    pub due_on: Option<NaiveDate>,
}

/// Something that happened to a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterEntry {
    /// Its place in the history, from 1.
    pub n: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: EntryWhat,
    /// From which side; `system` for the software itself.
    pub side: String,
    /// In words.
    pub text: Option<String>,
    /// Who did it.
    pub by: String,
}

/// A letter with its history and files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterDetail {
    /// The letter.
    #[serde(flatten)]
    pub letter: Letter,
    /// What happened to it, in order.
    pub entries: Vec<LetterEntry>,
    /// Its files by part: `notice`, `proof`, `answer`; empty for any other.
    pub files: Vec<RecordFile>,
    /// What the one who asks may do with it now.
    pub allowed: Vec<StepName>,
}
