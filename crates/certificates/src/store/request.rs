//! Requests and the certificates that they are about.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Sql, args,
    db::{Arg, DbError, Dialect, Tx},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::model::{RequestKind, RequestState, WantedDetails};

macro_rules! columns {
    () => {
        "id, contract_id, kind, state, wanted, reason, asked_by, asked_name, asked_at, decided_by, decided_name, \
         decided_at, decision, ended_name, ended_at, outcome, ticket_id, ticket_number, ticket_wanted, version"
    };
}

const INSERT: Dialect = Dialect::same(
    "INSERT INTO certificate_request (id, contract_id, kind, state, wanted, reason, asked_by, asked_name, asked_at, \
     ticket_id, ticket_number, ticket_wanted, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
);
const FIND: Dialect = Dialect::same(concat!("SELECT ", columns!(), " FROM certificate_request WHERE id = $1"));
const DECIDE: Dialect = Dialect::same(
    "UPDATE certificate_request SET state = $3, decided_by = $4, decided_name = $5, decided_at = $6, decision = $7, \
     version = version + 1 WHERE id = $1 AND version = $2",
);
const END: Dialect = Dialect::same(
    "UPDATE certificate_request SET state = $3, ended_name = $4, ended_at = $5, outcome = $6, version = version + 1 \
     WHERE id = $1 AND version = $2",
);
const CLOSE_ITEMS: Dialect =
    Dialect::same("UPDATE certificate_request_item SET open = FALSE WHERE request_id = $1 AND open");
// Not a change that people make: whoever has read the request may go on with it.
const TICKETED: Dialect = Dialect::same(
    "UPDATE certificate_request SET ticket_id = $3, ticket_number = $4 WHERE contract_id = $1 AND id = $2",
);

/// Statements of this file.
pub(super) const SQL: &[Dialect] = &[INSERT, FIND, DECIDE, END, CLOSE_ITEMS, TICKETED];

/// A request as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns are those of the migration")]
pub struct RequestRow {
    pub id: Uuid,
    pub contract_id: Uuid,
    #[sqlx(try_from = "String")]
    pub kind: RequestKind,
    #[sqlx(try_from = "String")]
    pub state: RequestState,
    pub wanted: Json<WantedDetails>,
    pub reason: String,
    pub asked_by: Uuid,
    pub asked_name: String,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<Uuid>,
    pub decided_name: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision: Option<String>,
    pub ended_name: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
    pub ticket_id: Option<Uuid>,
    pub ticket_number: Option<String>,
    pub ticket_wanted: bool,
    pub version: i64,
}

/// Adds a request about `certificates`.
pub async fn request_insert(tx: &mut Tx, row: &RequestRow, certificates: &[Uuid]) -> Result<(), DbError> {
    let args = args![
        row.id,
        row.contract_id,
        row.kind.code(),
        row.state.code(),
        Arg::json(&row.wanted.0)?,
        &row.reason,
        row.asked_by,
        &row.asked_name,
        row.asked_at,
        row.ticket_id,
        row.ticket_number.clone(),
        row.ticket_wanted
    ];
    tx.execute(INSERT, args).await?;
    if !certificates.is_empty() {
        let mut sql = Sql::new("INSERT INTO certificate_request_item (request_id, certificate_id, open) VALUES ");
        sql.bind_rows(certificates.iter().map(|certificate| args![row.id, *certificate, true]));
        tx.execute_sql(sql).await?;
    }
    Ok(())
}

/// The request of an id.
pub async fn request_find(tx: &mut Tx, id: Uuid) -> Result<Option<RequestRow>, DbError> {
    tx.optional(FIND, args![id]).await
}

/// Keeps the ticket that was opened for a request of a contract; `false` when there is no such request.
pub async fn request_ticketed(
    tx: &mut Tx,
    (contract, request): (Uuid, Uuid),
    ticket: Uuid,
    number: &str,
) -> Result<bool, DbError> {
    Ok(tx.execute(TICKETED, args![contract, request, ticket, number]).await? == 1)
}

/// Keeps a decision, when the request is still the version of `row`.
pub async fn request_decide(tx: &mut Tx, row: &RequestRow) -> Result<bool, DbError> {
    let args = args![
        row.id,
        row.version,
        row.state.code(),
        row.decided_by,
        row.decided_name.clone(),
        row.decided_at,
        row.decision.clone()
    ];
    Ok(tx.execute(DECIDE, args).await? == 1)
}

/// Keeps that a request was carried out or taken back, when it is still the version of `row`.
pub async fn request_end(tx: &mut Tx, row: &RequestRow) -> Result<bool, DbError> {
    let args = args![row.id, row.version, row.state.code(), row.ended_name.clone(), row.ended_at, row.outcome.clone()];
    Ok(tx.execute(END, args).await? == 1)
}

/// The certificates of a request may be in another one again.
pub async fn request_release(tx: &mut Tx, request: Uuid) -> Result<(), DbError> {
    tx.execute(CLOSE_ITEMS, args![request]).await.map(drop)
}

/// The certificates that each of `requests` is about.
pub async fn request_items(tx: &mut Tx, requests: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, DbError> {
    let mut sql = Sql::new("SELECT request_id, certificate_id FROM certificate_request_item WHERE request_id IN ");
    sql.bind_list(requests.iter().copied()).push(" ORDER BY request_id, certificate_id");
    tx.all_sql(sql).await
}

/// Those of `certificates` that an open request is about.
pub async fn certificates_in_requests(tx: &mut Tx, certificates: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let mut sql = Sql::new("SELECT certificate_id FROM certificate_request_item WHERE open AND certificate_id IN ");
    sql.bind_list(certificates.iter().copied());
    Ok(tx.all_sql::<(Uuid,)>(sql).await?.into_iter().map(|(id,)| id).collect())
}

/// Which requests are wanted.
#[derive(Clone, Debug, Default)]
pub struct WantedRequests {
    /// Of these contracts; `None`: of all.
    pub contracts: Option<Vec<ContractId>>,
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only; empty: in any.
    pub states: Vec<RequestState>,
    /// About one certificate only.
    pub certificate: Option<Uuid>,
    /// After this one in the list.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

/// Requests, the last first.
pub async fn request_list(tx: &mut Tx, wanted: &WantedRequests, limit: u32) -> Result<Vec<RequestRow>, DbError> {
    let mut sql = Sql::new(concat!("SELECT ", columns!(), " FROM certificate_request WHERE TRUE"));
    if let Some(contracts) = &wanted.contracts {
        sql.push(" AND contract_id IN ").bind_list(contracts.iter().copied());
    }
    if let Some(contract) = wanted.contract {
        sql.push(" AND contract_id = ").bind(contract);
    }
    if !wanted.states.is_empty() {
        sql.push(" AND state IN ").bind_list(wanted.states.iter().map(|state| state.code()));
    }
    if let Some(certificate) = wanted.certificate {
        sql.push(" AND id IN (SELECT request_id FROM certificate_request_item WHERE certificate_id = ");
        sql.bind(certificate).push(")");
    }
    if let Some((at, id)) = wanted.after {
        sql.push(" AND (asked_at, id) < (").bind(at).push(", ").bind(id).push(")");
    }
    sql.push(" ORDER BY asked_at DESC, id DESC LIMIT ").bind(limit);
    tx.all_sql(sql).await
}
