//! What may be asked for: the house's own forms, and versions that a manager made of them.

use std::collections::BTreeSet;

use jianyue_contracts::{
    Desk, Refusal,
    desk::covers,
    model::{Rule, Within},
    registry::Compiled,
};
use jianyue_kernel::{ContractId, ContractScope};
use jianyue_platform::{
    Tx,
    audit::{self, Entry},
    form::Form as Checks,
};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::quota::quota;
use crate::{
    error::CatalogueError,
    model::{Change, Definition, Form, WorkName},
    permissions::{FORMS, READ},
    policy::{
        check::check,
        house::{duty_of, offered},
    },
    store::form::{self, FormRow, form_insert, forms_latest},
};

/// A form that a manager made or changed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = ServiceFormEdit)]
#[serde(deny_unknown_fields)]
pub struct FormEdit {
    /// Which form; absent for a new one.
    #[serde(default)]
    pub key: Option<String>,
    /// The version that was changed; 0 for the house's own, and for a new one.
    pub based_on: i64,
    /// The rule of the contract that it answers.
    pub rule: String,
    /// Whether it is offered.
    pub enabled: bool,
    /// What it says.
    pub definition: Definition,
    /// Why it was changed.
    pub note: String,
}

/// The forms of a contract that the caller may use, in the order of its rules; those that are not offered too, for who
/// changes them.
pub async fn forms(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<Form>, CatalogueError> {
    let scope = desk.reader(&READ, contract)?;
    let keeps = covers(&desk.by.scope(&FORMS), contract, &[]);
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let mut shown = Vec::new();
    for row in current(tx, &compiled).await? {
        if (row.enabled || keeps) && usable(&scope, contract, &row.definition.0) {
            shown.push(one(tx, desk, &compiled, (row, &scope)).await?);
        }
    }
    Ok(shown)
}

/// The versions of a form, the newest first; the house's own when nobody changed it.
pub async fn form_versions(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    key: &str,
) -> Result<Vec<Form>, CatalogueError> {
    let scope = desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let mut rows = form::form_versions(tx, contract, key).await?;
    if rows.is_empty() {
        rows.extend(current(tx, &compiled).await?.into_iter().find(|row| row.key == key));
    }
    if rows.first().is_none_or(|row| !usable(&scope, contract, &row.definition.0)) {
        return Err(Refusal::NotFound.into());
    }
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        shown.push(one(tx, desk, &compiled, (row, &scope)).await?);
    }
    Ok(shown)
}

/// Makes a new version of a form. Requests keep the version that they were made with.
pub async fn save_form(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: FormEdit,
) -> Result<Form, CatalogueError> {
    desk.require(&READ, &FORMS, contract, &[])?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let rows = current(tx, &compiled).await?;
    let before = match &new.key {
        Some(key) => Some(rows.iter().find(|row| row.key == *key).ok_or(Refusal::NotFound)?),
        None => None,
    };
    let mut checks = Checks::default();
    let note = checks.required("note", "修改说明", &new.note, 300);
    if duty_of(&compiled.model, &new.rule).is_none() {
        checks.wrong("rule", "合同中没有乙方的这条义务，请重新选择依据的条目");
    }
    checks.done()?;
    let definition = check(new.definition, &compiled.model)?;
    if let Some(before) = before {
        // What the house offers may have been used meanwhile, which makes it version 1 without a change.
        let same = before.version_no == new.based_on || (new.based_on == 0 && before.by_name.is_empty());
        if !same {
            let scope = ContractScope::All;
            let now = one(tx, desk, &compiled, (before.clone(), &scope)).await?;
            return Err(Refusal::stale(&now).into());
        }
    }
    let row = FormRow {
        id: desk.env.id(),
        contract_id: contract.0,
        key: before.map_or_else(|| free_key(&rows, &new.rule), |before| before.key.clone()),
        version_no: before.map_or(1, |before| before.version_no.max(i64::from(before.by_name.is_empty())) + 1),
        rule: new.rule,
        definition: Json(definition),
        enabled: new.enabled,
        note: Some(note),
        by_name: desk.by.name.clone(),
        at: desk.now(),
    };
    if let Some(house) = before.filter(|before| before.version_no == 0) {
        // The house's own stays as version 1, so that what changed can be seen.
        materialise(tx, desk, house.clone()).await?;
    }
    if !form_insert(tx, &row).await? {
        return Err(Refusal::state("刚刚有人修改了这张表单，请刷新后重新修改。").into());
    }
    let detail = json!({ "title": row.definition.title, "version": row.version_no, "note": row.note });
    let entry = Entry { action: "catalogue.form", subject: row.id, contract: Some(contract), detail };
    audit::record(tx, desk.env, desk.by, entry).await?;
    one(tx, desk, &compiled, (row, &ContractScope::All)).await
}

