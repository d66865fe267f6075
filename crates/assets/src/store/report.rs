//! What reports of a period list.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use uuid::Uuid;

use crate::model::{EntryKind, Level, MovementKind, State, TakingOf, TakingState};

const STOCK: Dialect = Dialect::same(
    "SELECT level, state, COALESCE(work, '') AS work, COUNT(*) AS n, CAST(SUM(quantity) AS BIGINT) AS quantity FROM asset \
     WHERE contract_id = $1 GROUP BY level, state, COALESCE(work, '') ORDER BY level, state",
);
const LINES: Dialect = Dialect::same(
    "SELECT rule, COUNT(*), CAST(SUM(quantity) AS BIGINT) FROM asset WHERE contract_id = $1 AND rule IS NOT NULL \
     GROUP BY rule ORDER BY rule",
);
const ENTRIES: Dialect = Dialect::same(
    "SELECT a.id, a.code, a.name, a.work, e.at, e.kind, e.text, e.by_name FROM asset a \
     JOIN asset_entry e ON e.asset_id = a.id AND e.at >= $2 AND e.at < $3 \
     WHERE a.contract_id = $1 AND e.kind IN ('registered', 'changed', 'moved', 'repaired', 'part') ORDER BY e.at, e.id",
);
const SPARES: Dialect = Dialect::same(
    "SELECT id, code, name, unit, work, stock, minimum, low_since, ticket_number FROM spare \
     WHERE contract_id = $1 ORDER BY code",
);
const MOVEMENTS: Dialect = Dialect::same(
    "SELECT s.id, s.code, s.name, s.unit, s.work, m.kind, m.quantity, m.delta, m.stock, m.ticket_number, m.reason, \
     m.by_name, m.at FROM spare s JOIN spare_movement m ON m.spare_id = s.id AND m.at >= $2 AND m.at < $3 \
     WHERE s.contract_id = $1 ORDER BY m.at, m.id",
);
const TAKINGS: Dialect = Dialect::same(
    "SELECT t.id, t.of_what, t.work, t.title, t.state, t.started_at, t.by_name, t.closed_at, t.settled, \
     COUNT(l.id) AS lines, CAST(COALESCE(SUM(CASE WHEN l.counted IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS counted, \
     CAST(COALESCE(SUM(CASE WHEN l.counted <> l.booked THEN 1 ELSE 0 END), 0) AS BIGINT) AS different \
     FROM stock_taking t LEFT JOIN stock_line l ON l.taking_id = t.id \
     WHERE t.contract_id = $1 AND t.started_at < $3 AND (t.started_at >= $2 OR t.closed_at >= $2 OR t.closed_at IS NULL) \
     GROUP BY t.id, t.of_what, t.work, t.title, t.state, t.started_at, t.by_name, t.closed_at, t.settled \
     ORDER BY t.started_at, t.id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[STOCK, LINES, ENTRIES, SPARES, MOVEMENTS, TAKINGS];

type Span = (DateTime<Utc>, DateTime<Utc>);

/// How many assets stand where.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedStock {
    #[sqlx(try_from = "String")]
    pub level: Level,
    #[sqlx(try_from = "String")]
    pub state: State,
    pub work: String,
    pub n: i64,
    pub quantity: i64,
}

/// Something that happened to an asset.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedEntry {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub work: Option<String>,
    pub at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub kind: EntryKind,
    pub text: String,
    pub by_name: String,
}

/// A spare.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedSpare {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub unit: String,
    pub work: Option<String>,
    pub stock: i64,
    pub minimum: i64,
    pub low_since: Option<DateTime<Utc>>,
    pub ticket_number: Option<String>,
}

/// A movement of a spare.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedMovement {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub unit: String,
    pub work: Option<String>,
    #[sqlx(try_from = "String")]
    pub kind: MovementKind,
    pub quantity: i64,
    pub delta: i64,
    pub stock: i64,
    pub ticket_number: Option<String>,
    pub reason: Option<String>,
    pub by_name: String,
    pub at: DateTime<Utc>,
}

/// A stock-taking.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedTaking {
    pub id: Uuid,
    #[sqlx(try_from = "String")]
    pub of_what: TakingOf,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub state: TakingState,
    pub started_at: DateTime<Utc>,
    pub by_name: String,
    pub closed_at: Option<DateTime<Utc>>,
    pub settled: bool,
    pub lines: i64,
    pub counted: i64,
    pub different: i64,
}

/// How many assets of a contract stand where now.
pub async fn reported_stock(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportedStock>, DbError> {
    tx.all(STOCK, args![contract]).await
}

/// How many assets, and how much of them, there are of each line of a contract.
pub async fn reported_lines(tx: &mut Tx, contract: ContractId) -> Result<Vec<(String, i64, i64)>, DbError> {
    tx.all(LINES, args![contract]).await
}

/// What happened to assets in `span`, but counts, rounds, tickets and notes.
pub async fn reported_entries(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedEntry>, DbError> {
    tx.all(ENTRIES, args![contract, span.0, span.1]).await
}

/// The spares of a contract now.
pub async fn reported_spares(tx: &mut Tx, contract: ContractId) -> Result<Vec<ReportedSpare>, DbError> {
    tx.all(SPARES, args![contract]).await
}

/// Movements of spares in `span`.
pub async fn reported_movements(
    tx: &mut Tx,
    contract: ContractId,
    span: Span,
) -> Result<Vec<ReportedMovement>, DbError> {
    tx.all(MOVEMENTS, args![contract, span.0, span.1]).await
}

/// Stock-takings that were begun or closed in `span`, or are open.
pub async fn reported_takings(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedTaking>, DbError> {
    tx.all(TAKINGS, args![contract, span.0, span.1]).await
}
