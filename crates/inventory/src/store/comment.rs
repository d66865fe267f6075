//! What people say of tables and columns.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const KEEP: Dialect = Dialect::same(
    "INSERT INTO inventory_comment (source_id, table_name, column_name, text, said_by, said_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (source_id, table_name, column_name) \
     DO UPDATE SET text = excluded.text, said_by = excluded.said_by, said_at = excluded.said_at",
);
const DELETE: Dialect =
    Dialect::same("DELETE FROM inventory_comment WHERE source_id = $1 AND table_name = $2 AND column_name = $3");
const LIST: Dialect = Dialect::same("SELECT table_name, column_name, text FROM inventory_comment WHERE source_id = $1");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[KEEP, DELETE, LIST];

/// What people say, by table and column; the column is empty for the table itself.
pub type Notes = HashMap<(String, String), String>;

/// Keeps what `by` says of a table or column; an empty text takes it back.
pub async fn comment_keep(
    tx: &mut Tx,
    source: Uuid,
    (table, column): (&str, &str),
    text: &str,
    (by, at): (&str, DateTime<Utc>),
) -> Result<(), DbError> {
    if text.is_empty() {
        return tx.execute(DELETE, args![source, table, column]).await.map(drop);
    }
    tx.execute(KEEP, args![source, table, column, text, by, at]).await.map(drop)
}

/// Everything that people say of a source.
pub async fn comment_all(tx: &mut Tx, source: Uuid) -> Result<Notes, DbError> {
    let rows: Vec<(String, String, String)> = tx.all(LIST, args![source]).await?;
    Ok(rows.into_iter().map(|(table, column, text)| ((table, column), text)).collect())
}
