//! What reports of a period list.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};

use crate::model::{Outage, WatchKind};

const OUTAGES: Dialect = Dialect::same(
    "SELECT o.id, o.contract_id, o.probe_id, p.title, s.name AS system, o.problem, o.from_at, o.noticed_at, o.until_at, \
     o.seconds, o.reason, o.ticket_id, o.ticket_number, s.work FROM probing_outage o \
     JOIN probing_probe p ON p.id = o.probe_id JOIN probing_system s ON s.id = p.system_id \
     WHERE o.contract_id = $1 AND o.from_at < $3 AND (o.until_at IS NULL OR o.until_at > $2) ORDER BY o.from_at, o.id",
);
const TOLD: Dialect = Dialect::same(
    "SELECT kind, partner, COUNT(*) AS attempts, CAST(SUM(CASE WHEN ok = FALSE THEN 1 ELSE 0 END) AS BIGINT) AS failures, \
     CAST(COALESCE(SUM(CASE WHEN ok = TRUE THEN n END), 0) AS BIGINT) AS n, MAX(lag_seconds) AS lag_seconds, \
     MAX(CASE WHEN ok = TRUE THEN at END) AS last_success FROM probing_watch_event \
     WHERE contract_id = $1 AND at >= $2 AND at < $3 GROUP BY kind, partner ORDER BY kind, partner",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[OUTAGES, TOLD];

/// An outage with the work of its system.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ReportedOutage {
    /// The outage.
    #[sqlx(flatten)]
    pub outage: Outage,
    /// Key of the work of its system.
    pub work: Option<String>,
}

/// What was told of a kind and partner.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedWatch {
    #[sqlx(try_from = "String")]
    pub kind: WatchKind,
    pub partner: String,
    pub attempts: i64,
    pub failures: i64,
    pub n: i64,
    pub lag_seconds: Option<i64>,
    pub last_success: Option<DateTime<Utc>>,
}

/// Outages of a contract that touch `[from, until)`.
pub async fn reported_outages(
    tx: &mut Tx,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ReportedOutage>, DbError> {
    tx.all(OUTAGES, args![contract, from, until]).await
}

/// What systems told in `[from, until)`, by kind and partner.
pub async fn reported_watch(
    tx: &mut Tx,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ReportedWatch>, DbError> {
    tx.all(TOLD, args![contract, from, until]).await
}
