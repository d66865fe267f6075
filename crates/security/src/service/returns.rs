//! What goes back or is destroyed at the end of a contract, thing by thing, before a witness of the client.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, derive::day_after};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{
    Tx,
    duties::DutyState,
    files::{self, NewFile, Record, RecordFile},
    form::Form,
};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    done,
    files::Thing,
    require,
    shown::{holds, past_day},
    today, work_of,
};
use crate::{
    error::SecurityError,
    model::{Cited, DataReturn, ReturnItem, ReturnWay},
    permissions::{CONFIRM, MANAGE, READ, WRITE},
    policy::rules::{cited, returning},
    store::returning::{
        ItemRow, ReturnRow, item_find, item_settle, items_insert, items_of, return_find, return_insert, return_list,
        return_lock, return_touch, return_witness,
    },
};

/// The most lists of a contract, and things on a list.
const MOST: u32 = 200;

/// A list to be begun.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityReturn)]
pub struct NewReturn {
    /// What it is called.
    pub title: String,
    /// The day of what makes it due: the client's request in writing, or the end of the contract.
    pub asked_on: NaiveDate,
    /// Key of the work concerned.
    #[serde(default)]
    pub work: Option<String>,
    /// What is on it.
    #[serde(default)]
    pub items: Vec<NewReturnItem>,
}

/// A thing to be put on a list.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityReturnItem)]
pub struct NewReturnItem {
    /// What it is.
    pub what: String,
    /// On what it is kept.
    pub medium: String,
}

/// What became of a thing.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityReturnSettlement)]
pub struct Settlement {
    /// What became of it.
    pub way: ReturnWay,
    /// The agreement under which it is kept, or how it was destroyed; needed for these.
    #[serde(default)]
    pub basis: Option<String>,
    /// When; today when absent.
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
}

/// The client's witness, with a drawn signature.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityReturnWitness)]
pub struct Witness {
    /// Name of the witness.
    pub name: String,
    /// The signature as a data URL: PNG or JPEG, 300 kB at most.
    pub image: String,
}

/// The lists of a contract, the newest first.
pub async fn returns(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<DataReturn>, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = return_list(tx, &scope, contract, MOST).await?;
    shown(tx, desk, rows).await
}

async fn shown(tx: &mut Tx, desk: Desk<'_>, rows: Vec<ReturnRow>) -> Result<Vec<DataReturn>, SecurityError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut items: BTreeMap<Uuid, Vec<ReturnItem>> = BTreeMap::new();
    for item in items_of(tx, &ids).await? {
        items.entry(item.return_id).or_default().push(item_shown(item));
    }
    let mut papers = files::files_of(tx, Thing::Return.kind(), ids).await?;
    let one = |row: ReturnRow| {
        let items = items.remove(&row.id).unwrap_or_default();
        let files = papers.remove(&row.id).unwrap_or_default();
        one(desk, row, items, files)
    };
    Ok(rows.into_iter().map(one).collect())
}

fn item_shown(row: ItemRow) -> ReturnItem {
    ReturnItem {
        id: row.id,
        what: row.what,
        medium: row.medium,
        way: row.way.and_then(|word| ReturnWay::try_from(word).ok()),
        basis: row.basis,
        done_on: row.done_on,
        done_by: row.done_by,
    }
}

fn one(desk: Desk<'_>, row: ReturnRow, items: Vec<ReturnItem>, files: Vec<RecordFile>) -> DataReturn {
    let unsettled = items.iter().filter(|item| item.way.is_none()).count();
    let may = |needed| holds(desk, needed, ContractId(row.contract_id), row.work.as_ref());
    let open = row.witnessed_at.is_none();
    let all = [
        ("settle", open && may(&WRITE)),
        ("add", open && may(&MANAGE)),
        ("witness", open && !items.is_empty() && unsettled == 0 && may(&CONFIRM)),
    ];
    DataReturn {
        allowed_actions: all.into_iter().filter(|(_, may)| *may).map(|(name, _)| name).collect(),
        state: state(&row, desk.today()),
        by_rule: Cited::of(row.rule.as_ref(), row.clause.as_ref(), row.assumed.as_ref()),
        id: row.id,
        contract_id: row.contract_id,
        work: row.work,
        title: row.title,
        asked_on: row.asked_on,
        due_on: row.due_on,
        items,
        unsettled,
        witness: row.witness,
        witnessed_at: row.witnessed_at,
        files,
        version: row.version,
    }
}

