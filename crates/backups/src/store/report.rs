//! What reports of a period list.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use super::drill::DrillRow;
use crate::model::{Finding, PolicyState, What};

const POLICIES: Dialect = Dialect::same(
    "SELECT p.id, p.clause, p.work, p.title, p.what, p.every_hours, p.keep_days, p.place, p.state, p.proven_at, \
     (SELECT COUNT(*) FROM backup_check c WHERE c.policy_id = p.id AND c.at >= $2 AND c.at < $3) AS checks, \
     (SELECT COUNT(*) FROM backup_check c WHERE c.policy_id = p.id AND c.at >= $2 AND c.at < $3 AND c.ok = FALSE) AS bad \
     FROM backup_policy p WHERE p.contract_id = $1 AND p.created_at < $3 AND (p.retired_at IS NULL OR p.retired_at >= $2) \
     ORDER BY p.title, p.id",
);
const FILES: Dialect = Dialect::same(
    "SELECT f.policy_id, f.name, f.at, f.bytes, f.gone_at FROM backup_policy p \
     JOIN backup_file f ON f.policy_id = p.id AND f.at >= $2 AND f.at < $3 WHERE p.contract_id = $1 ORDER BY f.at, f.name",
);
const FAILED: Dialect = Dialect::same(
    "SELECT c.policy_id, c.at, c.findings FROM backup_policy p \
     JOIN backup_check c ON c.policy_id = p.id AND c.at >= $2 AND c.at < $3 AND c.ok = FALSE \
     WHERE p.contract_id = $1 ORDER BY c.at, c.id",
);
const DRILLS: Dialect = Dialect::same(
    "SELECT d.id, d.policy_id, p.contract_id, p.title, p.format, d.state, d.file, d.file_at, d.asked_at, d.started_at, \
     d.ended_at, d.ms, d.bytes, d.counts, d.text, d.by_name, d.fence FROM backup_policy p \
     JOIN backup_drill d ON d.policy_id = p.id AND d.asked_at >= $2 AND d.asked_at < $3 \
     WHERE p.contract_id = $1 ORDER BY d.asked_at, d.id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[POLICIES, FILES, FAILED, DRILLS];

type Span = (DateTime<Utc>, DateTime<Utc>);

/// A policy with how often it was looked at.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedPolicy {
    pub id: Uuid,
    pub clause: Option<String>,
    pub work: Option<String>,
    pub title: String,
    #[sqlx(try_from = "String")]
    pub what: What,
    pub every_hours: i64,
    pub keep_days: i64,
    pub place: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: PolicyState,
    pub proven_at: Option<DateTime<Utc>>,
    /// Looks of the period.
    pub checks: i64,
    /// Those that found something wrong.
    pub bad: i64,
}

/// A backup that was made.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedFile {
    pub policy_id: Uuid,
    pub name: String,
    pub at: DateTime<Utc>,
    pub bytes: i64,
    pub gone_at: Option<DateTime<Utc>>,
}

/// A look that found something wrong.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedFault {
    pub policy_id: Uuid,
    pub at: DateTime<Utc>,
    pub findings: Json<Vec<Finding>>,
}

/// Policies that there were in `span`.
pub async fn reported_policies(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedPolicy>, DbError> {
    tx.all(POLICIES, args![contract, span.0, span.1]).await
}

/// Backups that were made in `span`.
pub async fn reported_files(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedFile>, DbError> {
    tx.all(FILES, args![contract, span.0, span.1]).await
}

/// Looks of `span` that found something wrong.
pub async fn reported_faults(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<ReportedFault>, DbError> {
    tx.all(FAILED, args![contract, span.0, span.1]).await
}

/// Drills that were asked for in `span`.
pub async fn reported_drills(tx: &mut Tx, contract: ContractId, span: Span) -> Result<Vec<DrillRow>, DbError> {
    tx.all(DRILLS, args![contract, span.0, span.1]).await
}
