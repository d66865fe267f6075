//! What somebody asked for.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{files::RecordFile, words};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Definition, FormKind, PersonDays};

words! {
    /// Where a request stands.
    #[schema(as = ServiceRequestState)]
    pub enum RequestState {
        /// Only whoever writes it sees it.
        Draft = "draft",
        /// Waits for approval.
        Submitted = "submitted",
        /// Approved, and nobody does it yet.
        Approved = "approved",
        /// Somebody does it.
        Working = "working",
        /// Done, and waits for a second person's check.
        Done = "done",
        /// Waits for the client's acceptance.
        Finished = "finished",
        /// Accepted.
        Accepted = "accepted",
        /// Refused.
        Refused = "refused",
        /// Taken back.
        Cancelled = "cancelled",
    }
}

impl RequestState {
    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Submitted => "待审批",
            Self::Approved => "待办理",
            Self::Working => "办理中",
            Self::Done => "待复核",
            Self::Finished => "待签收",
            Self::Accepted => "已签收",
            Self::Refused => "未批准",
            Self::Cancelled => "已取消",
        }
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Accepted | Self::Refused | Self::Cancelled)
    }
}

/// What was filled in for a field: a text (numbers and days too), yes or no, or the rows of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceAnswer)]
#[serde(untagged)]
pub enum Answer {
    /// Yes or no.
    Yes(bool),
    /// A text.
    Text(String),
    /// Rows by column.
    Rows(Vec<BTreeMap<String, String>>),
}

/// Answers by the key of their field.
pub type Answers = BTreeMap<String, Answer>;

/// A figure before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ServiceFigure)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// What was counted.
    pub what: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceRequestEntry)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What: `created`, `submitted`, `estimated`, `approved`, `refused`, `taken`, `done`, `checked`, `sent_back`, `accepted`,
    /// `cancelled`, `rescheduled`.
    pub what: String,
    /// What was said.
    pub text: Option<String>,
    /// By whom.
    pub by: String,
}

/// Something that a request lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceMissing)]
pub struct Missing {
    /// `field`, `attachment`, `result`, `work` or `figures`.
    pub what: &'static str,
    /// Key of the field, or name of the paper.
    pub name: String,
    /// What to do.
    pub text: String,
}

/// How much of what a contract includes is used in a year of its term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceQuota)]
pub struct QuotaState {
    /// The rule.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// As the contract has it.
    pub printed: String,
    /// In person-days.
    pub days: PersonDays,
    /// Agreed so far.
    pub used: PersonDays,
    /// Left; 0 when it is used up.
    pub left: PersonDays,
    /// How many person-days a person-month is counted as.
    pub month_days: PersonDays,
    /// Why.
    pub assumed: Option<String>,
    /// First day of the year of the term.
    pub from: NaiveDate,
    /// Last day of it.
    pub to: NaiveDate,
}

/// A request, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceRequestSummary)]
pub struct Summary {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// What was asked for.
    pub kind: FormKind,
    /// Names the form in its contract.
    pub form_key: String,
    /// What the form is called.
    pub form_title: String,
    /// What it is about.
    pub title: String,
    /// The rule that it answers.
    pub rule: String,
    /// Its clause.
    pub clause: String,
    /// Why the rule is a reading and not the letter.
    pub assumed: Option<String>,
    /// Key of the work.
    pub work: Option<String>,
    /// As printed.
    pub work_title: Option<String>,
    /// Where it stands.
    pub state: RequestState,
    /// By when it is wanted.
    pub wanted_on: Option<NaiveDate>,
    /// The last day on which it is in time.
    pub due_on: Option<NaiveDate>,
    /// Whether that day follows from the rule; otherwise it was agreed.
    pub due_by_rule: bool,
    /// Whether it is, or was done, behind that day.
    pub late: bool,
    /// Who asked.
    pub asked_by: String,
    /// Their id.
    pub asked_by_id: Uuid,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Who does it.
    pub executor: Option<String>,
    /// Their id.
    pub executor_id: Option<Uuid>,
    /// Person-days.
    pub effort: Option<PersonDays>,
    /// The version, for `If-Match`.
    pub version: i64,
    /// When it changed.
    pub updated_at: DateTime<Utc>,
}

/// A request with everything that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ServiceRequest)]
pub struct Request {
    /// As a list shows it.
    #[serde(flatten)]
    pub summary: Summary,
    /// The form that it was made with.
    pub form: Definition,
    /// The version of that form.
    pub form_version: i64,
    /// What was filled in.
    pub answers: Answers,
    /// What it lacks before it can be submitted, or before it is done.
    pub missing: Vec<Missing>,
    /// What was said of the estimate.
    pub effort_note: Option<String>,
    /// Who estimated it.
    pub effort_by: Option<String>,
    /// How much of what the contract includes is used.
    pub quota: Option<QuotaState>,
    /// What the client agreed to about work beyond what the contract includes.
    pub outside: Option<String>,
    /// Who approved or refused it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What was said.
    pub decision: Option<String>,
    /// The day on which it was done.
    pub done_on: Option<NaiveDate>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Figures before and after.
    pub figures: Vec<Figure>,
    /// Who checked it.
    pub checked_by: Option<String>,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// When.
    pub accepted_at: Option<DateTime<Utc>>,
    /// Files, by part: `asked/…`, `result/…`, `signature`, or empty.
    pub files: Vec<RecordFile>,
    /// What happened, the oldest first.
    pub entries: Vec<Entry>,
    /// What the caller may do now: `edit`, `submit`, `estimate`, `approve`, `refuse`, `take`, `finish`, `check`, `accept`,
    /// `send_back`, `reschedule`, `cancel`.
    pub actions: Vec<&'static str>,
    /// Why the caller may not do what comes next, where the contract forbids it.
    pub forbidden: Option<String>,
    /// Its place in the ledger of duties.
    pub duty_key: Option<String>,
}
