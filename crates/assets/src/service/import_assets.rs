//! Import of assets.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use jianyue_contracts::registry::Compiled;
use jianyue_kernel::{Actor, ContractId, ContractScope};
use jianyue_platform::{App, Tx, form::Form};
use jianyue_sheets::RowOf;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    assets::check,
    done, frame,
    import::{ImportOutcome, ImportResult, ImportRow, TWICE},
    keep::{differing, entries_of, insert, keep},
};
use crate::{
    error::AssetError,
    model::{Class, Level, State},
    permissions::{WRITE, require_some},
    read::AssetDraft,
    store::{
        asset::{AssetRow, assets_by_code, assets_by_serial},
        class::class_list,
        entry::entries_add,
    },
};

/// What rows are held against.
struct Known {
    contract: ContractId,
    scope: ContractScope,
    version: std::sync::Arc<Compiled>,
    classes: Vec<Class>,
    by_code: HashMap<String, AssetRow>,
    /// Those whose serial number no other has.
    by_serial: HashMap<String, AssetRow>,
}

/// What is to be done.
#[derive(Default)]
struct Plan {
    rows: Vec<ImportRow>,
    new: Vec<AssetRow>,
    /// As it is, and as it will be.
    changed: Vec<(AssetRow, AssetRow)>,
}

/// Takes what was read of a file over, or looks what would become of it. A row is known by its code, or else by its serial
/// number.
pub async fn import_assets(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    (contract, file): (ContractId, &str),
    rows: Vec<RowOf<AssetDraft>>,
    preview: bool,
) -> Result<ImportResult, AssetError> {
    require_some(by, &WRITE, contract)?;
    let known = known(app, tx, by, contract, &rows).await?;
    let mut plan = plan(app, &known, rows);
    if !preview {
        carry_out(app, tx, by, contract, &mut plan).await?;
    }
    let result = ImportResult::of(preview, plan.rows);
    if !preview {
        let detail = json!({
            "file": file, "added": result.added, "updated": result.updated, "refused": result.refused,
        });
        done(app, tx, by, (contract, contract.0), ("assets.import", "imported"), detail).await?;
    }
    Ok(result)
}

async fn known(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    rows: &[RowOf<AssetDraft>],
) -> Result<Known, AssetError> {
    let drafts = || rows.iter().filter_map(|row| row.draft.as_ref().ok());
    let codes: Vec<String> = drafts().filter_map(|draft| draft.code.clone()).collect();
    let serials: Vec<String> =
        drafts().filter(|draft| draft.code.is_none()).filter_map(|draft| draft.serial.clone()).collect();
    let by_code = assets_by_code(tx, contract, &codes).await?;
    let mut by_serial: HashMap<String, AssetRow> = HashMap::new();
    let mut doubled = HashSet::new();
    for row in assets_by_serial(tx, contract, &serials).await? {
        let serial = row.serial.clone().unwrap_or_default();
        if by_serial.insert(serial.clone(), row).is_some() {
            doubled.insert(serial);
        }
    }
    by_serial.retain(|serial, _| !doubled.contains(serial));
    Ok(Known {
        contract,
        scope: by.scope(&WRITE),
        version: frame::version(app, tx, contract).await?,
        classes: class_list(tx, contract).await?,
        by_code: by_code.into_iter().map(|row| (row.code.clone(), row)).collect(),
        by_serial,
    })
}

fn plan(app: &App, known: &Known, rows: Vec<RowOf<AssetDraft>>) -> Plan {
    let now = app.env().now();
    let mut plan = Plan::default();
    let mut met = HashSet::new();
    for RowOf { line, about, draft } in rows {
        let told = match draft.and_then(|draft| take(app, known, &mut plan, &mut met, draft, now)) {
            Ok((outcome, id, code)) => ImportRow { line, about, outcome, reason: None, id: Some(id), code },
            Err(reason) => ImportRow::refused(line, about, reason),
        };
        plan.rows.push(told);
    }
    plan
}

fn take(
    app: &App,
    known: &Known,
    plan: &mut Plan,
    met: &mut HashSet<String>,
    draft: AssetDraft,
    now: DateTime<Utc>,
) -> Result<(ImportOutcome, Uuid, Option<String>), String> {
    let class = class(known, &draft.class)?;
    let work = match &draft.work {
        Some(named) => {
            Some(frame::work_key(&known.version, named).ok_or_else(|| format!("合同中没有工作包“{named}”"))?)
        }
        None => None,
    };
    let there = match (&draft.code, &draft.serial) {
        (Some(code), _) => known.by_code.get(code),
        (None, Some(serial)) => known.by_serial.get(serial),
        (None, None) => None,
    };
    let code = there.map(|row| row.code.clone()).or_else(|| draft.code.clone());
    // Two new rows of one serial number are one thing twice.
    let key = code.clone().or_else(|| draft.serial.as_ref().map(|serial| format!("\u{0}{serial}")));
    if key.is_some_and(|key| !met.insert(key)) {
        return Err(if code.is_some() {
            TWICE.to_owned()
        } else {
            "与前面某一行的出厂序列号相同，请只保留一行".to_owned()
        });
    }
    let before = there.cloned().unwrap_or_else(|| blank(app.env().id(), known.contract, code.clone(), now));
    let covers = |work: Option<&str>| known.scope.covers(known.contract, work);
    let mut after = over(before.clone(), draft, class);
    after.work = work.or(after.work);
    if !covers(after.work.as_deref()) || (there.is_some() && !covers(before.work.as_deref())) {
        return Err("没有维护这个工作包资产的权限。请填写您负责的工作包".to_owned());
    }
    let mut form = Form::default();
    check(&after, &mut form);
    form.done().map_err(|faults| faults.0.into_iter().map(|fault| fault.message).collect::<Vec<_>>().join("；"))?;
    after.differs = !differing(&after).is_empty();
    let id = after.id;
    if there.is_none() {
        plan.new.push(after);
        return Ok((ImportOutcome::Added, id, code));
    }
    if same(&before, &after) {
        return Ok((ImportOutcome::Same, id, code));
    }
    plan.changed.push((before, after));
    Ok((ImportOutcome::Updated, id, code))
}