fn free_key(rows: &[FormRow], rule: &str) -> String {
    let taken = |key: &str| rows.iter().any(|row| row.key == key);
    let keys = std::iter::once(rule.to_owned()).chain((2..).map(|n| format!("{rule}#{n}")));
    let mut free = keys.skip_while(|key| taken(key));
    free.next().unwrap_or_default()
}

/// The newest version of each form whose rule the contract still has, in the order of its rules; those of the house that
/// nobody used or changed have no id and the version 0.
pub(super) async fn current(tx: &mut Tx, compiled: &Compiled) -> Result<Vec<FormRow>, CatalogueError> {
    let stored = forms_latest(tx, compiled.contract).await?;
    let keys: BTreeSet<&str> = stored.iter().map(|row| row.key.as_str()).collect();
    let house = offered(&compiled.model).filter(|(duty, _)| !keys.contains(duty.id.as_str()));
    let house: Vec<FormRow> = house
        .map(|(duty, definition)| FormRow {
            id: Uuid::nil(),
            contract_id: compiled.contract.0,
            key: duty.id.clone(),
            version_no: 0,
            rule: duty.id.clone(),
            definition: Json(definition),
            enabled: true,
            note: None,
            by_name: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
        })
        .collect();
    let place = |rule: &str| compiled.model.duties.iter().position(|duty| duty.id == rule);
    let mut all: Vec<(usize, FormRow)> =
        stored.into_iter().chain(house).filter_map(|row| Some((place(&row.rule)?, row))).collect();
    all.sort_by(|(a, one), (b, other)| (a, &one.key).cmp(&(b, &other.key)));
    Ok(all.into_iter().map(|(_, row)| row).collect())
}

/// The row of a form with an id: the house's own becomes version 1.
pub(super) async fn materialise(tx: &mut Tx, desk: Desk<'_>, row: FormRow) -> Result<FormRow, CatalogueError> {
    if row.version_no > 0 {
        return Ok(row);
    }
    let row = FormRow { id: desk.env.id(), version_no: 1, at: desk.now(), ..row };
    if form_insert(tx, &row).await? {
        return Ok(row);
    }
    let versions = form::form_versions(tx, row.contract_id.into(), &row.key).await?;
    Ok(versions.into_iter().next().ok_or(Refusal::NotFound)?)
}

/// Whether somebody with this scope can ask with it.
pub(super) fn usable(scope: &ContractScope, contract: ContractId, form: &Definition) -> bool {
    match form.works.as_slice() {
        [] => covers(scope, contract, &[]),
        works => works.iter().any(|work| scope.covers(contract, Some(work))),
    }
}

async fn one(
    tx: &mut Tx,
    desk: Desk<'_>,
    compiled: &Compiled,
    (row, scope): (FormRow, &ContractScope),
) -> Result<Form, CatalogueError> {
    let duty = duty_of(&compiled.model, &row.rule);
    let definition = row.definition.0;
    let works = compiled.model.works.iter();
    let seen =
        works.filter(|work| definition.works.contains(&work.key) && scope.covers(compiled.contract, Some(&work.key)));
    let quota = quota(tx, (compiled.contract, &compiled.model), definition.effort.as_ref(), desk.today()).await?;
    Ok(Form {
        id: (!row.id.is_nil()).then_some(row.id),
        key: row.key,
        version_no: row.version_no,
        rule: row.rule,
        clause: duty.map(|duty| duty.clause().to_owned()).unwrap_or_default(),
        assumed: duty.and_then(|duty| duty.assumed().map(str::to_owned)),
        duty: duty.map(|duty| duty.text.clone()).unwrap_or_default(),
        within: duty.and_then(|duty| duty.within).map(Within::in_chinese),
        enabled: row.enabled,
        works: seen.map(|work| WorkName { key: work.key.clone(), title: work.title.clone() }).collect(),
        definition,
        quota,
        changed: (!row.by_name.is_empty()).then_some(Change { by: row.by_name, at: row.at, note: row.note }),
    })
}
