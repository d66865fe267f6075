//! Facts that other modules are told of.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{contract_event, events::Event};
use serde::Serialize;
use uuid::Uuid;

/// Assets, spares or a stock-taking of a contract changed; for lists that are live.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterChanged {
    /// What changed: an asset, a class, a spare, a stock-taking or, after an import, the contract.
    pub subject_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// What happened.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(RegisterChanged, "assets.register_changed", subject_id);

/// There are fewer of a spare than there should be; told once until it is refilled.
#[derive(Clone, Debug, Serialize)]
pub struct SpareLow {
    /// The spare.
    pub spare_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// The work concerned.
    pub work: Option<String>,
    /// Its code.
    pub code: String,
    /// How many there are.
    pub stock: i64,
    /// How many there should be.
    pub minimum: i64,
    /// In words.
    pub text: String,
    /// The clause under which the store is kept.
    pub clause: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(SpareLow, "assets.spare_low", spare_id);

/// Something is wrong that somebody has to work on: there are too few of a spare.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationFound {
    /// Names the thing: `spare:<id>`.
    pub key: String,
    /// The spare.
    pub spare_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// The work concerned.
    pub work: Option<String>,
    /// The service concerned; always open here.
    pub service: Option<String>,
    /// How grave it is; the least grave that the contract has.
    pub level: Option<u8>,
    /// In a line.
    pub title: String,
    /// In words.
    pub description: String,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(DeviationFound, "assets.deviation_found", spare_id);

/// There are enough again.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationGone {
    /// Names the thing.
    pub key: String,
    /// The spare.
    pub spare_id: Uuid,
    /// The contract.
    pub contract_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// How long there were too few.
    pub lasted_seconds: i64,
    /// In words.
    pub text: String,
}
contract_event!(DeviationGone, "assets.deviation_gone", spare_id);

/// What a duty was done by.
#[derive(Clone, Debug, Serialize)]
pub struct ProofRecord {
    /// `stock_taking`.
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
    /// `stock_count`, as occurrences call it.
    pub kind: &'static str,
    /// When.
    pub at: DateTime<Utc>,
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
    const KIND: &'static str = "assets.duty_proved";

    fn subject(&self) -> Uuid {
        self.record.id
    }

    fn contract(&self) -> Option<ContractId> {
        Some(ContractId(self.contract_id))
    }
}
