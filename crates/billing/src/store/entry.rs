//! Entries of the ledgers.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::Entry;

/// Gives the next number of a contract's ledger, and holds the ledger until the transaction ends.
const NEXT: Dialect = Dialect::same(
    "INSERT INTO billing_ledger (contract_id, entries) VALUES ($1, 1) \
     ON CONFLICT (contract_id) DO UPDATE SET entries = billing_ledger.entries + 1 RETURNING entries",
);
const INSERT: Dialect = Dialect::same(
    "INSERT INTO billing_entry (id, contract_id, seq, kind, body, cause, by_id, by_name, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);
const CAUSED: Dialect = Dialect::same("SELECT seq FROM billing_entry WHERE contract_id = $1 AND cause = $2");
const FIND: Dialect =
    Dialect::same("SELECT id, contract_id, seq, kind, body, by_id, by_name, at FROM billing_entry WHERE id = $1");
const AFTER: Dialect = Dialect::same(
    "SELECT id, contract_id, seq, kind, body, by_id, by_name, at FROM billing_entry \
     WHERE contract_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
);
const LAST: Dialect = Dialect::same("SELECT entries FROM billing_ledger WHERE contract_id = $1");
const OF: &str = "SELECT id, contract_id, seq, kind, body, by_id, by_name, at FROM billing_entry WHERE contract_id IN ";

/// Holds the ledger of a contract until the transaction ends.
const HOLD: Dialect = Dialect {
    sqlite: "SELECT entries FROM billing_ledger WHERE contract_id = $1",
    postgres: "SELECT entries FROM billing_ledger WHERE contract_id = $1 FOR UPDATE",
};

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[NEXT, INSERT, CAUSED, FIND, AFTER, LAST, HOLD];

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    pub seq: i64,
    pub kind: String,
    pub body: Json<Entry>,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// The next number of the ledger of `contract`.
pub async fn entry_next(tx: &mut Tx, contract: ContractId) -> Result<i64, DbError> {
    let (seq,): (i64,) = tx.one(NEXT, args![contract]).await?;
    Ok(seq)
}

/// Holds the ledger of `contract`, so that nobody else tells of anything until the transaction ends.
pub async fn entry_hold(tx: &mut Tx, contract: ContractId) -> Result<(), DbError> {
    tx.optional::<(i64,)>(HOLD, args![contract]).await.map(drop)
}

/// Keeps one; `cause` names what told of it, so that it is told once.
pub async fn entry_insert(tx: &mut Tx, row: &EntryRow, cause: Option<&str>) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.seq,
        &row.kind,
        Arg::json(&row.body.0)?,
        cause.map(str::to_owned),
        row.by_id,
        &row.by_name,
        row.at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Whether `cause` was told of already.
pub async fn entry_caused(tx: &mut Tx, contract: ContractId, cause: &str) -> Result<bool, DbError> {
    Ok(tx.optional::<(i64,)>(CAUSED, args![contract, cause]).await?.is_some())
}

/// One entry.
pub async fn entry_find(tx: &mut Tx, id: Uuid) -> Result<Option<EntryRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// The entries of a contract behind the number `after`, in the order in which they were told; at most `limit`.
pub async fn entry_after(tx: &mut Tx, contract: ContractId, after: i64, limit: i64) -> Result<Vec<EntryRow>, DbError> {
    tx.all(AFTER, args![contract, after, limit]).await
}

/// The number of the last entry of a contract; 0 where there is none.
pub async fn entry_last(tx: &mut Tx, contract: ContractId) -> Result<i64, DbError> {
    Ok(tx.optional::<(i64,)>(LAST, args![contract]).await?.map_or(0, |(last,)| last))
}

/// The entries of several contracts, in the order in which they were told.
pub async fn entry_list(tx: &mut Tx, contracts: impl IntoIterator<Item = Uuid>) -> Result<Vec<EntryRow>, DbError> {
    let mut sql = Sql::new(OF);
    sql.bind_list(contracts).push(" ORDER BY contract_id, seq");
    tx.all_sql(sql).await
}
