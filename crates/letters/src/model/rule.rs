//! The rules that letters are written under, and their terms.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{LetterKind, LetterSide, TermOf};

/// A rule of a contract that letters are written under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterRule {
    /// The rule.
    pub rule: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter of the contract.
    pub assumed: Option<String>,
    /// What it is called.
    pub title: String,
    /// What must be done, in our words.
    pub text: String,
    /// What makes it due.
    pub trigger: Option<String>,
    /// What its letters are.
    pub kind: LetterKind,
    /// The sides that write them.
    pub from: Vec<LetterSide>,
    /// How long there is, in words.
    pub within: Option<String>,
    /// Whether that time counts back from what is planned.
    pub before: bool,
    /// What the term is for.
    pub due_of: Option<TermOf>,
    /// Whether silence accepts.
    pub silence: bool,
    /// Whether the other side's consent is needed.
    pub consent: bool,
    /// Points to prove.
    pub items: Vec<String>,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
}

/// The term of a letter by its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LetterTerm {
    /// The last day.
    pub due_on: NaiveDate,
    /// What must be done by then.
    pub due_of: TermOf,
    /// Who owes it.
    pub due_by: LetterSide,
    /// Whether it is over already.
    pub late: bool,
}
