//! Return calls and visits, and what people said in them.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use jianyue_platform::words;

words! {
    /// What is returned to.
    #[schema(as = ReturnCallKind)]
    pub enum ReturnKind {
        /// Somebody whose ticket was closed.
        Ticket = "ticket",
        /// The client, once in each period.
        Visit = "visit",
    }
}

words! {
    /// Where a return call stands.
    #[schema(as = ReturnCallState)]
    pub enum ReturnState {
        /// It is to be made.
        Due = "due",
        /// It was made.
        Done = "done",
        /// The person did not want to answer.
        Refused = "refused",
        /// Nobody answered on three days.
        Unreachable = "unreachable",
        /// The client let it go.
        Waived = "waived",
    }
}

words! {
    /// What became of an attempt.
    #[schema(as = ReturnCallResult)]
    pub enum AttemptResult {
        /// Somebody answered.
        Answered = "answered",
        /// The person did not want to answer questions.
        Refused = "refused",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// The number is somebody else's.
        WrongNumber = "wrong_number",
    }
}

words! {
    /// What the person wishes.
    #[schema(as = ReturnCallFollowUp)]
    pub enum FollowUp {
        /// Nothing.
        None = "none",
        /// The ticket is to be taken up again.
        Reopen = "reopen",
        /// A complaint is to be registered.
        Complaint = "complaint",
    }
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReturnCallAnswer)]
pub struct ReturnAnswer {
    /// The question's short name.
    pub key: String,
    /// The question as it was asked.
    pub text: String,
    /// 1 to 5, where it was asked for a score.
    #[serde(default)]
    pub score: Option<i64>,
    /// In words.
    #[serde(default)]
    pub answer: Option<String>,
}

/// Somebody tried to reach them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReturnCallAttempt)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// Who, by name.
    pub by: String,
    /// What became of it.
    pub result: AttemptResult,
    /// A remark.
    pub note: Option<String>,
}

/// A return call or visit as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReturnCall {
    /// Its id.
    pub id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// To whom.
    pub kind: ReturnKind,
    /// The work of its ticket; null where there is none.
    pub work: Option<String>,
    /// The ticket that was closed.
    pub ticket_id: Option<Uuid>,
    /// Its number.
    pub ticket_number: Option<String>,
    /// What it is about.
    pub title: String,
    /// The period of a visit, `2026-01-01/2026-03-31`.
    pub period: Option<String>,
    /// The rule that asks for it.
    pub rule: String,
    /// Where that stands.
    pub clause: String,
    /// What of its deadline is a reading and not the letter.
    pub assumed: Option<String>,
    /// Until when.
    pub due_at: DateTime<Utc>,
    /// Where it stands.
    pub state: ReturnState,
    /// Whether its ticket is worked on again: it waits for the next closing.
    pub held: bool,
    /// Whether it was made after its deadline, or is past it.
    pub late: bool,
    /// Who tried, in order.
    pub attempts: Vec<Attempt>,
    /// What was answered.
    pub answers: Vec<ReturnAnswer>,
    /// 1 to 5; 4 and 5 are content.
    pub satisfaction: Option<i64>,
    /// In their words.
    pub comment: Option<String>,
    /// What they wish.
    pub follow_up: Option<FollowUp>,
    /// Why it was let go.
    pub reason: Option<String>,
    /// Who made it or let it go.
    pub done_by: Option<String>,
    /// When.
    pub done_at: Option<DateTime<Utc>>,
    /// Grows with every change.
    pub version: i64,
}

/// A return call is to be made, was made, or ended otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnCallChanged {
    /// The return call.
    pub return_call_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The ticket.
    pub ticket_id: Option<Uuid>,
    /// Where it stands.
    pub state: ReturnState,
    /// Until when.
    pub due_at: DateTime<Utc>,
    /// When this happened.
    pub at: DateTime<Utc>,
}
contract_event!(ReturnCallChanged, "hotline.return_call_changed", return_call_id);

/// A return call is due, or soon will be.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnCallDue {
    /// The return call.
    pub return_call_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The ticket.
    pub ticket_id: Option<Uuid>,
    /// `soon` or `due`.
    pub stage: &'static str,
    /// Until when.
    pub due_at: DateTime<Utc>,
    /// In words.
    pub text: String,
    /// Where it stands.
    pub clause: String,
    /// When this was told.
    pub at: DateTime<Utc>,
}
contract_event!(ReturnCallDue, "hotline.return_call_due", return_call_id);

/// Somebody is not content, or wishes that more is done.
#[derive(Clone, Debug, Serialize)]
pub struct Dissatisfied {
    /// The return call in which it was said.
    pub return_call_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The ticket; absent after a visit.
    pub ticket_id: Option<Uuid>,
    /// What is wished.
    pub wish: FollowUp,
    /// 1 to 5.
    pub satisfaction: i64,
    /// In their words.
    pub comment: Option<String>,
    /// The same with what was said, for people who are told.
    pub text: String,
    /// Who wrote it down.
    pub by: Uuid,
    /// When it was said.
    pub at: DateTime<Utc>,
}
contract_event!(Dissatisfied, "hotline.dissatisfied", return_call_id);
