//! What happened to changes.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO change_entry (id, change_id, action, text, by_name, at) VALUES ($1, $2, $3, $4, $5, $6)",
);
const OF: Dialect = Dialect::same(
    "SELECT id, change_id, action, text, by_name, at FROM change_entry WHERE change_id = $1 ORDER BY at DESC, id DESC",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, OF];

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub id: Uuid,
    pub change_id: Uuid,
    pub action: String,
    pub text: Option<String>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Keeps one.
pub async fn entry_insert(tx: &mut Tx, row: &EntryRow) -> Result<(), DbError> {
    let args = args![row.id, row.change_id, &row.action, row.text.clone(), &row.by_name, row.at];
    tx.execute(INSERT, args).await.map(drop)
}

/// Those of a change, the newest first.
pub async fn entries_of(tx: &mut Tx, change: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(OF, args![change]).await
}
