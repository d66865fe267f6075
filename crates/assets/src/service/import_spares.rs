//! Import of spares.

use std::collections::{HashMap, HashSet};

use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{App, Tx, form::Form};
use jianyue_sheets::RowOf;
use serde_json::json;
use uuid::Uuid;

use super::{
    done, frame,
    import::{ImportOutcome, ImportResult, ImportRow, TWICE},
    spares::{check, insert, keep},
};
use crate::{
    error::AssetError,
    permissions::{WRITE, require_some},
    read::SpareDraft,
    store::spare::{SpareRow, spares_by_code},
};

/// Takes what was read of a file over, or looks what would become of it. A row is known by its code. The stock of a spare
/// that is there moves by movements only.
pub async fn import_spares(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (contract, file): (ContractId, &str),
    rows: Vec<RowOf<SpareDraft>>,
    preview: bool,
) -> Result<ImportResult, AssetError> {
    require_some(by, &WRITE, contract)?;
    let version = frame::version(app, tx, contract).await?;
    let codes: Vec<String> = rows.iter().filter_map(|row| row.draft.as_ref().ok()?.code.clone()).collect();
    let there = spares_by_code(tx, contract, &codes).await?;
    let there: HashMap<String, SpareRow> = there.into_iter().map(|row| (row.code.clone(), row)).collect();
    let scope = by.scope(&WRITE);
    let (mut told, mut new, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    let mut met = HashSet::new();
    for RowOf { line, about, draft } in rows {
        let work = |named: &Option<String>| match named {
            Some(named) => {
                frame::work_key(&version, named).map(Some).ok_or_else(|| format!("合同中没有工作包“{named}”"))
            }
            None => Ok(None),
        };
        let draft = draft.and_then(|draft| Ok((work(&draft.work)?, draft)));
        let (work, draft) = match draft {
            Ok(both) => both,
            Err(reason) => {
                told.push(ImportRow::refused(line, about, reason));
                continue;
            }
        };
        if draft.code.as_ref().is_some_and(|code| !met.insert(code.clone())) {
            told.push(ImportRow::refused(line, about, TWICE));
            continue;
        }
        let known = draft.code.as_ref().and_then(|code| there.get(code));
        let (stock, code) = (draft.stock, draft.code.clone());
        let row = over(app, contract, known, draft, work);
        let mut form = Form::default();
        check(&row, &mut form);
        let covered = scope.covers(contract, row.work.as_deref())
            && known.is_none_or(|known| scope.covers(contract, known.work.as_deref()));
        if !covered {
            told.push(ImportRow::refused(line, about, "没有维护这个工作包备件的权限。请填写您负责的工作包"));
            continue;
        }
        if let Err(faults) = form.done() {
            let reason: Vec<String> = faults.0.into_iter().map(|fault| fault.message).collect();
            told.push(ImportRow::refused(line, about, reason.join("；")));
            continue;
        }
        let id = row.id;
        let (outcome, reason) = match known {
            None => {
                new.push(row);
                (ImportOutcome::Added, None)
            }
            Some(known) => {
                let reason = stock.filter(|stock| *stock != known.stock).map(|stock| {
                    let n = known.stock;
                    format!("表格库存 {stock} 与系统库存 {n} 不同，库存没有修改。请用出入库或盘点登记")
                });
                if same(known, &row) {
                    (ImportOutcome::Same, reason)
                } else {
                    changed.push(row);
                    (ImportOutcome::Updated, reason)
                }
            }
        };
        told.push(ImportRow { line, about, outcome, reason, id: Some(id), code });
    }
    if !preview {
        carry_out(app, tx, by, contract, (new, changed), &mut told).await?;
    }
    let result = ImportResult::of(preview, told);
    if !preview {
        let detail = json!({
            "file": file, "added": result.added, "updated": result.updated, "refused": result.refused,
        });
        done(app, tx, by, (contract, contract.0), ("assets.spare_import", "imported"), detail).await?;
    }
    Ok(result)
}

fn over(
    app: &App,
    contract: ContractId,
    known: Option<&SpareRow>,
    draft: SpareDraft,
    work: Option<String>,
) -> SpareRow {
    let now = app.env().now();
    let blank = || SpareRow {
        id: app.env().id(),
        no: 0,
        contract_id: contract.0,
        code: draft.code.clone().unwrap_or_default(),
        name: String::new(),
        model: None,
        unit: "个".to_owned(),
        work: None,
        place: None,
        note: None,
        stock: draft.stock.unwrap_or(0),
        minimum: 0,
        low_since: None,
        ticket_id: None,
        ticket_number: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let row = known.cloned().unwrap_or_else(blank);
    SpareRow {
        name: draft.name,
        model: draft.model.or(row.model),
        unit: draft.unit.unwrap_or(row.unit),
        work: work.or(row.work),
        place: draft.place.or(row.place),
        note: draft.note.or(row.note),
        minimum: draft.minimum.unwrap_or(row.minimum),
        ..row
    }
}

fn same(a: &SpareRow, b: &SpareRow) -> bool {
    (&a.name, &a.model, &a.unit, &a.work, &a.place, &a.note, a.minimum)
        == (&b.name, &b.model, &b.unit, &b.work, &b.place, &b.note, b.minimum)
}

async fn carry_out(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    (new, changed): (Vec<SpareRow>, Vec<SpareRow>),
    told: &mut [ImportRow],
) -> Result<(), AssetError> {
    let new = insert(app, tx, by, contract, new).await?;
    let codes: HashMap<Uuid, String> = new.into_iter().map(|row| (row.id, row.code)).collect();
    for row in told {
        if let Some(code) = row.id.and_then(|id| codes.get(&id)) {
            row.code = Some(code.clone());
        }
    }
    for row in changed {
        if keep(app, tx, row).await?.is_none() {
            let text = "导入期间有人修改了备件，没有导入任何内容。请重新导入。";
            return Err(AssetError::WrongState(text.to_owned()));
        }
    }
    Ok(())
}
