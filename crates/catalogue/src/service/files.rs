//! Files of requests, by part.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::Permission;
use jianyue_platform::{
    Tx,
    files::{Attached, NewFile, Record, RecordFile, attach, detach, file_of},
    form::FormFaults,
};
use serde_json::json;
use uuid::Uuid;

use super::steps::{stands, visible, write_down};
use crate::{
    error::CatalogueError,
    model::{Definition, RequestState},
    permissions::{APPROVE, ASK, READ, WORK},
    policy::answers::part,
    store::{
        form::form_find,
        request::{RequestRow, request_find},
    },
};

/// What the files of a request are kept under.
pub(super) const KIND: &str = "catalogue.request";
/// The part of the client's signature.
pub(super) const SIGNATURE: &str = "signature";

/// Whether the caller may add a file to this part: looked at before the file is received.
pub async fn may_add(tx: &mut Tx, desk: Desk<'_>, id: Uuid, part: &str) -> Result<(), CatalogueError> {
    let row = request_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    visible(desk, &row)?;
    let form = form_find(tx, row.form_id).await?.ok_or(Refusal::NotFound)?;
    may_change(desk, &row, &form.definition.0, part)
}

/// Whether the caller may accept: looked at before the signature is kept.
pub async fn may_sign(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), CatalogueError> {
    let row = request_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    visible(desk, &row)?;
    desk.require(&READ, &APPROVE, row.contract_id.into(), &row.works())?;
    Ok(stands(&row, &[RequestState::Finished], "申请不在待签收状态，请刷新后查看。")?)
}

fn may_change(desk: Desk<'_>, row: &RequestRow, form: &Definition, named: &str) -> Result<(), CatalogueError> {
    let (contract, works) = (row.contract_id.into(), row.works());
    let require = |permission: &Permission| desk.require(&READ, permission, contract, &works);
    if form.attachments.iter().any(|paper| part("asked", &paper.name) == named) {
        require(&ASK)?;
        let open = [RequestState::Draft, RequestState::Submitted];
        return Ok(stands(row, &open, "申请已经审批，不能再改动申请时的附件。")?);
    }
    if form.results.iter().any(|paper| part("result", &paper.name) == named) {
        require(&WORK)?;
        if row.executor_id != Some(desk.by.person.0) {
            return Err(Refusal::rule("not_executor", "成果文件由执行人上传，请先接手这项申请。").into());
        }
        return Ok(stands(row, &[RequestState::Working], "申请不在办理中，不能改动成果文件。")?);
    }
    if !named.is_empty() {
        return Err(FormFaults::one("part", "这张表单没有这个附件，请刷新页面").into());
    }
    require(&ASK).or_else(|_| require(&WORK))?;
    if row.state.is_over() {
        return Err(Refusal::state("申请已经结束，不能再添加附件。").into());
    }
    Ok(())
}

/// Adds a file.
pub async fn add_file(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, part): (Uuid, &str),
    file: NewFile,
) -> Result<RecordFile, CatalogueError> {
    may_add(tx, desk, id, part).await?;
    let row = request_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let record = Record { contract: row.contract_id.into(), kind: KIND, id, part };
    let file = attach(tx, desk.env, desk.by, record, file).await?;
    let detail = json!({ "number": row.number, "name": file.name, "digest": file.digest });
    write_down(tx, desk, &row, "catalogue.file_add", detail).await?;
    Ok(file)
}

/// A file that the caller may read.
pub async fn file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Attached, CatalogueError> {
    let found = file_of(tx, KIND, id).await?.ok_or(Refusal::NotFound)?;
    let row = request_find(tx, found.record).await?.ok_or(Refusal::NotFound)?;
    visible(desk, &row)?;
    Ok(found)
}

/// Takes a file off: while its part is still worked on.
pub async fn remove_file(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(), CatalogueError> {
    let found = file(tx, desk, id).await?;
    let row = request_find(tx, found.record).await?.ok_or(Refusal::NotFound)?;
    let form = form_find(tx, row.form_id).await?.ok_or(Refusal::NotFound)?;
    may_change(desk, &row, &form.definition.0, &found.file.part)?;
    if !matches!(row.state, RequestState::Draft | RequestState::Working) {
        return Err(Refusal::state("申请提交后，附件留作依据，不能删除。").into());
    }
    detach(tx, KIND, id).await?;
    let detail = json!({ "number": row.number, "name": found.file.name, "digest": found.file.digest });
    Ok(write_down(tx, desk, &row, "catalogue.file_remove", detail).await?)
}
