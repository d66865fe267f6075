//! Facts that other modules and live lists are told of. No secret is among them.

use chrono::{DateTime, Utc};
use jianyue_platform::contract_event;
use serde::Serialize;
use uuid::Uuid;

use super::SourceState;

/// A source was changed or read, for live lists.
#[derive(Clone, Debug, Serialize)]
pub struct SourceChanged {
    /// The source.
    pub source_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// How it stands.
    pub state: SourceState,
    /// Whether it waits to be read.
    pub reading: bool,
    /// When.
    pub at: DateTime<Utc>,
}
contract_event!(SourceChanged, "inventory.source_changed", source_id);

/// A database is made of something else than when it was read before.
#[derive(Clone, Debug, Serialize)]
pub struct StructureChanged {
    /// The source.
    pub source_id: Uuid,
    /// Its contract.
    pub contract_id: Uuid,
    /// What the source is called.
    pub title: String,
    /// The new reading.
    pub reading_id: Uuid,
    /// Tables that are new.
    pub added: i64,
    /// Tables that are gone.
    pub removed: i64,
    /// Tables that are another.
    pub changed: i64,
    /// In words.
    pub text: String,
    /// When it was found.
    pub at: DateTime<Utc>,
}
contract_event!(StructureChanged, "inventory.changed", source_id);

/// What proves a duty.
#[derive(Clone, Debug, Serialize)]
pub struct ProofRecord {
    /// `data_inventory`.
    pub kind: &'static str,
    /// The source.
    pub id: Uuid,
}

/// What the contract asks for was done.
#[derive(Clone, Debug, Serialize)]
pub struct DutyProved {
    /// The contract.
    pub contract_id: Uuid,
    /// Id of its rule.
    pub rule: String,
    /// `duty`: what the contract asks for without a kind of its own.
    pub kind: &'static str,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// What was found, in words.
    pub text: String,
    /// Whether it is as it should be.
    pub ok: bool,
    /// Where to read more.
    pub record: ProofRecord,
    /// Where the client reads more.
    pub client_path: String,
    /// The source.
    #[serde(skip)]
    pub source_id: Uuid,
}
contract_event!(DutyProved, "inventory.duty_proved", source_id);

/// A database that was read before cannot be read any more.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationFound {
    /// The source.
    #[serde(skip)]
    pub source_id: Uuid,
    /// The same for as long as it cannot be read.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Key of the work.
    pub work: Option<String>,
    /// Key of the service; never known here.
    pub service: Option<String>,
    /// As the contract's catalogue has it.
    pub level: Option<i64>,
    /// What, in a few words.
    pub title: String,
    /// What, in sentences.
    pub description: String,
    /// Since when.
    pub at: DateTime<Utc>,
}
contract_event!(DeviationFound, "inventory.deviation_found", source_id);

/// It can be read again.
#[derive(Clone, Debug, Serialize)]
pub struct DeviationGone {
    /// The source.
    #[serde(skip)]
    pub source_id: Uuid,
    /// As it was found under.
    pub key: String,
    /// Its contract.
    pub contract_id: Uuid,
    /// Since when.
    pub at: DateTime<Utc>,
    /// How long that lasted; nobody counts it here.
    pub lasted_seconds: Option<i64>,
    /// In a sentence.
    pub text: String,
}
contract_event!(DeviationGone, "inventory.deviation_gone", source_id);
