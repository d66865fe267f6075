//! Use cases: check, change, record, audit. The transaction is the caller's.

mod check;
mod export;
mod forecast;
mod import;
mod issuers;
mod register;
pub(crate) mod reminding;
mod requests;
pub(crate) mod sighting;

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::Value;
use uuid::Uuid;

pub use check::{Checking, checking, keep_check, look};
pub use export::{Table, table};
pub use forecast::{Forecast, MonthEnding, forecast};
pub use import::{ImportOutcome, ImportResult, ImportRow, import};
pub use issuers::{add_issuers, issuers};
pub use register::{
    CertificateChange, CertificatesRequest, NewCertificate, add, certificate, certificates, change, seen,
};
pub use requests::{
    CertificateIssued, Decision, Finished, NewCertificateRequest, RequestsWanted, Ticketed, ask, decide, finish,
    request, requests, withdraw,
};

use crate::{
    error::CertificateError,
    model::RegisterChanged,
    permissions::{WRITE, require},
};

/// Whether `by` keeps the register: looked at before a file is received.
///
/// # Errors
/// When they do not.
pub fn may_write(by: &Actor, contract: ContractId) -> Result<(), CertificateError> {
    require(by, &WRITE, contract)
}

/// Writes down what was done, and tells live lists.
pub(crate) async fn done(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (contract, subject): (ContractId, Uuid),
    (action, what): (&'static str, &'static str),
    detail: Value,
) -> Result<(), CertificateError> {
    audit::record(tx, app.env(), by, Entry { action, subject, contract: Some(contract), detail }).await?;
    let event = RegisterChanged { subject_id: subject, contract_id: contract.0, what, at: app.env().now() };
    Ok(events::record(tx, app.env(), &event).await?)
}
