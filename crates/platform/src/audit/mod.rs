//! Who did what, when: rows that can be added and never changed unnoticed.
//!
//! Rows form one chain for each contract and one for the system. Each row carries an SM3 digest (GB/T 32905-2016) over the
//! row and the digest of the row before it; the head of the chain is kept apart, so that cutting rows off the end shows too.

mod search;
mod verify;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use serde_json::Value;
use sm3::{Digest, Sm3};
use uuid::Uuid;

pub use self::{
    search::{AuditEntry, AuditFilter, SearchError, search},
    verify::{ChainReport, verify},
};
use crate::{
    args,
    db::{DbError, Dialect, Tx},
};

/// The chain of actions that belong to no contract.
pub const SYSTEM_CHAIN: &str = "system";

/// Something done, to be written down.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What was done, `module.verb`.
    pub action: &'static str,
    /// To what.
    pub subject: Uuid,
    /// Under which contract.
    pub contract: Option<ContractId>,
    /// What a reader needs to understand it: before and after, reason, evidence. No secrets.
    pub detail: Value,
}

/// The fields of a row that its digest covers, in their order.
pub(crate) struct Sealed<'a> {
    pub chain: &'a str,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_id: Uuid,
    pub actor_name: &'a str,
    pub action: &'a str,
    pub subject: Uuid,
    pub contract_id: Option<Uuid>,
    pub detail: &'a str,
    pub request: Option<&'a str>,
}

impl Sealed<'_> {
    /// Digest over the digest before and every field, each preceded by its length so that no two rows read alike.
    pub(crate) fn digest(&self, before: &[u8]) -> Vec<u8> {
        let mut hash = Sm3::new();
        let mut field = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        field(before);
        field(self.chain.as_bytes());
        field(&self.seq.to_be_bytes());
        field(&self.at.timestamp_micros().to_be_bytes());
        field(self.actor_id.as_bytes());
        field(self.actor_name.as_bytes());
        field(self.action.as_bytes());
        field(self.subject.as_bytes());
        field(self.contract_id.as_ref().map_or(&[][..], |id| id.as_bytes()));
        field(self.detail.as_bytes());
        field(self.request.unwrap_or_default().as_bytes());
        hash.finalize().to_vec()
    }
}

/// Statements of this module.
pub mod sql {
    use super::Dialect;

    /// All of them.
    pub const ALL: &[Dialect] = &[HEAD, BEGIN, ADVANCE, INSERT, CHAINS, READ, HEAD_READ];

    /// The head of a chain, held until the end of the transaction.
    pub const HEAD: Dialect = Dialect {
        sqlite: "SELECT seq, hash FROM audit_chain WHERE chain = $1",
        postgres: "SELECT seq, hash FROM audit_chain WHERE chain = $1 FOR UPDATE",
    };
    /// Every chain, whether its head or only its rows are left.
    pub const CHAINS: Dialect =
        Dialect::same("SELECT chain FROM audit_chain UNION SELECT chain FROM audit_entry ORDER BY chain");
    /// Rows of a chain after a number.
    pub const READ: Dialect = Dialect::same(
        "SELECT chain, seq, at, actor_id, actor_name, action, subject, contract_id, detail, request, hash \
         FROM audit_entry WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3",
    );
    /// The head of a chain, only read.
    pub const HEAD_READ: Dialect = Dialect::same("SELECT seq, hash FROM audit_chain WHERE chain = $1");
    /// Begins a chain.
    pub const BEGIN: Dialect =
        Dialect::same("INSERT INTO audit_chain (chain, seq, hash) VALUES ($1, 0, $2) ON CONFLICT (chain) DO NOTHING");
    /// Moves the head on.
    pub const ADVANCE: Dialect = Dialect::same("UPDATE audit_chain SET seq = $2, hash = $3 WHERE chain = $1");
    /// Adds a row.
    pub const INSERT: Dialect = Dialect::same(
        "INSERT INTO audit_entry (chain, seq, at, actor_id, actor_name, action, subject, contract_id, detail, request, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    );
}

/// Writes `entry` down in the transaction of the change. Done last in a use case: on PostgreSQL it holds the chain's
/// head until the commit.
pub async fn record(tx: &mut Tx, env: &Env, by: &Actor, entry: Entry) -> Result<(), DbError> {
    let chain = entry.contract.map_or_else(|| SYSTEM_CHAIN.to_owned(), |contract| contract.to_string());
    let (seq, before) = match tx.recall(&chain) {
        Some(head) => head,
        None => head(tx, &chain).await?,
    };
    let detail = entry.detail.to_string();
    let row = Sealed {
        chain: &chain,
        seq: seq + 1,
        at: env.now(),
        actor_id: by.person.0,
        actor_name: &by.name,
        action: entry.action,
        subject: entry.subject,
        contract_id: entry.contract.map(|id| id.0),
        detail: &detail,
        request: by.request.as_deref(),
    };
    let hash = row.digest(&before);
    let args = args![
        row.chain,
        row.seq,
        row.at,
        row.actor_id,
        row.actor_name,
        row.action,
        row.subject,
        row.contract_id,
        row.detail,
        row.request,
        hash.as_slice()
    ];
    tx.queue(sql::INSERT, args).await?;
    tx.queue(sql::ADVANCE, args![row.chain, row.seq, hash.as_slice()]).await?;
    tx.remember(row.chain, (row.seq, hash));
    Ok(())
}

async fn head(tx: &mut Tx, chain: &str) -> Result<(i64, Vec<u8>), DbError> {
    if let Some(head) = tx.optional(sql::HEAD, args![chain]).await? {
        return Ok(head);
    }
    tx.execute(sql::BEGIN, args![chain, Vec::<u8>::new()]).await?;
    tx.one(sql::HEAD, args![chain]).await
}
