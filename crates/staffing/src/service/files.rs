//! Files of qualifications and trainings, and pictures of signatures.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    files::{Attached, NewFile, Record, RecordFile, attach, file_of},
};
use serde_json::json;
use uuid::Uuid;

use super::done;
use crate::{
    error::StaffingError,
    model::{PAPER_LIST, QUALIFICATION_FILE, SIGNATURE_FILE, TRAINING_FILE},
    permissions::{ATTEND, MANAGE, READ},
    store::{
        attendee::attendee_find,
        staff::{qualification_find, staff_find},
        training::training_find,
    },
};

/// The contract and works of a record that files belong to; `None` where there is none.
async fn of_record(
    tx: &mut Tx,
    kind: &'static str,
    id: Uuid,
) -> Result<Option<(ContractId, Vec<String>)>, StaffingError> {
    let training = match kind {
        QUALIFICATION_FILE => {
            let Some(row) = qualification_find(tx, id).await? else { return Ok(None) };
            let who = staff_find(tx, row.staff_id).await?;
            return Ok(who.map(|who| (ContractId(who.contract_id), who.works.0)));
        }
        SIGNATURE_FILE => {
            let Some(row) = attendee_find(tx, id).await? else { return Ok(None) };
            row.training_id
        }
        _ => id,
    };
    Ok(training_find(tx, training).await?.map(|row| (ContractId(row.contract_id), row.works.0)))
}

/// The contract of a record that `desk.by` may add a file to: looked at before the file is received.
pub async fn fileable(
    tx: &mut Tx,
    desk: Desk<'_>,
    (kind, id, part): (&'static str, Uuid, &str),
) -> Result<ContractId, StaffingError> {
    let (contract, works) = of_record(tx, kind, id).await?.ok_or(Refusal::NotFound)?;
    let needed: &Permission = if kind == QUALIFICATION_FILE { &MANAGE } else { &ATTEND };
    desk.require(&READ, needed, contract, &works)?;
    if !(part.is_empty() || kind == TRAINING_FILE && part == PAPER_LIST) {
        return Err(Refusal::field("part", "没有这一类附件").into());
    }
    Ok(contract)
}

/// Adds a file.
pub async fn attach_to(
    tx: &mut Tx,
    desk: Desk<'_>,
    (kind, id, part): (&'static str, Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, StaffingError> {
    let contract = fileable(tx, desk, (kind, id, part)).await?;
    let kept = attach(tx, desk.env, desk.by, Record { contract, kind, id, part }, file).await?;
    done(tx, desk, (contract, id), "staffing.attach", json!({ "name": kept.name })).await?;
    Ok(kept)
}

/// A file that `desk.by` may read.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<RecordFile, StaffingError> {
    for kind in [TRAINING_FILE, QUALIFICATION_FILE, SIGNATURE_FILE] {
        let Some(Attached { contract, record, file }) = file_of(tx, kind, id).await? else { continue };
        let (_, works) = of_record(tx, kind, record).await?.ok_or(Refusal::NotFound)?;
        desk.require(&READ, &READ, contract, &works)?;
        return Ok(file);
    }
    Err(Refusal::NotFound.into())
}
