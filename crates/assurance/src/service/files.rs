//! Files of periods and of items of checklists.

use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{
    Tx,
    files::{self, Attached, NewFile, Record, RecordFile},
    form::FormFaults,
};
use serde_json::json;
use uuid::Uuid;

use super::known::Known;
use crate::{
    error::AssuranceError,
    permissions::{DECLARE, READ, WORK},
    store::item::{ItemRow, item_find},
};

/// What files of a period belong to.
pub(super) const PERIOD: &str = "assurance.period";
/// What files of an item belong to.
pub(super) const ITEM: &str = "assurance.item";
/// What a file of a period may be.
const PARTS: [&str; 2] = ["", "notice"];

/// Lets a file of a period come in, before it is read.
pub async fn may_add_period_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid, part: &str) -> Result<(), AssuranceError> {
    let known = Known::find(tx, desk, id).await?;
    let held = |permission| desk.require(&READ, permission, known.row.contract(), &known.row.works());
    held(&DECLARE).or_else(|_| held(&WORK))?;
    if PARTS.contains(&part) {
        return Ok(());
    }
    Err(FormFaults::one("part", "文件类别应是甲方通知 notice 或留空").into())
}

/// Attaches a file to a period.
pub async fn add_period_file(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, part): (Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, AssuranceError> {
    may_add_period_file(tx, desk, id, part).await?;
    let known = Known::find(tx, desk, id).await?;
    attach(tx, desk, &known, (PERIOD, id, part), file).await
}

/// Lets a file of an item come in, before it is read.
pub async fn may_add_item_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), AssuranceError> {
    of_item(tx, desk, id).await.map(drop)
}

/// Attaches a file to an item.
pub async fn add_item_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid, file: NewFile) -> Result<RecordFile, AssuranceError> {
    let (known, item) = of_item(tx, desk, id).await?;
    attach(tx, desk, &known, (ITEM, item.id, ""), file).await
}

async fn of_item(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(Known, ItemRow), AssuranceError> {
    let item = item_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let known = Known::find(tx, desk, item.period_id).await?;
    desk.require(&READ, &WORK, known.row.contract(), &known.row.works())?;
    known.must_be_confirmed()?;
    Ok((known, item))
}

async fn attach(
    tx: &mut Tx,
    desk: Desk<'_>,
    known: &Known,
    (kind, id, part): (&'static str, Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, AssuranceError> {
    let record = Record { contract: known.row.contract(), kind, id, part };
    let file = files::attach(tx, desk.env, desk.by, record, file).await?;
    known.tell_worked(tx, desk).await?;
    known.audit(tx, desk, "assurance.file_add", json!({ "file": file.name })).await?;
    Ok(file)
}

/// A file that the caller may read.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Attached, AssuranceError> {
    if let Some(found) = files::file_of(tx, PERIOD, id).await? {
        Known::find(tx, desk, found.record).await?;
        return Ok(found);
    }
    let found = files::file_of(tx, ITEM, id).await?.ok_or(Refusal::NotFound)?;
    let item = item_find(tx, found.record).await?.ok_or(Refusal::NotFound)?;
    Known::find(tx, desk, item.period_id).await?;
    Ok(found)
}
