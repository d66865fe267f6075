//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

/// Days on which longer hours hold and nothing may be released are others than before: a period was confirmed, a confirmed
/// one changed or taken back.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodChanged {
    /// The period.
    pub period_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The first day that may be concerned.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// confirmed, changed or withdrawn.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(PeriodChanged, "assurance.period_changed", period_id);

/// A period was declared and waits for the other side's word, or was confirmed: people are told.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodDeclared {
    /// The period.
    pub period_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The side that is told: `client` where it has to confirm, `vendor` where it has to prepare.
    pub side: &'static str,
    /// In words.
    pub text: String,
    /// Who said it.
    pub by: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(PeriodDeclared, "assurance.period_declared", period_id);

/// Something was ticked off, added or completed: for live lists.
#[derive(Clone, Debug, Serialize)]
pub struct PeriodWorked {
    /// The period.
    pub period_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

contract_event!(PeriodWorked, "assurance.period_worked", period_id);

/// A phase proves an occurrence of the contract's inspections.
#[derive(Clone, Debug, Serialize)]
pub struct DutyProved {
    /// The period.
    #[serde(skip)]
    pub period_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// What is owed by it: `inspection`.
    pub kind: &'static str,
    /// The first day of the occurrence that is meant.
    pub on: NaiveDate,
    /// When it was so.
    pub at: DateTime<Utc>,
    /// In words.
    pub text: String,
    /// Whether it holds.
    pub ok: bool,
    /// What proves it.
    pub record: ProofOf,
    /// The page that shows it to the client.
    pub client_path: String,
}

/// What proves something.
#[derive(Clone, Debug, Serialize)]
pub struct ProofOf {
    /// `assurance_period`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

contract_event!(DutyProved, "assurance.duty_proved", period_id);
