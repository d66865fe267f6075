//! Requests: asked for by one person, approved by another, carried out, and only then the register changes.

mod asking;
mod deciding;
mod finishing;
mod ticket;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jianyue_kernel::{Actor, BadCursor, Page, PageRequest};
use jianyue_platform::{App, DbError, Tx};
use uuid::Uuid;

pub use self::{
    asking::{NewCertificateRequest, ask},
    deciding::{Decision, decide, withdraw},
    finishing::{CertificateIssued, Finished, finish},
    ticket::Ticketed,
};
use crate::{
    error::CertificateError,
    model::{CertificateRequest, Decided, RequestState},
    permissions::{READ, readable, require},
    store::request::{
        RequestRow, WantedRequests, request_end, request_find, request_items, request_list, request_release,
    },
};

/// Which requests are wanted.
#[derive(Clone, Debug, Default)]
pub struct RequestsWanted {
    /// Of one contract only.
    pub contract: Option<Uuid>,
    /// In one of these states only; empty: in any.
    pub states: Vec<RequestState>,
    /// About one certificate only.
    pub certificate: Option<Uuid>,
    /// Which page.
    pub page: PageRequest,
}

/// Requests, the last first.
pub async fn requests(
    tx: &mut Tx,
    by: &Actor,
    wanted: RequestsWanted,
) -> Result<Page<CertificateRequest>, CertificateError> {
    let after = match wanted.page.after::<2>()? {
        Some([at, id]) => {
            Some((at.parse::<DateTime<Utc>>().map_err(|_| BadCursor)?, id.parse::<Uuid>().map_err(|_| BadCursor)?))
        }
        None => None,
    };
    let limit = wanted.page.limit();
    let asked = WantedRequests {
        contracts: readable(by),
        contract: wanted.contract,
        states: wanted.states,
        certificate: wanted.certificate,
        after,
    };
    let rows = request_list(tx, &asked, limit + 1).await?;
    let page = Page::of(rows, limit, |row| [row.asked_at.to_rfc3339(), row.id.to_string()]);
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.id).collect();
    let mut items: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (request, certificate) in request_items(tx, &ids).await? {
        items.entry(request).or_default().push(certificate);
    }
    Ok(page.map(|row| {
        let certificates = items.remove(&row.id).unwrap_or_default();
        shown(row, certificates)
    }))
}

/// The request of an id.
pub async fn request(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<CertificateRequest, CertificateError> {
    let row = known(tx, by, id).await?;
    again(tx, row).await
}

async fn end(app: &App, tx: &mut Tx, by: &Actor, row: &mut RequestRow, version: i64) -> Result<(), CertificateError> {
    row.ended_name = Some(by.name.clone());
    row.ended_at = Some(app.env().now());
    fresh(tx, row, version).await?;
    if !request_end(tx, row).await? {
        return Err(stale(tx, row.id).await?);
    }
    row.version += 1;
    Ok(request_release(tx, row.id).await?)
}

/// That a request stands where it may be acted on.
fn waiting(row: &RequestRow, state: RequestState, text: &str) -> Result<(), CertificateError> {
    if row.state == state { Ok(()) } else { Err(CertificateError::WrongState(text.to_owned())) }
}

async fn fresh(tx: &mut Tx, row: &RequestRow, version: i64) -> Result<(), CertificateError> {
    if row.version == version { Ok(()) } else { Err(stale(tx, row.id).await?) }
}

async fn stale(tx: &mut Tx, id: Uuid) -> Result<CertificateError, CertificateError> {
    let row = request_find(tx, id).await?.ok_or(CertificateError::NotFound)?;
    let current = serde_json::to_value(again(tx, row).await?).map_err(DbError::from)?;
    Ok(CertificateError::Stale { current: Box::new(current) })
}

async fn known(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<RequestRow, CertificateError> {
    let row = request_find(tx, id).await?.ok_or(CertificateError::NotFound)?;
    require(by, &READ, row.contract_id.into())?;
    Ok(row)
}

async fn again(tx: &mut Tx, row: RequestRow) -> Result<CertificateRequest, CertificateError> {
    let items = request_items(tx, &[row.id]).await?;
    Ok(shown(row, items.into_iter().map(|(_, certificate)| certificate).collect()))
}

fn shown(row: RequestRow, certificates: Vec<Uuid>) -> CertificateRequest {
    let decided = row.decided_name.zip(row.decided_at).map(|(by, at)| Decided { by, at, note: row.decision });
    let ended = row.ended_name.zip(row.ended_at).map(|(by, at)| Decided { by, at, note: row.outcome });
    CertificateRequest {
        id: row.id,
        contract_id: row.contract_id,
        kind: row.kind,
        state: row.state,
        certificates,
        wanted: row.wanted.0,
        reason: row.reason,
        asked_by: row.asked_name,
        asked_by_id: row.asked_by,
        asked_at: row.asked_at,
        decided,
        ended,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        ticket_wanted: row.ticket_wanted,
        version: row.version,
    }
}
