//! Phone systems.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{Arg, DbError, Dialect, Tx},
    signed::Algorithm,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{Line, Source};

const INSERT: Dialect = Dialect::same(
    "INSERT INTO hotline_source (id, name, algorithm, secret_sealed, lines, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const LIST: Dialect = Dialect::same(
    "SELECT id, name, algorithm, secret_sealed, lines, version, created_at FROM hotline_source \
     WHERE retired_at IS NULL ORDER BY name, id LIMIT 200",
);
const FIND: Dialect = Dialect::same(
    "SELECT id, name, algorithm, secret_sealed, lines, version, created_at FROM hotline_source \
     WHERE id = $1 AND retired_at IS NULL",
);
const LOCK: Dialect = Dialect {
    sqlite: "SELECT id FROM hotline_source WHERE id = $1 AND retired_at IS NULL",
    postgres: "SELECT id FROM hotline_source WHERE id = $1 AND retired_at IS NULL FOR UPDATE",
};
const ROTATE: Dialect = Dialect::same(
    "UPDATE hotline_source SET secret_sealed = $2, version = version + 1 WHERE id = $1 AND retired_at IS NULL",
);
const RETIRE: Dialect = Dialect::same("UPDATE hotline_source SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, FIND, LOCK, ROTATE, RETIRE];

/// A phone system as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SourceRow {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// How its reports are signed.
    #[sqlx(try_from = "String")]
    pub algorithm: Algorithm,
    /// What they are signed with, sealed.
    pub secret_sealed: Vec<u8>,
    /// Its lines.
    pub lines: Json<Vec<Line>>,
    /// Grows with every new secret.
    pub version: i64,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        let SourceRow { id, name, algorithm, lines, version, created_at, .. } = row;
        Self { id, name, algorithm, lines: lines.0, version, created_at }
    }
}

/// Adds a phone system.
pub async fn source_insert(tx: &mut Tx, row: &SourceRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        &row.name,
        row.algorithm.code(),
        row.secret_sealed.clone(),
        Arg::json(&row.lines.0)?,
        row.version,
        row.created_at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Every phone system, by name; there are few.
pub async fn source_list(tx: &mut Tx) -> Result<Vec<SourceRow>, DbError> {
    tx.all(LIST, args![]).await
}

/// The phone system of an id.
pub async fn source_find(tx: &mut Tx, id: Uuid) -> Result<Option<SourceRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Holds a phone system, so that its reports are taken one after another; `false` when there is none.
pub async fn source_lock(tx: &mut Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(tx.optional::<(Uuid,)>(LOCK, args![id]).await?.is_some())
}

/// Gives a phone system a new secret.
pub async fn source_rotate(tx: &mut Tx, id: Uuid, sealed: Vec<u8>) -> Result<(), DbError> {
    tx.execute(ROTATE, args![id, sealed]).await.map(drop)
}

/// Takes no more reports of a phone system.
pub async fn source_retire(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(RETIRE, args![id, now]).await.map(drop)
}
