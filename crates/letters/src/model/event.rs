//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::{EntryWhat, LetterSide, LetterState};

/// A letter was sent.
#[derive(Clone, Debug, Serialize)]
pub struct LetterSent {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that it was sent to.
    pub side: LetterSide,
    /// What it is about.
    pub title: String,
    /// Its number and kind, in words.
    pub text: String,
    /// The clause it is written under.
    pub clause: Option<String>,
    /// The end of the last day of what that side owes.
    pub due_at: Option<DateTime<Utc>>,
    /// Who sent it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(LetterSent, "letters.letter_sent", letter_id);

/// The term of a letter ends tomorrow.
#[derive(Clone, Debug, Serialize)]
pub struct TermNear {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that owes something.
    pub side: LetterSide,
    /// What it is about.
    pub title: String,
    /// What is owed, in words.
    pub text: String,
    /// The clause.
    pub clause: Option<String>,
    /// The end of the last day.
    pub due_at: DateTime<Utc>,
    /// When it was found.
    pub at: DateTime<Utc>,
}

contract_event!(TermNear, "letters.term_near", letter_id);

/// Something happened to a letter.
#[derive(Clone, Debug, Serialize)]
pub struct LetterChanged {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What.
    pub what: EntryWhat,
    /// Where it stands now.
    pub state: LetterState,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(LetterChanged, "letters.letter_changed", letter_id);

/// A claim was accepted, by answer or by silence.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimAccepted {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that claimed.
    pub from: LetterSide,
    /// The rule.
    pub rule: Option<String>,
    /// Its clause.
    pub clause: Option<String>,
    /// Number of the letter.
    pub number: String,
    /// What is claimed.
    pub subject: String,
    /// The last day of the answer.
    pub due_on: Option<NaiveDate>,
    /// Whether nobody answered.
    pub by_silence: bool,
    /// From when it counts as accepted.
    pub at: DateTime<Utc>,
}

contract_event!(ClaimAccepted, "letters.claim_accepted", letter_id);

/// By consent clocks are held.
#[derive(Clone, Debug, Serialize)]
pub struct ClocksPaused {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// Keys of the works concerned; empty means all.
    pub works: Vec<String>,
    /// Number of the letter.
    pub number: String,
    /// Why.
    pub reason: String,
    /// The clause.
    pub clause: Option<String>,
    /// Who consented.
    pub agreed_by: String,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when, where that is agreed.
    pub until: Option<DateTime<Utc>>,
}

contract_event!(ClocksPaused, "letters.clocks_paused", letter_id);

/// Clocks run again.
#[derive(Clone, Debug, Serialize)]
pub struct ClocksResumed {
    /// The letter.
    pub letter_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// From when.
    pub at: DateTime<Utc>,
}

contract_event!(ClocksResumed, "letters.clocks_resumed", letter_id);
