//! Checklists: the house's own, and those that a manager has written.

use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Desk, audited};
use crate::{
    error::InspectionError,
    model::{Body, Checklist, Item, ItemKind, Kind},
    permissions::{CHECKLISTS, READ, covers, require, require_some},
    policy::house,
    store::checklist::{
        Author, ChecklistRow, checklist_advance, checklist_insert, checklist_list, checklist_lock, checklist_of,
    },
};

/// The most points of a checklist.
const MOST: usize = 300;

/// A checklist for a rule.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewInspectionChecklist)]
pub struct NewChecklist {
    /// The rule whose occurrences it is for.
    pub rule: String,
    /// What these are.
    pub kind: Kind,
    /// What it says.
    #[serde(flatten)]
    pub body: Body,
}

/// The checklists of a contract, by rule.
pub async fn checklists(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<Checklist>, InspectionError> {
    require_some(desk.by, &READ, contract)?;
    let scope = desk.by.scope(&READ);
    let rows = checklist_list(tx, contract).await?.into_iter();
    Ok(rows.filter(|row| covers(&scope, contract, &row.works())).map(Checklist::from).collect())
}

/// Adds a checklist; in the place of the house's own where the rule has one.
pub async fn add_checklist(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewChecklist,
) -> Result<Checklist, InspectionError> {
    require_some(desk.by, &CHECKLISTS, contract)?;
    let registry = desk.app.state::<jianyue_contracts::registry::Registry>();
    let compiled = registry.shown(tx, contract, desk.now()).await?.ok_or(InspectionError::NotFound)?;
    if house::words_of(&compiled.model, &new.rule, new.kind).is_none() {
        return Err(InspectionError::field("rule", "合同中没有这条规则，请从计划中选择"));
    }
    let works = house::works_of(&compiled.model, &new.rule);
    require(desk.by, &CHECKLISTS, contract, &works)?;
    let body = tidy(new.body)?;
    match checklist_of(tx, contract, &new.rule, new.kind).await? {
        Some(row) if row.house => write(tx, desk, row, body).await,
        Some(_) => Err(InspectionError::field("rule", "这条规则已有巡检表，请在原表上修改")),
        None => {
            let id = desk.env.id();
            let by = author(desk);
            checklist_insert(tx, (id, contract, &new.rule, new.kind, &works, false), &body, by).await?;
            let detail = json!({ "title": body.title, "items": body.items.len() });
            audited(tx, desk, "inspection.checklist_add", id, contract.0, detail).await?;
            let row = checklist_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
            Ok(row.into())
        }
    }
}

/// Writes a new version; runs that were begun keep theirs.
pub async fn change_checklist(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    version: i64,
    body: Body,
) -> Result<Checklist, InspectionError> {
    let row = checklist_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
    require(desk.by, &CHECKLISTS, row.contract_id.into(), &row.works())?;
    if row.version != version {
        let current = serde_json::to_value(Checklist::from(row)).map_err(jianyue_platform::DbError::from)?;
        return Err(InspectionError::Stale { current: Box::new(current) });
    }
    write(tx, desk, row, tidy(body)?).await
}

async fn write(tx: &mut Tx, desk: Desk<'_>, row: ChecklistRow, body: Body) -> Result<Checklist, InspectionError> {
    let (id, contract, next) = (row.id, row.contract_id, row.version + 1);
    checklist_advance(tx, id, (next, false, &row.works()), &body, author(desk)).await?;
    let detail = json!({ "title": body.title, "version": next, "items": body.items.len() });
    audited(tx, desk, "inspection.checklist_change", id, contract, detail).await?;
    let row = checklist_lock(tx, id).await?.ok_or(InspectionError::NotFound)?;
    Ok(row.into())
}

fn author(desk: Desk<'_>) -> Author<'_> {
    Author { id: desk.by.person.0, name: &desk.by.name, at: desk.now() }
}

/// Checks what people wrote.
fn tidy(mut body: Body) -> Result<Body, InspectionError> {
    let mut form = Form::default();
    body.title = form.required("title", "名称", &body.title, 100);
    if body.items.is_empty() || body.items.len() > MOST {
        form.wrong("items", format!("检查项应有 1 到 {MOST} 项"));
    }
    body.signatures.dedup();
    let mut keys = std::collections::BTreeSet::new();
    for item in &mut body.items {
        item.title = form.required("items", "检查项", &item.title, 200);
        item.group = form.optional("items", "分组", Some(&item.group), 100).unwrap_or_default();
        let (title, key) = (&item.title, &item.key);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if key.is_empty() || key.len() > 60 || !key.chars().all(plain) {
            form.wrong("items", format!("“{title}”的代号应由字母、数字、点和横线组成，最多 60 个字符"));
        }
        if !keys.insert(key.clone()) {
            form.wrong("items", format!("代号 {key} 重复，请改为不同的代号"));
        }
        if item.kind == ItemKind::Choice && !(2..=20).contains(&item.choices.len()) {
            form.wrong("items", format!("“{title}”应有 2 到 20 个选项"));
        }
        if item.bad.iter().any(|bad| !item.choices.contains(bad)) {
            form.wrong("items", format!("“{title}”的异常选项应是选项之一"));
        }
        if item.low.zip(item.high).is_some_and(|(low, high)| low > high) {
            form.wrong("items", format!("“{title}”的下限高于上限，请对调"));
        }
        if item.kind == ItemKind::Automatic && item.probe_id.is_none() {
            form.wrong("items", format!("“{title}”由监测点自动填写，请选择监测点"));
        }
        if item.repeat.is_some_and(|repeat| !(2..=20).contains(&repeat)) {
            form.wrong("items", format!("“{title}”的重复次数应在 2 到 20 之间"));
        }
    }
    let by_hand = |item: &&Item| (item.required && item.kind != ItemKind::Automatic) || item.photo_required;
    if body.made_by_machine
        && let Some(item) = body.items.iter().find(by_hand)
    {
        form.wrong(
            "made_by_machine",
            format!("“{}”需要人工填写，不能设为自动执行。请改为自动填写或非必填", item.title),
        );
    }
    if body.made_by_machine && !body.items.iter().any(|item| item.required && item.kind == ItemKind::Automatic) {
        form.wrong("made_by_machine", "自动执行至少要有一项由监测点自动填写的必填项");
    }
    form.done()?;
    Ok(body)
}
