//! Use cases: check, change, record, audit. The transaction is the caller's.

mod evaluations;
mod files;
mod findings;
mod import;
mod intake;
mod life;
mod list;
mod pledges;
pub(crate) mod reminding;
mod returns;
mod shown;
mod terms;
pub(crate) mod ticket;
mod year;

use std::sync::Arc;

use jianyue_contracts::{Desk, Refusal, registry::Compiled};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    events,
    form::Form,
};
use serde_json::Value;
use uuid::Uuid;

pub use evaluations::{EvaluationChange, NewEvaluation, evaluation, evaluation_add, evaluation_change, evaluations};
pub use files::{Thing, attach_to, attached, may_attach};
pub use findings::{
    EndFinding, FindingImportRow, FindingImported, NewFinding, finding_add, finding_end, findings_import, findings_of,
};
pub use import::{ImportOutcome, ImportResult, ImportRow, scan_import, scan_of};
pub use intake::{Correction, NewVulnerability, correct, take_in};
pub use life::{Analysis, Confirmation, Feedback, Mending, Reporting, Retest, SendBack};
pub use life::{analyse, confirm, feed_back, mend, report, retest, send_back};
pub use list::{VulnerabilityWish, counts, vulnerabilities, vulnerability};
pub use pledges::{NewPledge, PledgeChange, pledge_add, pledge_change, pledges};
pub(crate) use returns::state as return_state;
pub use returns::{
    NewReturn, NewReturnItem, Settlement, Witness, may_witness, return_add, return_item_add, returns, settle, witness,
};
pub use terms::{NewTerms, terms, terms_set};
pub use year::{year, year_sheet};

use crate::{error::SecurityError, model::SecurityChanged, permissions::READ};

/// The most characters of what people say of something.
const TEXT: usize = 2_000;

/// The works of a record as lists of works go.
fn works(work: Option<&String>) -> Vec<String> {
    work.cloned().into_iter().collect()
}

/// Lets the caller on when they hold `needed` on the work.
fn require(desk: Desk<'_>, needed: &Permission, contract: Uuid, work: Option<&String>) -> Result<(), Refusal> {
    desk.require(&READ, needed, ContractId(contract), &works(work))
}

/// The contract as it is today.
async fn today(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Arc<Compiled>, Refusal> {
    desk.version(tx, contract, desk.today()).await
}

/// A key of a work that the contract has.
fn work_of(form: &mut Form, contract: &Compiled, work: Option<&str>) -> Option<String> {
    let work = form.optional("work", "工作内容", work, 60)?;
    if !contract.model.works.iter().any(|one| one.key == work) {
        form.wrong("work", "合同中没有这项工作内容，请从列表中选择");
    }
    Some(work)
}

/// Writes down what was done, and tells live pages.
async fn done(
    tx: &mut Tx,
    desk: Desk<'_>,
    (contract, subject): (Uuid, Uuid),
    (action, what): (&'static str, &'static str),
    detail: Value,
) -> Result<(), SecurityError> {
    let event = SecurityChanged { subject_id: subject, contract_id: contract, what, at: desk.now() };
    events::record(tx, desk.env, &event).await?;
    let contract = Some(ContractId(contract));
    Ok(audit::record(tx, desk.env, desk.by, Entry { action, subject, contract, detail }).await?)
}
