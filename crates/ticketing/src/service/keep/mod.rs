//! What people keep at hand: saved views, reply templates and macros. The rules that are the same for all of them.
//!
//! Somebody's own are seen and changed by that person alone. Those shared on a contract are seen by everybody who may use
//! such things there, changed by who holds the permission to, and every change of them is audited.

mod fields;
mod macros;
mod replies;
mod views;

use jianyue_kernel::{Actor, ContractId, ContractScope, Denied, Permission};
use jianyue_platform::{Tx, audit};
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::Desk;
use crate::{
    error::TicketError,
    model::{ItemRow, Keep},
    policy::{MACROS_WRITE, READ, VIEWS_SHARE, WORK},
    store,
};

pub use fields::{Change, Sharing};
pub use macros::{MacroDraft, macro_change, macro_create, macro_filled, macro_list, macro_remove, macro_run};
pub use replies::{TemplateDraft, template_change, template_create, template_filled, template_list, template_remove};
pub(crate) use views::kept_count;
pub use views::{ViewDraft, view_change, view_create, view_list, view_remove};

impl Keep {
    /// What it takes to use such things, and to keep some for oneself.
    fn using(self) -> &'static Permission {
        match self {
            Self::View => &READ,
            Self::ReplyTemplate | Self::Macro => &WORK,
        }
    }

    /// What it takes to change those that are shared on a contract.
    fn sharing(self) -> &'static Permission {
        match self {
            Self::View => &VIEWS_SHARE,
            Self::ReplyTemplate | Self::Macro => &MACROS_WRITE,
        }
    }

    /// The most that a person makes.
    const fn most_own(self) -> i64 {
        match self {
            Self::View => 50,
            Self::ReplyTemplate | Self::Macro => 200,
        }
    }

    /// The most that are shared on a contract.
    const fn most_shared(self) -> i64 {
        match self {
            Self::View => 50,
            Self::ReplyTemplate | Self::Macro => 200,
        }
    }

    const fn audited(self) -> [&'static str; 3] {
        match self {
            Self::View => ["ticketing.view_create", "ticketing.view_change", "ticketing.view_remove"],
            Self::ReplyTemplate => [
                "ticketing.reply_template_create",
                "ticketing.reply_template_change",
                "ticketing.reply_template_remove",
            ],
            Self::Macro => ["ticketing.macro_create", "ticketing.macro_change", "ticketing.macro_remove"],
        }
    }
}

/// The contracts on which `by` may use such things.
fn scope_of(by: &Actor, kind: Keep) -> Result<ContractScope, TicketError> {
    let permission = kind.using();
    match by.scope(permission) {
        ContractScope::Only(held) if held.is_empty() => {
            Err(Denied { code: permission.code, name: permission.name }.into())
        }
        scope => Ok(scope),
    }
}

/// Whether something shared on `contract` is inside `scope`, whatever the works.
fn shared_in(scope: &ContractScope, contract: Uuid) -> bool {
    match scope {
        ContractScope::All => true,
        ContractScope::Only(held) => held.iter().any(|(id, _)| id.0 == contract),
    }
}

fn seen(row: ItemRow, by: &Actor, scope: &ContractScope) -> Result<ItemRow, TicketError> {
    let shared = row.contract_id.is_some_and(|contract| shared_in(scope, contract));
    if shared || row.person_id == by.person.0 { Ok(row) } else { Err(TicketError::NoItem(row.kind)) }
}

/// The one of an id, if `by` may see it.
async fn find(tx: &mut Tx, by: &Actor, kind: Keep, id: Uuid) -> Result<ItemRow, TicketError> {
    let scope = scope_of(by, kind)?;
    let row = store::item_find(tx, kind, id).await?.ok_or(TicketError::NoItem(kind))?;
    seen(row, by, &scope)
}

