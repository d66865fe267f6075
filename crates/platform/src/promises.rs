//! The port through which modules learn of promised times (a ticket's clocks) without knowing the records that carry them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use uuid::Uuid;

use crate::{
    app::App,
    db::{DbError, Tx},
};

/// Where a promised time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromiseState {
    /// It counts.
    Running,
    /// It is held.
    Held,
    /// It was kept.
    Kept,
    /// It was not kept, or its moment is over and it still counts.
    Broken,
}

/// A promised time of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Names it among all promises: record, target and cycle.
    pub key: String,
    /// Its contract.
    pub contract: ContractId,
    /// The record.
    pub record: Uuid,
    /// The record's number, as people quote it.
    pub number: String,
    /// What the record is about.
    pub title: String,
    /// The record's page for the vendor's people.
    pub path: String,
    /// The record's page for the client.
    pub client_path: String,
    /// Key of the work concerned.
    pub work: Option<String>,
    /// Key of the service concerned.
    pub service: Option<String>,
    /// The rule of the case.
    pub case: String,
    /// The case as printed.
    pub case_name: String,
    /// What is promised, as contracts call it: `response`, `escalate`, `arrive`, `restore`, `resolve`.
    pub target: &'static str,
    /// The same in Chinese.
    pub target_name: &'static str,
    /// How long, in Chinese.
    pub within: String,
    /// The clause as printed.
    pub clause: String,
    /// Why it is a reading and not the letter.
    pub assumed: Option<String>,
    /// The moment by which it is kept; absent while it cannot be told or is held.
    pub due_at: Option<DateTime<Utc>>,
    /// When it was kept, or kept too late.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Where it stands.
    pub state: PromiseState,
    /// Whether the verdict can still be taken back.
    pub provisional: bool,
}

/// Knows promised times; found through [`crate::Module::promises`].
#[async_trait]
pub trait PromiseSource: Send + Sync {
    /// Those of the records of these contracts that count or are held, the first due first; of at most `limit` records.
    async fn open(&self, app: &App, tx: &mut Tx, contracts: &[ContractId], limit: u32)
    -> Result<Vec<Promise>, DbError>;

    /// All of these records, whoever may see them.
    async fn of(&self, app: &App, tx: &mut Tx, records: &[Uuid]) -> Result<Vec<Promise>, DbError>;
}