fn class<'a>(known: &'a Known, named: &str) -> Result<&'a Class, String> {
    let code = crate::policy::canonical_code(named);
    if let Some(class) = known.classes.iter().find(|class| Some(&class.code) == code.as_ref()) {
        return Ok(class);
    }
    let mut called = known.classes.iter().filter(|class| class.name == named);
    match (called.next(), called.next()) {
        (Some(class), None) => Ok(class),
        (Some(_), Some(_)) => Err(format!("有几个分类都叫“{named}”，请填写分类编码")),
        (None, _) => Err(format!("没有分类“{named}”，请先新建分类，或填写已有分类的编码或名称")),
    }
}

fn blank(id: Uuid, contract: ContractId, code: Option<String>, now: DateTime<Utc>) -> AssetRow {
    AssetRow {
        id,
        no: 0,
        contract_id: contract.0,
        code: code.unwrap_or_default(),
        class_id: Uuid::nil(),
        class_code: String::new(),
        class_name: String::new(),
        name: String::new(),
        level: Level::It,
        work: None,
        place: None,
        holder: None,
        unit: None,
        brand_model: None,
        serial: None,
        quantity: 1,
        quantity_unit: "台".to_owned(),
        state: State::InUse,
        purchased_on: None,
        warranty_until: None,
        price: None,
        rule: None,
        note: None,
        books: Json(Vec::new()),
        differs: false,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// The row with what the draft says; what the draft leaves open stays.
fn over(row: AssetRow, draft: AssetDraft, class: &Class) -> AssetRow {
    let mut books = row.books.0.clone();
    for book in draft.books {
        match books.iter_mut().find(|known| known.level == book.level) {
            Some(known) => {
                known.number = book.number.or(known.number.take());
                known.quantity = book.quantity.or(known.quantity);
                known.price = book.price.or(known.price);
            }
            None => books.push(book),
        }
    }
    books.sort_by_key(|book| book.level);
    AssetRow {
        class_id: class.id,
        class_code: class.code.clone(),
        class_name: class.name.clone(),
        name: draft.name,
        level: draft.level.unwrap_or(row.level),
        place: draft.place.or(row.place),
        holder: draft.holder.or(row.holder),
        unit: draft.unit.or(row.unit),
        brand_model: draft.brand_model.or(row.brand_model),
        serial: draft.serial.or(row.serial),
        quantity: draft.quantity.unwrap_or(row.quantity),
        quantity_unit: draft.quantity_unit.unwrap_or(row.quantity_unit),
        state: draft.state.unwrap_or(row.state),
        purchased_on: draft.purchased_on.or(row.purchased_on),
        warranty_until: draft.warranty_until.or(row.warranty_until),
        price: draft.price.or(row.price),
        rule: draft.rule.or(row.rule),
        note: draft.note.or(row.note),
        books: Json(books),
        ..row
    }
}

fn same(a: &AssetRow, b: &AssetRow) -> bool {
    let one = |row: &AssetRow| {
        (
            (row.class_id, row.name.clone(), row.level, row.work.clone(), row.place.clone(), row.holder.clone()),
            (row.unit.clone(), row.brand_model.clone(), row.serial.clone(), row.quantity, row.quantity_unit.clone()),
            (row.state, row.purchased_on, row.warranty_until, row.price, row.rule.clone(), row.note.clone()),
        )
    };
    one(a) == one(b) && a.books.0 == b.books.0
}

async fn carry_out(
    app: &App,
    tx: &mut Tx,
    by: &Actor,
    contract: ContractId,
    plan: &mut Plan,
) -> Result<(), AssetError> {
    let new = insert(app, tx, by, contract, std::mem::take(&mut plan.new)).await?;
    let codes: HashMap<Uuid, String> = new.into_iter().map(|row| (row.id, row.code)).collect();
    for row in &mut plan.rows {
        if let Some(code) = row.id.and_then(|id| codes.get(&id)) {
            row.code = Some(code.clone());
        }
    }
    let mut entries = Vec::new();
    for (before, after) in &plan.changed {
        let Some(kept) = keep(tx, after.clone(), app.env().now()).await? else {
            let text = "导入期间有人修改了台账，没有导入任何内容。请重新导入。";
            return Err(AssetError::WrongState(text.to_owned()));
        };
        entries.extend(entries_of(app, before, &kept, &by.name));
    }
    Ok(entries_add(tx, &entries).await?)
}