/// The one of an id, held for a change, if `by` may change it.
async fn hold(tx: &mut Tx, by: &Actor, kind: Keep, id: Uuid) -> Result<ItemRow, TicketError> {
    let scope = scope_of(by, kind)?;
    let row = store::item_lock(tx, kind, id).await?.ok_or(TicketError::NoItem(kind))?;
    let row = seen(row, by, &scope)?;
    if let Some(contract) = row.contract_id {
        by.require(kind.sharing(), ContractId(contract))?;
    }
    Ok(row)
}

/// Refuses a change that was made from another version than `version`, if it says from which.
fn expect_version(row: &ItemRow, version: Option<i64>, current: impl FnOnce() -> Value) -> Result<(), TicketError> {
    if version.is_none_or(|version| version == row.version) {
        return Ok(());
    }
    Err(TicketError::StaleItem { kind: row.kind, current: Box::new(current()) })
}

/// Whether `by` may share such things on `contract`, and it still holds one more.
async fn may_share(tx: &mut Tx, by: &Actor, kind: Keep, contract: Uuid) -> Result<(), TicketError> {
    if !shared_in(&by.scope(&READ), contract) {
        return Err(TicketError::NoContract);
    }
    by.require(kind.sharing(), ContractId(contract))?;
    let most = kind.most_shared();
    if store::item_count_shared(tx, kind, contract).await? >= most {
        let says = format!("这份合同已有 {most} 个共用的{}，请先删除不用的", kind.label());
        return Err(TicketError::field("name", says));
    }
    Ok(())
}

/// Keeps something new.
async fn create(
    tx: &mut Tx,
    desk: Desk<'_>,
    kind: Keep,
    name: String,
    contract: Option<Uuid>,
    body: Value,
) -> Result<ItemRow, TicketError> {
    scope_of(desk.by, kind)?;
    if let Some(contract) = contract {
        may_share(tx, desk.by, kind, contract).await?;
    }
    let person = desk.by.person.0;
    let position = store::item_count_own(tx, kind, person).await?;
    let most = kind.most_own();
    if position >= most {
        let says = format!("每人最多保存 {most} 个{}，请先删除不用的", kind.label());
        return Err(TicketError::field("name", says));
    }
    let body = Json(body);
    let id = desk.env.id();
    let row = ItemRow { id, kind, person_id: person, contract_id: contract, name, body, position, version: 1 };
    store::item_insert(tx, &row, desk.now()).await?;
    audit(tx, desk, &row, row.contract_id, kind.audited()[0]).await?;
    Ok(row)
}

/// Writes what was changed of one that is held.
async fn write(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: ItemRow,
    shared_before: Option<Uuid>,
) -> Result<ItemRow, TicketError> {
    if let Some(contract) = row.contract_id.filter(|contract| shared_before != Some(*contract)) {
        may_share(tx, desk.by, row.kind, contract).await?;
    }
    row.version += 1;
    store::item_update(tx, &row, desk.now()).await?;
    audit(tx, desk, &row, row.contract_id.or(shared_before), row.kind.audited()[1]).await?;
    Ok(row)
}

/// Removes one that is held.
async fn remove(tx: &mut Tx, desk: Desk<'_>, kind: Keep, id: Uuid) -> Result<(), TicketError> {
    let row = hold(tx, desk.by, kind, id).await?;
    store::item_delete(tx, row.id).await?;
    audit(tx, desk, &row, row.contract_id, kind.audited()[2]).await
}

/// What is shared on a contract is everybody's there, so its changes are audited; one's own are nobody else's concern.
async fn audit(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &ItemRow,
    contract: Option<Uuid>,
    action: &'static str,
) -> Result<(), TicketError> {
    let Some(contract) = contract else { return Ok(()) };
    let detail = json!({ "name": row.name, "shared_with": row.contract_id, "body": row.body.0 });
    let entry = audit::Entry { action, subject: row.id, contract: Some(ContractId(contract)), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    Ok(())
}
