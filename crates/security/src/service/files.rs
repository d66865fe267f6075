//! Files of the records of this module: who may add and read them.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    files::{self, Attached, NewFile, Record, RecordFile},
    form::Form,
};
use serde_json::json;
use uuid::Uuid;

use super::{done, require, shown::holds};
use crate::{
    error::SecurityError,
    permissions::{CONFIRM, MANAGE, READ, WRITE},
    store::{
        evaluation::evaluation_find, finding::finding_find, pledge::pledge_find, returning::return_find,
        vulnerability::vulnerability_find,
    },
};

/// What a file may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A vulnerability.
    Vulnerability,
    /// An evaluation.
    Evaluation,
    /// Something that an evaluation found.
    Finding,
    /// A pledge.
    Pledge,
    /// A list of what goes back.
    Return,
}

impl Thing {
    const ALL: [Self; 5] = [Self::Vulnerability, Self::Evaluation, Self::Finding, Self::Pledge, Self::Return];

    /// The kind of its records.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Vulnerability => "security.vulnerability",
            Self::Evaluation => "security.evaluation",
            Self::Finding => "security.finding",
            Self::Pledge => "security.pledge",
            Self::Return => "security.return",
        }
    }

    /// Who adds to it for the vendor.
    const fn needs(self) -> &'static Permission {
        match self {
            Self::Vulnerability | Self::Finding | Self::Return => &WRITE,
            Self::Evaluation | Self::Pledge => &MANAGE,
        }
    }
}

/// The contract and work of a record.
async fn place(tx: &mut Tx, thing: Thing, id: Uuid) -> Result<(Uuid, Option<String>), Refusal> {
    let found = match thing {
        Thing::Vulnerability => vulnerability_find(tx, id).await?.map(|row| (row.contract_id, row.work)),
        Thing::Evaluation => evaluation_find(tx, id).await?.map(|row| (row.contract_id, row.work)),
        Thing::Finding => finding_find(tx, id).await?.map(|row| (row.contract_id, row.work)),
        Thing::Pledge => pledge_find(tx, id).await?.map(|row| (row.contract_id, row.work)),
        Thing::Return => return_find(tx, id).await?.map(|row| (row.contract_id, row.work)),
    };
    found.ok_or(Refusal::NotFound)
}

/// Whether the caller may add a file: looked at before it is received.
pub async fn may_attach(tx: &mut Tx, desk: Desk<'_>, thing: Thing, id: Uuid) -> Result<(), SecurityError> {
    let (contract, work) = place(tx, thing, id).await?;
    // The client adds its papers to what it confirms.
    if matches!(thing, Thing::Vulnerability | Thing::Return)
        && holds(desk, &CONFIRM, ContractId(contract), work.as_ref())
    {
        return Ok(());
    }
    Ok(require(desk, thing.needs(), contract, work.as_ref())?)
}

/// Attaches a file that came in to a record.
pub async fn attach_to(
    tx: &mut Tx,
    desk: Desk<'_>,
    (thing, id): (Thing, Uuid),
    part: &str,
    file: NewFile,
) -> Result<RecordFile, SecurityError> {
    may_attach(tx, desk, thing, id).await?;
    let (contract, _) = place(tx, thing, id).await?;
    let mut form = Form::default();
    let part = form.optional("part", "文件用途", Some(part), 40).unwrap_or_default();
    if part == "signature" {
        form.wrong("part", "签名只能在见证时手写");
    }
    form.done()?;
    let record = Record { contract: ContractId(contract), kind: thing.kind(), id, part: &part };
    let file = files::attach(tx, desk.env, desk.by, record, file).await?;
    let detail = json!({ "file": file.name });
    done(tx, desk, (contract, id), ("security.attach", "attached"), detail).await?;
    Ok(file)
}

/// A file of a record that the caller may read.
pub async fn attached(tx: &mut Tx, desk: Desk<'_>, file: Uuid) -> Result<Attached, SecurityError> {
    for thing in Thing::ALL {
        if let Some(found) = files::file_of(tx, thing.kind(), file).await? {
            let (contract, work) = place(tx, thing, found.record).await?;
            require(desk, &READ, contract, work.as_ref())?;
            return Ok(found);
        }
    }
    Err(Refusal::NotFound.into())
}
