//! Files of letters: the letter as it was signed, the proof, the answer.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    files::{Attached, NewFile, Record, RecordFile, attach, file_of},
};
use serde_json::json;
use uuid::Uuid;

use super::{readable, sides};
use crate::{
    error::LetterError,
    http::KIND,
    model::{LetterSide, LetterState},
    store::letter::{LetterRow, letter_find, letter_lock},
};

/// Which side a part of a letter comes from; none: either.
fn from(row: &LetterRow, part: &str) -> Result<Option<LetterSide>, LetterError> {
    match part {
        "" => Ok(None),
        "notice" | "proof" => Ok(Some(row.direction)),
        "answer" => Ok(Some(row.direction.other())),
        _ => Err(Refusal::field("part", "附件类别可选：notice（函件）、proof（证明）、answer（答复）").into()),
    }
}

fn allowed(desk: Desk<'_>, row: &LetterRow, part: &str) -> Result<(), LetterError> {
    let mine = sides(desk, ContractId(row.contract_id), &row.works.0);
    let may = match from(row, part)? {
        None => !mine.is_empty(),
        Some(side) => mine.contains(&side),
    };
    if !may {
        let side = from(row, part)?.unwrap_or(row.direction);
        let needed = crate::permissions::speaks_for(side);
        desk.require(&crate::permissions::READ, needed, ContractId(row.contract_id), &row.works.0)?;
    }
    if row.state == LetterState::Withdrawn {
        return Err(Refusal::state("这份函件已经撤回，不能再加附件。").into());
    }
    Ok(())
}

/// Lets on who may attach a file: looked at before it is received.
pub async fn may_attach(tx: &mut Tx, desk: Desk<'_>, id: Uuid, part: &str) -> Result<(), LetterError> {
    let row = readable(desk, letter_find(tx, id).await?)?;
    allowed(desk, &row, part)
}

/// Attaches a file to a part of a letter.
pub async fn attach_file(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    part: &str,
    new: NewFile,
) -> Result<RecordFile, LetterError> {
    let row = readable(desk, letter_lock(tx, id).await?)?;
    allowed(desk, &row, part)?;
    let contract = ContractId(row.contract_id);
    let kept = attach(tx, desk.env, desk.by, Record { contract, kind: KIND, id, part }, new).await?;
    let detail = json!({ "number": row.number, "subject": row.subject, "file": kept.name, "digest": kept.digest });
    let entry = Entry { action: "letters.attach", subject: id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(kept)
}

/// A file of a letter that the caller may read.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Attached, LetterError> {
    let found = file_of(tx, KIND, id).await?.ok_or(Refusal::NotFound)?;
    readable(desk, letter_find(tx, found.record).await?)?;
    Ok(found)
}
