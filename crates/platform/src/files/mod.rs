//! Files that people attach to records: forms, reports, receipts, pictures of signatures. A module names its record by a
//! kind and an id, says who may add and read, and keeps no table of files of its own.
//!
//! The content is in the [`BlobStore`](crate::blob::BlobStore); a row here says what it is called, by whom, and which part of
//! the record it is. The same content is attached to the same part once.

mod http;
mod signature;
pub mod sql;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, ContractId, Env};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

pub use self::{
    http::{FileUpload, receive, saved, serve},
    signature::{SIGNATURE_LIMIT, signature},
};
use crate::{
    args,
    db::{DbError, Sql, Tx},
};

/// A file as it came in, kept in the store and attached to nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// What it is called, made safe.
    pub name: String,
    /// Media type as the content shows it.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SM3 of the content.
    pub digest: String,
}

/// The record that files belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// Its contract.
    pub contract: ContractId,
    /// What it is, such as `requests.request`.
    pub kind: &'static str,
    /// Its id.
    pub id: Uuid,
    /// Which part of it: the name of an attachment that its form asks for; empty for any other file.
    pub part: &'a str,
}

/// A file of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecordFile {
    /// Its id.
    pub id: Uuid,
    /// Which part of the record it is; empty for any other file.
    pub part: String,
    /// What it is called.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SM3 of its content, in hexadecimal digits.
    pub digest: String,
    /// Who attached it.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file with the record that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The contract of the record.
    pub contract: ContractId,
    /// The id of the record.
    pub record: Uuid,
    /// The file.
    pub file: RecordFile,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    contract_id: Uuid,
    record_id: Uuid,
    part: String,
    name: String,
    media_type: String,
    size: i64,
    digest: String,
    by_name: String,
    at: DateTime<Utc>,
}

impl From<Row> for Attached {
    fn from(row: Row) -> Self {
        let file = RecordFile {
            id: row.id,
            part: row.part,
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            digest: row.digest,
            by: row.by_name,
            at: row.at,
        };
        Self { contract: ContractId(row.contract_id), record: row.record_id, file }
    }
}

/// Attaches a file. The same content is there once: what is there already is given back.
///
/// # Errors
/// When the database refuses.
pub async fn attach(
    tx: &mut Tx,
    env: &Env,
    by: &Actor,
    record: Record<'_>,
    file: NewFile,
) -> Result<RecordFile, DbError> {
    let row: Row = tx
        .one(
            sql::ATTACH,
            args![
                env.id(),
                record.contract.0,
                record.kind,
                record.id,
                record.part,
                &file.name,
                &file.media_type,
                file.size,
                &file.digest,
                by.person.0,
                &by.name,
                env.now()
            ],
        )
        .await?;
    Ok(Attached::from(row).file)
}

/// The files of several records of a kind, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn files_of(
    tx: &mut Tx,
    kind: &'static str,
    records: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<RecordFile>>, DbError> {
    let mut sql = Sql::new(sql::OF);
    sql.bind(kind).push(" AND record_id IN ").bind_list(records).push(" ORDER BY at, id");
    let mut files: BTreeMap<Uuid, Vec<RecordFile>> = BTreeMap::new();
    for row in tx.all_sql::<Row>(sql).await? {
        let Attached { record, file, .. } = row.into();
        files.entry(record).or_default().push(file);
    }
    Ok(files)
}

/// All files of the records of a contract, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn files_of_contract(tx: &mut Tx, contract: ContractId) -> Result<Vec<Attached>, DbError> {
    Ok(tx.all::<Row>(sql::OF_CONTRACT, args![contract]).await?.into_iter().map(Attached::from).collect())
}

/// The file with this id, when it belongs to a record of this kind.
///
/// # Errors
/// When the database refuses.
pub async fn file_of(tx: &mut Tx, kind: &'static str, id: Uuid) -> Result<Option<Attached>, DbError> {
    Ok(tx.optional::<Row>(sql::FIND, args![kind, id]).await?.map(Attached::from))
}

/// Takes a file off its record. Its content stays in the store for whatever else refers to it.
///
/// # Errors
/// When the database refuses.
pub async fn detach(tx: &mut Tx, kind: &'static str, id: Uuid) -> Result<(), DbError> {
    tx.execute(sql::DETACH, args![kind, id]).await.map(drop)
}
