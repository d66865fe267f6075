//! Files of emergencies and drills.

use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    Tx,
    files::{Attached, NewFile, Record, RecordFile, attach, file_of},
};
use serde_json::json;
use uuid::Uuid;

use super::{DRILL, EMERGENCY, command::held, tell};
use crate::{
    error::EmergencyError,
    model::State,
    permissions::{COMMAND, READ},
    store::{
        drill::{drill_find, drill_lock},
        emergency::emergency_find,
        works_of,
    },
};

/// Attaches a file to an emergency (part: `report`, or the id of an entry) or a drill.
pub async fn attach_to(
    tx: &mut Tx,
    desk: Desk<'_>,
    (kind, id, part): (&'static str, Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, EmergencyError> {
    let contract = if kind == EMERGENCY {
        let row = held(tx, desk, &COMMAND, id).await?;
        if row.state == State::Confirmed {
            return Err(Refusal::state("甲方已经确认处置报告，附件不能再增加。").into());
        }
        row.contract_id
    } else {
        let row = drill_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
        desk.require(&READ, &COMMAND, row.contract_id.into(), &works_of(&row.works))?;
        row.contract_id
    };
    let name = file.name.clone();
    let part: String = part.chars().take(40).collect();
    let record = Record { contract: contract.into(), kind, id, part: &part };
    let kept = attach(tx, desk.env, desk.by, record, file).await?;
    tell(tx, desk, (id, contract), "emergencies.file_added", json!({ "name": name })).await?;
    Ok(kept)
}

/// A file that the caller may read.
pub async fn file_to_read(tx: &mut Tx, desk: Desk<'_>, file: Uuid) -> Result<RecordFile, EmergencyError> {
    let (Attached { contract, file, .. }, works) = if let Some(found) = file_of(tx, EMERGENCY, file).await? {
        let row = emergency_find(tx, found.record).await?.ok_or(Refusal::NotFound)?;
        (found, works_of(&row.works))
    } else {
        let found = file_of(tx, DRILL, file).await?.ok_or(Refusal::NotFound)?;
        let row = drill_find(tx, found.record).await?.ok_or(Refusal::NotFound)?;
        (found, works_of(&row.works))
    };
    desk.require(&READ, &READ, contract, &works)?;
    Ok(file)
}
