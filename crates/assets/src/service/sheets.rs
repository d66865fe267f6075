//! Parts of service sheets leave the store: each sheet once, and never more than there are. What cannot be booked waits
//! for somebody who knows what it was.

use chrono::{DateTime, Utc};
use jianyue_kernel::ContractId;
use jianyue_platform::{App, Tx};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    keep::entry,
    movements::{Cause, hold, move_stock},
    told,
};
use crate::{
    error::AssetError,
    model::{EntryKind, MovementKind, UnbookedReason},
    policy::{Moved, canonical_code},
    store::{
        entry::{EntryRow, entries_add},
        movement::{movements_of_sheet, sheet_book},
        spare::{SpareRow, spares_by_code, spares_named},
        ticket::ticket_assets,
        unbooked::{UnbookedRow, unbooked_corrected, unbooked_insert},
    },
};

/// A service sheet, as its module tells of it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SheetTold {
    ticket_id: Uuid,
    contract_id: Uuid,
    number: String,
    sheet_id: Uuid,
    sheet_number: String,
    #[serde(default)]
    corrects: Option<Uuid>,
    #[serde(default)]
    parts: Vec<PartTold>,
    #[serde(default)]
    work: Option<String>,
    #[serde(default)]
    by_name: String,
    at: DateTime<Utc>,
}

/// A part that was used.
#[derive(Clone, Debug, Deserialize)]
struct PartTold {
    #[serde(default)]
    code: Option<String>,
    name: String,
    #[serde(default)]
    model: Option<String>,
    quantity: i64,
    unit: String,
}

/// Books a sheet: what the one that it corrects took comes back, and what it says is taken.
pub(crate) async fn book(app: &App, tx: &mut Tx, sheet: SheetTold) -> Result<(), AssetError> {
    if !sheet_book(tx, sheet.sheet_id, app.env().now()).await? {
        return Ok(());
    }
    if let Some(old) = sheet.corrects {
        give_back(app, tx, &sheet, old).await?;
    }
    for part in &sheet.parts {
        take(app, tx, &sheet, part).await?;
    }
    write(app, tx, &sheet).await
}

fn cause(sheet: &SheetTold, of: Uuid, reason: String) -> Cause {
    Cause {
        ticket: Some((sheet.ticket_id, sheet.number.clone())),
        sheet: Some(of),
        reason: Some(reason),
        by: sheet.by_name.clone(),
        at: Some(sheet.at),
        ..Cause::default()
    }
}

async fn give_back(app: &App, tx: &mut Tx, sheet: &SheetTold, old: Uuid) -> Result<(), AssetError> {
    for (spare, taken) in movements_of_sheet(tx, old).await? {
        if taken < 0 {
            let row = hold(tx, spare).await?;
            let back = Moved { kind: MovementKind::Returned, quantity: -taken };
            let reason = format!("服务单 {} 更正了前一份服务单", sheet.sheet_number);
            move_stock(app, tx, row, back, cause(sheet, old, reason)).await?;
        }
    }
    let note = format!("服务单 {} 更正了这份服务单", sheet.sheet_number);
    Ok(unbooked_corrected(tx, old, app.env().now(), &sheet.by_name, &note).await?)
}

/// Which spare a part is.
enum Found {
    One(Box<SpareRow>),
    Several,
    None,
}

async fn find(tx: &mut Tx, contract: ContractId, part: &PartTold) -> Result<Found, AssetError> {
    if let Some(code) = part.code.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
        let Some(code) = canonical_code(code) else { return Ok(Found::None) };
        let row = spares_by_code(tx, contract, &[code]).await?.pop();
        return Ok(row.map_or(Found::None, |row| Found::One(Box::new(row))));
    }
    let mut named = spares_named(tx, contract, part.name.trim()).await?;
    if let Some(model) = part.model.as_deref().map(str::trim).filter(|model| !model.is_empty())
        && named.len() > 1
    {
        named.retain(|row| row.model.as_deref() == Some(model));
    }
    Ok(match named.len() {
        0 => Found::None,
        1 => named.pop().map_or(Found::None, |row| Found::One(Box::new(row))),
        _ => Found::Several,
    })
}

