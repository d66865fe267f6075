//! Files that show that a duty was done.

use jianyue_contracts::{Desk, Refusal, desk::covers};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    files::{Attached, NewFile, Record, RecordFile, attach, file_of, files_of},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    recording::{Owner, either, take, tell},
    shown::{Key, kept},
};
use crate::{
    error::DutyError,
    http::KIND,
    permissions::{PROVE, READ},
    store::{
        evidence::{EvidenceRow, evidence_insert},
        record::{RecordRow, document_find, record_find},
    },
};

/// What is kept of a duty, if anything.
async fn found(tx: &mut Tx, contract: ContractId, key: &str) -> Result<Option<RecordRow>, DutyError> {
    Ok(match Key::read(key) {
        Some(Key::Event(id)) => record_find(tx, id).await?.filter(|row| row.contract_id == contract.0),
        Some(Key::Document(rule, from)) => document_find(tx, contract, &rule, from).await?,
        None => None,
    })
}

/// Lets on who may give evidence of a duty: looked at before a file is received.
pub fn may_attach(desk: Desk<'_>, contract: ContractId, key: &str) -> Result<(), DutyError> {
    desk.reader(&READ, contract)?;
    Key::read(key).ok_or_else(DutyError::elsewhere)?;
    if covers_some(desk, contract) { Ok(()) } else { either(desk, contract, &[]) }
}

/// Whether the caller gives evidence of some work at least.
fn covers_some(desk: Desk<'_>, contract: ContractId) -> bool {
    match desk.by.scope(&PROVE) {
        jianyue_kernel::ContractScope::All => true,
        jianyue_kernel::ContractScope::Only(held) => held.iter().any(|(id, _)| *id == contract),
    }
}

/// Attaches a file to a duty; its name stands among the evidence.
pub async fn attach_file(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    key: &str,
    new: NewFile,
) -> Result<RecordFile, DutyError> {
    let (row, owner) = take(tx, desk, contract, key).await?;
    match owner {
        Owner::Vendor => desk.require(&READ, &PROVE, contract, &row.works)?,
        Owner::Client => either(desk, contract, &row.works)?,
    }
    if row.waived {
        return Err(Refusal::state("这件事甲方已经免除，不需要再登记。").into());
    }
    let record = Record { contract, kind: KIND, id: row.id, part: "" };
    let before = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let file = attach(tx, desk.env, desk.by, record, new).await?;
    if before.iter().any(|known| known.id == file.id) {
        return Ok(file);
    }
    let text = format!("附件：{}", file.name);
    let one = EvidenceRow {
        id: desk.env.id(),
        record_id: row.id,
        text: text.clone(),
        path: None,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        at: desk.env.now(),
    };
    evidence_insert(tx, &one).await?;
    let duty = kept(&row, Vec::new(), desk.today());
    let detail = json!({ "title": row.title, "text": text, "digest": file.digest });
    tell(tx, desk, (&row, &duty), "obligations.prove", detail).await?;
    Ok(file)
}

/// The files of a duty, as far as the caller may see it.
pub async fn files(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, key: &str) -> Result<Vec<RecordFile>, DutyError> {
    let scope = desk.reader(&READ, contract)?;
    let row = found(tx, contract, key).await?.filter(|row| covers(&scope, contract, &row.works));
    let Some(row) = row else { return Ok(Vec::new()) };
    Ok(files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default())
}

/// A file of a duty that the caller may see.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Attached, DutyError> {
    let attached = file_of(tx, KIND, id).await?.ok_or(Refusal::NotFound)?;
    let row = record_find(tx, attached.record).await?.ok_or(Refusal::NotFound)?;
    if covers(&desk.by.scope(&READ), ContractId(row.contract_id), &row.works) {
        Ok(attached)
    } else {
        Err(Refusal::NotFound.into())
    }
}
