//! What people said of a duty: that it is due, done, or let go.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::RecordKind;

macro_rules! columns {
    () => {
        "id, contract_id, kind, rule, clause, assumed, title, works, note, from_on, to_on, due_on, done_on, waived, ended_at"
    };
}

/// A document is kept once; who comes second finds the first.
const INSERT: Dialect = Dialect::same(
    "INSERT INTO duty_record (id, contract_id, kind, rule, clause, assumed, title, works, note, from_on, to_on, due_on, \
     waived, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, FALSE, $13) ON CONFLICT DO NOTHING",
);
const LOCK: Dialect = Dialect {
    sqlite: concat!("SELECT ", columns!(), " FROM duty_record WHERE contract_id = $1 AND id = $2"),
    postgres: concat!("SELECT ", columns!(), " FROM duty_record WHERE contract_id = $1 AND id = $2 FOR UPDATE"),
};
const DOCUMENT: Dialect = Dialect {
    sqlite: concat!(
        "SELECT ",
        columns!(),
        " FROM duty_record WHERE contract_id = $1 AND rule = $2 AND from_on = $3 AND kind = 'document'"
    ),
    postgres: concat!(
        "SELECT ",
        columns!(),
        " FROM duty_record WHERE contract_id = $1 AND rule = $2 AND from_on = $3 AND kind = 'document' FOR UPDATE"
    ),
};
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM duty_record WHERE id = $1"));
const DOCUMENT_FIND: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM duty_record WHERE contract_id = $1 AND rule = $2 AND from_on = $3 AND kind = 'document'"
));
const END: Dialect =
    Dialect::same("UPDATE duty_record SET done_on = $2, waived = $3, note = $4, ended_at = $5 WHERE id = $1");
const LISTED: Dialect = Dialect::same(concat!(
    "SELECT ",
    columns!(),
    " FROM duty_record WHERE contract_id = $1 AND listed_on >= $2 AND listed_on <= $3 ORDER BY listed_on, id"
));

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LOCK, DOCUMENT, FIND, DOCUMENT_FIND, END, LISTED];

/// A record as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct RecordRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: RecordKind,
    pub rule: String,
    pub clause: String,
    pub assumed: Option<String>,
    pub title: String,
    pub works: Json<Vec<String>>,
    pub note: Option<String>,
    pub from_on: NaiveDate,
    pub to_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    pub waived: bool,
    pub ended_at: Option<DateTime<Utc>>,
}

/// Keeps a new one; nothing happens to a document that is kept.
pub async fn record_insert(tx: &mut Tx, row: &RecordRow, now: DateTime<Utc>) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.kind.code(),
        &row.rule,
        &row.clause,
        row.assumed.clone(),
        &row.title,
        Arg::json(&row.works.0)?,
        row.note.clone(),
        row.from_on,
        row.to_on,
        row.due_on,
        now
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// One of `contract`, held for a change.
pub async fn record_lock(tx: &mut Tx, contract: ContractId, id: Uuid) -> Result<Option<RecordRow>, DbError> {
    tx.optional(LOCK, args![contract, id]).await
}

/// What is kept of a document, held for a change.
pub async fn document_lock(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    from: NaiveDate,
) -> Result<Option<RecordRow>, DbError> {
    tx.optional(DOCUMENT, args![contract, rule, from]).await
}

/// The record of an id.
pub async fn record_find(tx: &mut Tx, id: Uuid) -> Result<Option<RecordRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// What is kept of a document.
pub async fn document_find(
    tx: &mut Tx,
    contract: ContractId,
    rule: &str,
    from: NaiveDate,
) -> Result<Option<RecordRow>, DbError> {
    tx.optional(DOCUMENT_FIND, args![contract, rule, from]).await
}

/// It is done or let go, as the row says.
pub async fn record_end(tx: &mut Tx, row: &RecordRow) -> Result<(), DbError> {
    tx.execute(END, args![row.id, row.done_on, row.waived, row.note.clone(), row.ended_at]).await.map(drop)
}

/// Those of a contract that are listed under a day of the span.
pub async fn record_list(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<RecordRow>, DbError> {
    tx.all(LISTED, args![contract, from, to]).await
}
