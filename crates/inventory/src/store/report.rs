//! What reports of a period list.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

const SOURCES: Dialect = Dialect::same(
    "SELECT id, title, work, state, last_at, last_text, tables FROM inventory_source \
     WHERE contract_id = $1 ORDER BY title, id",
);
const READINGS: Dialect = Dialect::same(
    "SELECT s.id AS source_id, s.title, s.work, r.id, r.at, r.asked_by, r.tables, r.views, r.columns, r.rows, r.before_id, \
     r.added, r.removed, r.changed FROM inventory_source s \
     JOIN inventory_reading r ON r.source_id = s.id AND r.at >= $2 AND r.at < $3 WHERE s.contract_id = $1 ORDER BY r.at, r.id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[SOURCES, READINGS];

/// A database that is read.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedSource {
    pub id: Uuid,
    pub title: String,
    pub work: Option<String>,
    pub state: String,
    pub last_at: Option<DateTime<Utc>>,
    pub last_text: Option<String>,
    pub tables: i64,
}

/// A reading with its source.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedReading {
    pub source_id: Uuid,
    pub title: String,
    pub work: Option<String>,
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub asked_by: String,
    pub tables: i64,
    pub views: i64,
    pub columns: i64,
    pub rows: Option<i64>,
    pub before_id: Option<Uuid>,
    pub added: i64,
    pub removed: i64,
    pub changed: i64,
}

/// The databases of a contract that are read.
pub async fn reported_sources(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportedSource>, DbError> {
    tx.all(SOURCES, args![contract]).await
}

/// What was read in `[from, until)`.
pub async fn reported_readings(
    tx: &mut Tx,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ReportedReading>, DbError> {
    tx.all(READINGS, args![contract, from, until]).await
}
