//! Accounts: of one contract, and of one as it would be.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::FormFaults};
use sqlx::types::Json;
use uuid::Uuid;

use super::objecting::objection_terms;
use crate::{
    account::{account, check},
    error::BillingError,
    fold::{Told, fold},
    model::{AwaitedFact, ContractAccount, Entry, PenaltyRule},
    permissions::READ,
    store::entry::{EntryRow, entry_list},
};

/// The most entries of a question.
const QUESTION: usize = 200;

/// The account of a contract on a day; today when none is given.
pub async fn contract_account(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
) -> Result<ContractAccount, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    let rows = entry_list(tx, [contract.0]).await?;
    computed(tx, desk, contract, at, &rows).await
}

/// The account as it would be if more had happened; nothing is kept.
pub async fn what_would_be(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
    more: Vec<Entry>,
) -> Result<ContractAccount, BillingError> {
    desk.require(&READ, &READ, contract, &[])?;
    if more.len() > QUESTION {
        return Err(Refusal::field("entries", format!("一次最多试算 {QUESTION} 条")).into());
    }
    let mut rows = entry_list(tx, [contract.0]).await?;
    let last = rows.last().map_or(0, |row| row.seq);
    for (entry, seq) in more.into_iter().zip(last + 1..) {
        rows.push(EntryRow {
            id: Uuid::nil(),
            contract_id: contract.0,
            seq,
            kind: entry.kind().to_owned(),
            body: Json(entry),
            by_id: desk.by.person.0,
            by_name: desk.by.name.clone(),
            at: desk.now(),
        });
    }
    computed(tx, desk, contract, at, &rows).await
}

async fn computed(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    at: Option<NaiveDate>,
    rows: &[EntryRow],
) -> Result<ContractAccount, BillingError> {
    let at = at.unwrap_or_else(|| desk.today());
    let version = desk.version(tx, contract, at).await?;
    let Told { facts, objections, .. } = fold(rows);
    if let Some(fault) = check(&version.model, &facts).into_iter().next() {
        return Err(FormFaults::one("entries", fault.message).into());
    }
    let account = account(&version.model, version.time.calendar(), &facts, at);
    let entries = rows.last().map_or(0, |row| row.seq);
    let (rules, awaited) = (PenaltyRule::of(&version.model), AwaitedFact::of(&version.model));
    let objection_terms = objection_terms(&version.model, version.time.calendar(), rows, desk.today());
    Ok(ContractAccount { contract_id: contract.0, entries, account, objections, objection_terms, rules, awaited })
}
