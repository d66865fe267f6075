//! What happened to a report.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::EntryWhat;

const ADD: Dialect = Dialect::same(
    "INSERT INTO report_entry (report_id, n, at, what, text, by_id, by_name) \
     SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 FROM report_entry WHERE report_id = $1",
);
const LIST: Dialect =
    Dialect::same("SELECT n, at, what, text, by_name FROM report_entry WHERE report_id = $1 ORDER BY n");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ADD, LIST];

/// An entry as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EntryRow {
    pub n: i64,
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub what: EntryWhat,
    pub text: Option<String>,
    pub by_name: String,
}

/// Writes down what happened.
pub async fn entry_add(
    tx: &mut Tx,
    report: Uuid,
    (at, what): (DateTime<Utc>, EntryWhat),
    (by, name): (Uuid, &str),
    text: Option<&str>,
) -> Result<(), DbError> {
    tx.execute(ADD, args![report, at, what.code(), text.map(str::to_owned), by, name]).await.map(drop)
}

/// Everything that happened, in order.
pub async fn entry_list(tx: &mut Tx, report: Uuid) -> Result<Vec<EntryRow>, DbError> {
    tx.all(LIST, args![report]).await
}