async fn take(app: &App, tx: &mut Tx, sheet: &SheetTold, part: &PartTold) -> Result<(), AssetError> {
    let used = format!("服务单 {} 用了“{}” {} {}", sheet.sheet_number, part.name, part.quantity, part.unit);
    let (reason, missing, text) = match find(tx, sheet.contract_id.into(), part).await? {
        Found::One(row) => {
            let row = hold(tx, row.id).await?;
            let (code, there, unit) = (row.code.clone(), row.stock, row.unit.clone());
            let quantity = part.quantity.min(there);
            if quantity > 0 {
                let out = Moved { kind: MovementKind::Out, quantity };
                let reason = format!("服务单 {}", sheet.sheet_number);
                move_stock(app, tx, row, out, cause(sheet, sheet.sheet_id, reason)).await?;
            }
            if quantity == part.quantity {
                return Ok(());
            }
            let missing = part.quantity - quantity;
            let text = format!(
                "{used}，备件 {code} 当时只有 {there} {unit}，还有 {missing} {unit} 没有扣减。请先登记入库，再补记"
            );
            (UnbookedReason::Short, missing, text)
        }
        Found::Several => {
            let text = format!("{used}，备件库中有几种备件都叫这个名称，没有扣减库存。请选择是哪一种后补记");
            (UnbookedReason::Ambiguous, part.quantity, text)
        }
        Found::None => {
            let what = part.code.as_deref().map_or_else(
                || "备件库中没有这个名称的备件".to_owned(),
                |code| format!("备件库中没有编号为 {code} 的备件"),
            );
            let text = format!("{used}，{what}，没有扣减库存。请选择对应的备件补记，或说明它不属于备件库");
            (UnbookedReason::Unknown, part.quantity, text)
        }
    };
    let row = UnbookedRow {
        id: app.env().id(),
        contract_id: sheet.contract_id,
        work: sheet.work.clone(),
        sheet_id: sheet.sheet_id,
        sheet_number: sheet.sheet_number.clone(),
        ticket_id: sheet.ticket_id,
        ticket_number: sheet.number.clone(),
        code: part.code.clone(),
        name: part.name.clone(),
        model: part.model.clone(),
        unit: part.unit.clone(),
        quantity: missing,
        reason,
        text,
        by_name: sheet.by_name.clone(),
        at: sheet.at,
        settled_at: None,
        settled_by: None,
        settled_note: None,
        spare_id: None,
    };
    unbooked_insert(tx, &row).await?;
    Ok(told(app, tx, (sheet.contract_id.into(), row.id), "unbooked").await?)
}

/// The files of the ticket's assets tell of the sheet.
async fn write(app: &App, tx: &mut Tx, sheet: &SheetTold) -> Result<(), AssetError> {
    let assets = ticket_assets(tx, sheet.ticket_id).await?;
    let parts: Vec<String> =
        sheet.parts.iter().map(|part| format!("{} {} {}", part.name, part.quantity, part.unit)).collect();
    let (kind, text) = if parts.is_empty() {
        (EntryKind::Repaired, format!("服务单 {}", sheet.sheet_number))
    } else {
        (EntryKind::Part, format!("服务单 {} 更换：{}", sheet.sheet_number, parts.join("、")))
    };
    let entries: Vec<EntryRow> = assets
        .into_iter()
        .map(|asset| EntryRow {
            at: sheet.at,
            ticket_id: Some(sheet.ticket_id),
            ticket_number: Some(sheet.number.clone()),
            source: Some(format!("sheet:{}", sheet.sheet_id)),
            ..entry(app, asset, kind, text.clone(), &sheet.by_name)
        })
        .collect();
    Ok(entries_add(tx, &entries).await?)
}