/// Where a list stands: it is done when it was witnessed.
pub(crate) fn state(row: &ReturnRow, today: NaiveDate) -> DutyState {
    DutyState::on(today, row.asked_on, row.due_on, row.witnessed_at.map(zone::local_date))
}

/// Begins a list.
pub async fn return_add(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewReturn,
) -> Result<DataReturn, SecurityError> {
    require(desk, &MANAGE, contract.0, new.work.as_ref())?;
    let compiled = today(tx, desk, contract).await?;
    let rule = returning(&compiled.model);
    let mut form = Form::default();
    let work = work_of(&mut form, &compiled, new.work.as_deref());
    let title = form.required("title", "清单名称", &new.title, 200);
    let within = rule.and_then(|rule| rule.within);
    let due_on = within.map(|within| day_after(new.asked_on, within, compiled.time.calendar())).transpose();
    if due_on.is_err() {
        form.wrong("asked_on", "期限落在没有放假安排的年份，算不出到期日。请系统管理员先导入该年的放假安排");
    }
    let id = desk.env.id();
    let items = read_items(&mut form, desk, id, 0, &new.items);
    form.done()?;
    let rule = rule.map(cited);
    let row = ReturnRow {
        id,
        contract_id: contract.0,
        work,
        title,
        asked_on: new.asked_on,
        due_on: due_on.ok().flatten(),
        assumed: rule.as_ref().and_then(|rule| rule.assumed.clone()),
        rule: rule.as_ref().map(|rule| rule.rule.clone()),
        clause: rule.map(|rule| rule.clause),
        witness: None,
        witnessed_by: None,
        witnessed_at: None,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    return_insert(tx, &row).await?;
    items_insert(tx, &items).await?;
    let said = json!({ "title": row.title, "items": items.len() });
    done(tx, desk, (contract.0, id), ("security.return_add", "return"), said).await?;
    let items = items.into_iter().map(item_shown).collect();
    Ok(one(desk, row, items, Vec::new()))
}

fn read_items(form: &mut Form, desk: Desk<'_>, id: Uuid, first: i64, new: &[NewReturnItem]) -> Vec<ItemRow> {
    if new.len() > 200 {
        form.wrong("items", "一张清单最多 200 项，请分成几张");
    }
    let items = (first..).zip(new).map(|(place, item)| ItemRow {
        id: desk.env.id(),
        return_id: id,
        place,
        what: form.required("what", "资料或数据名称", &item.what, 300),
        medium: form.required("medium", "载体", &item.medium, 100),
        way: None,
        basis: None,
        done_on: None,
        done_by: None,
    });
    items.collect()
}

/// Whether a list may still be changed: one that was witnessed is complete.
fn open(desk: Desk<'_>, row: Option<ReturnRow>, needed: &Permission) -> Result<ReturnRow, Refusal> {
    let row = row.ok_or(Refusal::NotFound)?;
    require(desk, needed, row.contract_id, row.work.as_ref())?;
    if row.witnessed_at.is_some() {
        return Err(Refusal::state("清单已由甲方见证签字，不能再改。需要补充时请另建一张清单。"));
    }
    Ok(row)
}

/// The list, held for a change.
async fn take(tx: &mut Tx, desk: Desk<'_>, id: Uuid, needed: &Permission) -> Result<ReturnRow, SecurityError> {
    let row = return_lock(tx, id).await?;
    Ok(open(desk, row, needed)?)
}

async fn now(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<DataReturn, SecurityError> {
    let row = return_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    Ok(shown(tx, desk, vec![row]).await?.pop().ok_or(Refusal::NotFound)?)
}

/// Puts a thing on a list.
pub async fn return_item_add(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    new: NewReturnItem,
) -> Result<DataReturn, SecurityError> {
    let row = take(tx, desk, id, &MANAGE).await?;
    let there = items_of(tx, &[id]).await?;
    let mut form = Form::default();
    if there.len() >= MOST as usize {
        form.wrong("what", "一张清单最多 200 项，请另建一张");
    }
    let items = read_items(&mut form, desk, id, i64::try_from(there.len()).unwrap_or(0), std::slice::from_ref(&new));
    form.done()?;
    items_insert(tx, &items).await?;
    return_touch(tx, id, desk.now()).await?;
    let said = json!({ "title": row.title, "what": items[0].what });
    done(tx, desk, (row.contract_id, id), ("security.return_item", "return"), said).await?;
    now(tx, desk, id).await
}

/// Says what became of a thing; it may be said otherwise until the client witnessed.
pub async fn settle(tx: &mut Tx, desk: Desk<'_>, item: Uuid, new: Settlement) -> Result<DataReturn, SecurityError> {
    let mut thing = item_find(tx, item).await?.ok_or(Refusal::NotFound)?;
    let row = take(tx, desk, thing.return_id, &WRITE).await?;
    let mut form = Form::default();
    let basis = form.optional("basis", "依据或方式", new.basis.as_deref(), 500);
    match (new.way, &basis) {
        (ReturnWay::Kept, None) => form.wrong("basis", "约定保留的请写明双方约定（文件、日期）"),
        (ReturnWay::Destroyed, None) => form.wrong("basis", "销毁的请写明销毁方式"),
        _ => {}
    }
    let first = new.done_on.unwrap_or_else(|| desk.today());
    let day = past_day(&mut form, desk, ("done_on", "完成日期"), new.done_on, first);
    form.done()?;
    thing.way = Some(new.way.code().to_owned());
    thing.basis = basis;
    thing.done_on = Some(day);
    thing.done_by = Some(desk.by.name.clone());
    item_settle(tx, &thing).await?;
    return_touch(tx, row.id, desk.now()).await?;
    let said = json!({ "title": row.title, "what": thing.what, "way": new.way.name() });
    done(tx, desk, (row.contract_id, row.id), ("security.return_settle", "return"), said).await?;
    now(tx, desk, row.id).await
}

/// Whether the caller may witness now: looked at before the signature is kept.
pub async fn may_witness(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<ReturnRow, SecurityError> {
    let row = open(desk, return_find(tx, id).await?, &CONFIRM)?;
    let items = items_of(tx, &[id]).await?;
    let open: Vec<&str> = items.iter().filter(|item| item.way.is_none()).map(|item| item.what.as_str()).collect();
    if items.is_empty() || !open.is_empty() {
        let rule = match (&row.rule, &row.clause) {
            (Some(rule), Some(clause)) => format!("{rule}（{clause}）要求逐项交还或销毁。"),
            _ => String::new(),
        };
        let text = if items.is_empty() {
            format!("{rule}清单还没有内容，请乙方先登记。")
        } else {
            format!("{rule}还有 {} 项没有办结：{}。全部办结后才能见证签字。", open.len(), open.join("、"))
        };
        return Err(Refusal::rule("unsettled", text).into());
    }
    Ok(row)
}

/// Witnesses for the client. With this the list is complete.
pub async fn witness(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, name): (Uuid, &str),
    signature: NewFile,
) -> Result<DataReturn, SecurityError> {
    take(tx, desk, id, &CONFIRM).await?;
    let row = may_witness(tx, desk, id).await?;
    let mut form = Form::default();
    let name = form.required("name", "见证人", name, 60);
    form.done()?;
    let contract = ContractId(row.contract_id);
    let record = Record { contract, kind: Thing::Return.kind(), id, part: "signature" };
    files::attach(tx, desk.env, desk.by, record, signature).await?;
    return_witness(tx, id, (&name, desk.by.person.0), desk.now()).await?;
    let said = json!({ "title": row.title, "witness": name });
    done(tx, desk, (row.contract_id, id), ("security.return_witness", "return"), said).await?;
    now(tx, desk, id).await
}
