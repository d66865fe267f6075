//! Facts that other modules and live lists are told of.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{contract_event, events::Event};
use serde::Serialize;
use uuid::Uuid;

/// Something of a contract changed here; for lists that are live.
#[derive(Clone, Debug, Serialize)]
pub struct DeliveriesChanged {
    /// What changed: an order, a week, a reader, a key or, after a table, the contract.
    pub subject_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// What happened.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(DeliveriesChanged, "deliveries.changed", subject_id);

/// Orders will be late if nothing happens; told once a day.
#[derive(Clone, Debug, Serialize)]
pub struct LateAhead {
    /// The notice.
    pub notice_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// In words.
    pub text: String,
    /// The clause under which they are owed.
    pub clause: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(LateAhead, "deliveries.late_ahead", notice_id);

/// What a duty was done by.
#[derive(Clone, Debug, Serialize)]
pub struct ProofRecord {
    /// `reconciliation`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// A recurring duty of the contract was done.
#[derive(Clone, Debug, Serialize)]
pub struct DutyProved {
    /// The contract.
    pub contract_id: Uuid,
    /// The rule.
    pub rule: String,
    /// `duty`, as occurrences call it.
    pub kind: &'static str,
    /// When.
    pub at: DateTime<Utc>,
    /// A day of the period that it was done for.
    pub on: NaiveDate,
    /// In words.
    pub text: String,
    /// Whether it was done in full.
    pub ok: bool,
    /// What it was done by.
    pub record: ProofRecord,
    /// Where it is shown to the client's people.
    pub client_path: Option<String>,
}

impl Event for DutyProved {
    const KIND: &'static str = "deliveries.duty_proved";

    fn subject(&self) -> Uuid {
        self.record.id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}
