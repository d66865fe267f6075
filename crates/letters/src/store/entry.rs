//! The history of letters.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::EntryWhat;

const ADD: Dialect = Dialect::same(
    "INSERT INTO letter_entry (letter_id, n, at, what, side, text, by_id, by_name) \
     SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6, $7 FROM letter_entry WHERE letter_id = $1",
);
const OF: Dialect =
    Dialect::same("SELECT n, at, what, side, text, by_name FROM letter_entry WHERE letter_id = $1 ORDER BY n");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ADD, OF];

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub n: i64,
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub what: EntryWhat,
    pub side: String,
    pub text: Option<String>,
    pub by_name: String,
}

/// Adds an entry to the end. The letter is held.
pub async fn entry_add(
    tx: &mut Tx,
    letter: Uuid,
    (at, what): (DateTime<Utc>, EntryWhat),
    (side, by_id, by_name): (&str, Uuid, &str),
    text: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(ADD, args![letter, at, what.code(), side, text, by_id, by_name]).await.map(drop)
}

/// Everything that happened to a letter, in order.
pub async fn entry_list(tx: &mut Tx, letter: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(OF, args![letter]).await
}
