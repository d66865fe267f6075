//! Versions that were submitted, and what the client asked of them.

use chrono::{DateTime, Utc};
use jianyue_platform::{
    Sql, args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO report_version (report_id, no, snapshot, digest, difference, submitted_at, by_id, by_name) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
const LIST: Dialect = Dialect::same(
    "SELECT no, digest, difference, submitted_at, by_name, withdrawn_at FROM report_version \
     WHERE report_id = $1 ORDER BY no DESC",
);
const SNAPSHOT: Dialect = Dialect::same("SELECT snapshot FROM report_version WHERE report_id = $1 AND no = $2");
const WITHDRAW: Dialect = Dialect::same("UPDATE report_version SET withdrawn_at = $3 WHERE report_id = $1 AND no = $2");
const COMMENTS: Dialect = Dialect::same(
    "SELECT no, section, heading, text, by_name, at, answered FROM report_comment WHERE report_id = $1 \
     ORDER BY no DESC, at, id",
);
const ANSWER: Dialect =
    Dialect::same("UPDATE report_comment SET answered = $2 WHERE report_id = $1 AND answered IS NULL");

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, LIST, SNAPSHOT, WITHDRAW, COMMENTS, ANSWER];

/// A version without what it holds.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct VersionRow {
    pub no: i64,
    pub digest: String,
    pub difference: Option<String>,
    pub submitted_at: DateTime<Utc>,
    pub by_name: String,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A comment as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct CommentRow {
    pub no: i64,
    pub section: String,
    pub heading: String,
    pub text: String,
    pub by_name: String,
    pub at: DateTime<Utc>,
    pub answered: Option<i64>,
}

/// What a version holds, deflated, with its digest.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// Deflated JSON.
    pub bytes: Vec<u8>,
    /// SM3 over the JSON.
    pub digest: String,
}

/// Keeps a version.
pub async fn version_insert(
    tx: &mut Tx,
    (report, no): (Uuid, i64),
    frozen: Frozen,
    difference: Option<String>,
    (at, by, name): (DateTime<Utc>, Uuid, &str),
) -> Result<(), DbError> {
    tx.execute(INSERT, args![report, no, frozen.bytes, frozen.digest, difference, at, by, name]).await.map(drop)
}

/// The versions of a report, the last first.
pub async fn version_list(tx: &mut Tx, report: Uuid) -> Result<Vec<VersionRow>, DbError> {
    tx.all(LIST, args![report]).await
}

/// What a version holds, deflated.
pub async fn snapshot_find(tx: &mut Tx, report: Uuid, no: i64) -> Result<Option<Vec<u8>>, DbError> {
    let found: Option<(Vec<u8>,)> = tx.optional(SNAPSHOT, args![report, no]).await?;
    Ok(found.map(|(bytes,)| bytes))
}

/// A version is taken back before the review.
pub async fn version_withdraw(tx: &mut Tx, report: Uuid, no: i64, at: DateTime<Utc>) -> Result<(), DbError> {
    tx.execute(WITHDRAW, args![report, no, at]).await.map(drop)
}

/// Keeps what the client asks.
pub async fn comment_insert(
    tx: &mut Tx,
    report: Uuid,
    comments: impl IntoIterator<Item = (Uuid, CommentRow)>,
) -> Result<(), DbError> {
    let mut sql =
        Sql::new("INSERT INTO report_comment (id, report_id, no, section, heading, text, by_name, at) VALUES ");
    sql.bind_rows(
        comments
            .into_iter()
            .map(|(id, row)| args![id, report, row.no, row.section, row.heading, row.text, row.by_name, row.at]),
    );
    tx.execute_sql(sql).await.map(drop)
}

/// Everything that was asked, that of the last version first.
pub async fn comment_list(tx: &mut Tx, report: Uuid) -> Result<Vec<CommentRow>, DbError> {
    tx.all(COMMENTS, args![report]).await
}

/// What was asked is answered by a version.
pub async fn comment_answer(tx: &mut Tx, report: Uuid, no: i64) -> Result<(), DbError> {
    tx.execute(ANSWER, args![report, no]).await.map(drop)
}
