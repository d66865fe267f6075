//! What reports of a period list.

use chrono::{DateTime, NaiveDate, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    args,
    db::{DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{RequestKind, RequestState, WantedDetails};

const ENDING: Dialect = Dialect::same(
    "SELECT id, holder, unit, serial, issuer, valid_until FROM certificate \
     WHERE contract_id = $1 AND valid_until >= $2 AND valid_until <= $3 AND state = 'issued' ORDER BY valid_until, id",
);
const REQUESTS: Dialect = Dialect::same(
    "SELECT id, kind, state, wanted, asked_name, asked_at, decided_at, ended_at, ended_name, outcome, ticket_number, \
     (SELECT COUNT(*) FROM certificate_request_item i WHERE i.request_id = r.id) AS items FROM certificate_request r \
     WHERE contract_id = $1 AND asked_at < $3 AND (asked_at >= $2 OR ended_at >= $2 OR state IN ('asked', 'approved')) \
     ORDER BY asked_at, id",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[ENDING, REQUESTS];

/// A certificate in use that ends.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct EndingCertificate {
    pub id: Uuid,
    pub holder: String,
    pub unit: String,
    pub serial: String,
    pub issuer: String,
    pub valid_until: NaiveDate,
}

/// What a report tells of a request.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct ReportedRequest {
    pub id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: RequestKind,
    #[sqlx(try_from = "String")]
    pub state: RequestState,
    pub wanted: Json<WantedDetails>,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_name: Option<String>,
    pub outcome: Option<String>,
    pub ticket_number: Option<String>,
    /// How many certificates it is about; 0 for a new one.
    pub items: i64,
}

/// Certificates in use whose last day lies in the span.
pub async fn reported_ending(
    tx: &mut Tx,
    contract: ContractId,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<Vec<EndingCertificate>, DbError> {
    tx.all(ENDING, args![contract, from, to]).await
}

/// Requests that were asked for in `span` or ended in it, and those that are open.
pub async fn reported_requests(
    tx: &mut Tx,
    contract: ContractId,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<ReportedRequest>, DbError> {
    tx.all(REQUESTS, args![contract, from, until]).await
}
