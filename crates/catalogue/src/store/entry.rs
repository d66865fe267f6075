//! What happened to requests.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO service_request_entry (id, request_id, at, what, text, by_id, by_name) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const OF: Dialect = Dialect::same(
    "SELECT id, at, what, text, by_name FROM service_request_entry WHERE request_id = $1 ORDER BY at, id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, OF];

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub what: String,
    pub text: Option<String>,
    pub by_name: String,
}

/// Adds one, by a person.
pub async fn entry_insert(tx: &mut Tx, request: Uuid, row: &EntryRow, by: Uuid) -> Result<(), DbError> {
    let args = args![row.id, request, row.at, &row.what, row.text.clone(), by, &row.by_name];
    tx.execute(INSERT, args).await.map(drop)
}

/// Those of a request, the oldest first.
pub async fn entries_of(tx: &mut Tx, request: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(OF, args![request]).await
}
