//! Parts of service sheets that could not be taken out of stock are settled by people.

use jianyue_kernel::{Actor, ContractId, Page, PageRequest};
use jianyue_platform::{App, Tx, form::Form, form::FormFaults};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    frame::{time, uuid},
    movements::{Cause, move_stock},
    spares::held,
};
use crate::{
    error::AssetError,
    model::{MovementKind, UnbookedPart},
    permissions::{READ, WRITE, require, require_some},
    policy::Moved,
    store::unbooked::{UnbookedRow, unbooked_find, unbooked_list, unbooked_settle},
};

/// How a part is settled.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UnbookedSettlement)]
pub struct Settlement {
    /// The spare that it is taken from; without one it belongs to none, and the note says why.
    #[serde(default)]
    pub spare_id: Option<Uuid>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Parts of a contract, the last first.
pub async fn unbooked(
    tx: &mut Tx,
    by: &Actor,
    (contract, open): (ContractId, bool),
    page: PageRequest,
) -> Result<Page<UnbookedPart>, AssetError> {
    require_some(by, &READ, contract)?;
    let before = match page.after::<2>()? {
        Some([at, id]) => Some((time(&at)?, uuid(&id)?)),
        None => None,
    };
    let limit = page.limit();
    let rows = unbooked_list(tx, &by.scope(&READ), (contract, open), before, limit + 1).await?;
    Ok(Page::of(rows, limit, |row| [row.at.to_rfc3339(), row.id.to_string()]).map(shown))
}

/// Books a part on a spare, or says that it belongs to none.
pub async fn settle(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    settlement: Settlement,
) -> Result<UnbookedPart, AssetError> {
    let row = unbooked_find(tx, id).await?.ok_or(AssetError::NotFound)?;
    let contract: ContractId = row.contract_id.into();
    require(by, &WRITE, contract, row.work.as_deref())?;
    let mut form = Form::default();
    let note = form.optional("note", "说明", settlement.note.as_deref(), 500);
    if settlement.spare_id.is_none() && note.is_none() {
        form.wrong("note", "请选择备件，或写明它为什么不从备件库扣减");
    }
    form.done()?;
    let at = app.env().now();
    if !unbooked_settle(tx, id, (at, &by.name, note.as_deref()), settlement.spare_id).await? {
        return Err(AssetError::WrongState("这一条已经处理过了，请刷新后查看".to_owned()));
    }
    if let Some(spare) = settlement.spare_id {
        let spare = held(tx, by, spare).await?;
        if spare.contract_id != row.contract_id {
            return Err(FormFaults::one("spare_id", "备件不存在，或不属于本合同").into());
        }
        let cause = Cause {
            ticket: Some((row.ticket_id, row.ticket_number.clone())),
            sheet: Some(row.sheet_id),
            reason: Some(format!("补记服务单 {}", row.sheet_number)),
            by: by.name.clone(),
            ..Cause::default()
        };
        move_stock(app, tx, spare, Moved { kind: MovementKind::Out, quantity: row.quantity }, cause).await?;
    }
    let detail = json!({
        "sheet": row.sheet_number, "name": row.name, "quantity": row.quantity, "unit": row.unit, "note": note,
        "booked": settlement.spare_id.is_some(),
    });
    done(app, tx, by, (contract, id), ("assets.spare_settle", "unbooked"), detail).await?;
    Ok(shown(unbooked_find(tx, id).await?.ok_or(AssetError::NotFound)?))
}

fn shown(row: UnbookedRow) -> UnbookedPart {
    UnbookedPart {
        id: row.id,
        contract_id: row.contract_id,
        sheet_id: row.sheet_id,
        sheet_number: row.sheet_number,
        ticket_id: row.ticket_id,
        ticket_number: row.ticket_number,
        code: row.code,
        name: row.name,
        model: row.model,
        unit: row.unit,
        quantity: row.quantity,
        reason: row.reason,
        text: row.text,
        by: row.by_name,
        at: row.at,
        settled_at: row.settled_at,
        settled_by: row.settled_by,
        settled_note: row.settled_note,
        spare_id: row.spare_id,
    }
}
