//! Tests of changes.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::TestResult;

const INSERT: Dialect = Dialect::same(
    "INSERT INTO change_test (id, change_id, text_no, environment, passed, failed, result, tester, tested_on, note, by_id, \
     by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
);
const OF: Dialect = Dialect::same(
    "SELECT id, change_id, text_no, environment, passed, failed, result, tester, tested_on, note, by_id, by_name, at \
     FROM change_test WHERE change_id = $1 ORDER BY at DESC, id DESC",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, OF];

/// A test as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct TestRow {
    pub id: Uuid,
    pub change_id: Uuid,
    pub text_no: i64,
    pub environment: String,
    pub passed: i64,
    pub failed: i64,
    #[sqlx(try_from = "String")]
    pub result: TestResult,
    pub tester: String,
    pub tested_on: NaiveDate,
    pub note: Option<String>,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// Keeps one.
pub async fn test_insert(tx: &mut Tx, row: &TestRow) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.change_id,
        row.text_no,
        &row.environment,
        row.passed,
        row.failed,
        row.result.code(),
        &row.tester,
        row.tested_on,
        row.note.clone(),
        row.by_id,
        &row.by_name,
        row.at
    ];
    tx.execute(INSERT, args).await.map(drop)
}

/// Those of a change, the newest first.
pub async fn tests_of(tx: &mut Tx, change: Uuid) -> Result<Vec<TestRow>, DbError> {
    tx.all(OF, args![change]).await
}
