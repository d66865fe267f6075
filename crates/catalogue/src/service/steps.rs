//! What every step of a request has in common: who may, of which version, and what is left behind.

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    DbError, Tx,
    audit::{self, Entry},
    events,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::shown::whole;
use crate::{
    error::CatalogueError,
    model::{Definition, Request, RequestChanged, RequestState},
    permissions::READ,
    store::{
        entry::{EntryRow, entry_insert},
        form::form_find,
        request::{RequestRow, request_find, request_lock, request_save},
    },
};

/// Something that was done to a request.
pub(super) struct Deed {
    /// As the timeline has it.
    pub what: &'static str,
    /// As the audit trail has it.
    pub action: &'static str,
    /// What was said.
    pub text: Option<String>,
}

/// The request, held for a change: when the caller sees it, may do `needed` on it and has read this version.
pub(super) async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    needed: &Permission,
) -> Result<(RequestRow, Definition), CatalogueError> {
    let row = request_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    visible(desk, &row)?;
    desk.require(&READ, needed, row.contract_id.into(), &row.works())?;
    if row.version != version {
        return Err(stale(tx, desk, id).await?);
    }
    let form = form_find(tx, row.form_id).await?.ok_or(Refusal::NotFound)?;
    Ok((row, form.definition.0))
}

/// What the caller may see of it: a draft is its writer's.
pub(super) fn visible(desk: Desk<'_>, row: &RequestRow) -> Result<(), Refusal> {
    desk.require(&READ, &READ, row.contract_id.into(), &row.works())?;
    if row.state == RequestState::Draft && row.asked_by != desk.by.person.0 {
        return Err(Refusal::NotFound);
    }
    Ok(())
}

async fn stale(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<CatalogueError, CatalogueError> {
    let row = request_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let now = whole(tx, desk, row).await?;
    Ok(Refusal::stale(&now).into())
}

/// Keeps a changed request, with what was done.
pub(super) async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: RequestRow,
    deed: Deed,
) -> Result<Request, CatalogueError> {
    row.updated_at = desk.now();
    if !request_save(tx, &row).await? {
        return Err(stale(tx, desk, row.id).await?);
    }
    row.version += 1;
    leave(tx, desk, &row, deed).await?;
    whole(tx, desk, row).await
}

/// Writes down what was done, and tells others.
pub(super) async fn leave(tx: &mut Tx, desk: Desk<'_>, row: &RequestRow, deed: Deed) -> Result<(), DbError> {
    let Deed { what, action, text } = deed;
    let entry = EntryRow {
        id: desk.env.id(),
        at: desk.now(),
        what: what.to_owned(),
        text: text.clone(),
        by_name: desk.by.name.clone(),
    };
    entry_insert(tx, row.id, &entry, desk.by.person.0).await?;
    write_down(tx, desk, row, action, json!({ "number": row.number, "title": row.title, "text": text })).await?;
    let event = RequestChanged {
        request_id: row.id,
        contract_id: row.contract_id,
        number: row.number.clone(),
        title: row.title.clone(),
        what,
        text,
        clause: row.clause.clone(),
        by: desk.by.person.0,
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await
}

/// A row of the audit trail.
pub(super) async fn write_down(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &RequestRow,
    action: &'static str,
    detail: Value,
) -> Result<(), DbError> {
    let contract = Some(ContractId(row.contract_id));
    audit::record(tx, desk.env, desk.by, Entry { action, subject: row.id, contract, detail }).await.map(drop)
}

/// That a request stands where this can be done.
pub(super) fn stands(row: &RequestRow, states: &[RequestState], text: &str) -> Result<(), Refusal> {
    if states.contains(&row.state) { Ok(()) } else { Err(Refusal::state(text)) }
}

/// Why whoever asked does not approve.
pub(super) fn own_request(row: &RequestRow, form: &Definition) -> String {
    let paper = form.attachments.first().map(|paper| format!("凭“{}”", paper.name)).unwrap_or_default();
    format!(
        "这是您自己提出的申请，不能由您审批：“{}”{paper}办理（{}），须由甲方另一位经办人审批。",
        row.form_title, row.clause
    )
}

/// Why the executor does not check.
pub(super) fn own_work(row: &RequestRow) -> String {
    format!(
        "您是这项申请的执行人，不能复核自己的结果：“{}”（{}）须双人核对，请由另一位工程师复核。",
        row.form_title, row.clause
    )
}
