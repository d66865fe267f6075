//! Files of changes: test records, approval papers, release notes.

use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    Tx,
    files::{self, Attached, NewFile, Record, RecordFile},
    form::FormFaults,
};
use serde_json::json;
use uuid::Uuid;

use super::step::{Known, audit_row};
use crate::{
    error::ChangeError,
    permissions::{READ, VERIFY},
};

/// What files of this module belong to.
pub(super) const KIND: &str = "changes.change";
/// What a file may be.
const PARTS: [&str; 4] = ["", "test", "approval", "release"];

/// Lets a file come in, before it is read: by somebody who may add it, as a part that there is.
pub async fn may_add_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid, part: &str) -> Result<(), ChangeError> {
    let known = Known::find(tx, desk, id).await?;
    desk.require(&READ, &VERIFY, known.contract(), &known.row.works.0)?;
    if PARTS.contains(&part) {
        return Ok(());
    }
    Err(FormFaults::one("part", "文件类别应是测试记录 test、批准文件 approval、发布说明 release 或留空").into())
}

/// Attaches a file.
pub async fn add_file(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, part): (Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, ChangeError> {
    may_add_file(tx, desk, id, part).await?;
    let known = Known::find(tx, desk, id).await?;
    let record = Record { contract: known.contract(), kind: KIND, id, part };
    let file = files::attach(tx, desk.env, desk.by, record, file).await?;
    let detail = json!({ "number": known.row.number, "title": known.row.title, "text": file.name });
    audit_row(tx, desk, &known.row, "changes.file_add", detail).await?;
    Ok(file)
}

/// A file that the caller may read.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Attached, ChangeError> {
    let found = files::file_of(tx, KIND, id).await?.ok_or(Refusal::NotFound)?;
    Known::find(tx, desk, found.record).await?;
    Ok(found)
}
