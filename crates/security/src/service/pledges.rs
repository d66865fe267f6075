//! Pledges of confidentiality: who of the team signed, and who has not yet.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    Tx,
    files::{self, RecordFile},
    form::Form,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{done, files::Thing, require, today, work_of};
use crate::{
    error::SecurityError,
    model::{Cited, Pledge, Pledges},
    permissions::{MANAGE, READ},
    policy::rules::{cited, pledging},
    store::pledge::{PledgeRow, pledge_find, pledge_insert, pledge_list, pledge_save},
};

/// The most people of a contract.
const MOST: u32 = 1_000;

/// Somebody who joined the team.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewSecurityPledge)]
pub struct NewPledge {
    /// Their name.
    pub name: String,
    /// Their position.
    pub position: String,
    /// Their organisation.
    pub organisation: String,
    /// When they joined.
    pub joined_on: NaiveDate,
    /// When they signed; absent: not yet.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// The last day on which it holds; absent: for good.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// Key of the work they do.
    #[serde(default)]
    pub work: Option<String>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is to be changed; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityPledgeChange)]
pub struct PledgeChange {
    /// Their position.
    #[serde(default)]
    pub position: Option<String>,
    /// When they signed.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// The last day on which it holds.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
    /// It holds for good.
    #[serde(default)]
    pub permanent: bool,
    /// When they left the project.
    #[serde(default)]
    pub left_on: Option<NaiveDate>,
    /// A remark; empty removes it.
    #[serde(default)]
    pub note: Option<String>,
}

/// The team of a contract, those whose signature is wanting in front.
pub async fn pledges(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Pledges, SecurityError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = pledge_list(tx, &scope, contract, MOST).await?;
    let mut papers = files::files_of(tx, Thing::Pledge.kind(), rows.iter().map(|row| row.id)).await?;
    let mut items: Vec<Pledge> = rows
        .into_iter()
        .map(|row| {
            let files = papers.remove(&row.id).unwrap_or_default();
            shown(desk, row, files)
        })
        .collect();
    items.sort_by_key(|one| (!one.wanting, one.left_on.is_some()));
    let left = items.iter().filter(|one| one.left_on.is_some()).count();
    let wanting = items.iter().filter(|one| one.wanting).count();
    let editable = desk.by.may(&MANAGE, contract);
    Ok(Pledges { team: items.len() - left, wanting, left, editable, items })
}

fn shown(desk: Desk<'_>, row: PledgeRow, files: Vec<RecordFile>) -> Pledge {
    let today = desk.today();
    let gone = row.left_on.is_some_and(|day| day <= today);
    let holding = row.signed_on.is_some() && row.valid_until.is_none_or(|last| today <= last);
    Pledge {
        by_rule: Cited::of(row.rule.as_ref(), row.clause.as_ref(), None),
        wanting: !gone && !holding,
        id: row.id,
        contract_id: row.contract_id,
        work: row.work,
        name: row.name,
        position: row.position,
        organisation: row.organisation,
        joined_on: row.joined_on,
        signed_on: row.signed_on,
        valid_until: row.valid_until,
        left_on: row.left_on,
        note: row.note,
        files,
        version: row.version,
    }
}

fn check(form: &mut Form, desk: Desk<'_>, row: &PledgeRow) {
    if row.signed_on.is_some_and(|day| day > desk.today()) {
        form.wrong("signed_on", "签署日期不能晚于今天");
    }
    if let (Some(signed), Some(until)) = (row.signed_on, row.valid_until)
        && until < signed
    {
        form.wrong("valid_until", "有效期不能早于签署日期");
    }
    if row.valid_until.is_some() && row.signed_on.is_none() {
        form.wrong("signed_on", "填写有效期时请同时填写签署日期");
    }
    if row.left_on.is_some_and(|day| day < row.joined_on) {
        form.wrong("left_on", "离开日期不能早于加入日期");
    }
}

/// Puts somebody on the list.
pub async fn pledge_add(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewPledge,
) -> Result<Pledge, SecurityError> {
    require(desk, &MANAGE, contract.0, new.work.as_ref())?;
    let compiled = today(tx, desk, contract).await?;
    let rule = pledging(&compiled.model).map(cited);
    let mut form = Form::default();
    let row = PledgeRow {
        id: desk.env.id(),
        contract_id: contract.0,
        work: work_of(&mut form, &compiled, new.work.as_deref()),
        name: form.required("name", "姓名", &new.name, 60),
        position: form.required("position", "岗位", &new.position, 60),
        organisation: form.required("organisation", "所属单位", &new.organisation, 100),
        joined_on: new.joined_on,
        signed_on: new.signed_on,
        valid_until: new.valid_until,
        left_on: None,
        note: form.optional("note", "备注", new.note.as_deref(), 500),
        rule: rule.as_ref().map(|rule| rule.rule.clone()),
        clause: rule.map(|rule| rule.clause),
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    check(&mut form, desk, &row);
    form.done()?;
    if !pledge_insert(tx, &row).await? {
        return Err(Refusal::rule("known", "名单上已有同一单位、同一天加入的这位人员，不用再登记。").into());
    }
    let said = json!({ "name": row.name, "signed_on": row.signed_on });
    done(tx, desk, (contract.0, row.id), ("security.pledge_add", "pledge"), said).await?;
    Ok(shown(desk, row, Vec::new()))
}

/// Changes what is kept of somebody: they signed, or left.
pub async fn pledge_change(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    wanted: PledgeChange,
) -> Result<Pledge, SecurityError> {
    let mut row = pledge_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    require(desk, &MANAGE, row.contract_id, row.work.as_ref())?;
    if row.version != version {
        return Err(Refusal::stale(&shown(desk, row, Vec::new())).into());
    }
    let mut form = Form::default();
    if let Some(position) = &wanted.position {
        row.position = form.required("position", "岗位", position, 60);
    }
    if wanted.note.is_some() {
        row.note = form.optional("note", "备注", wanted.note.as_deref(), 500);
    }
    row.signed_on = wanted.signed_on.or(row.signed_on);
    row.valid_until = if wanted.permanent { None } else { wanted.valid_until.or(row.valid_until) };
    row.left_on = wanted.left_on.or(row.left_on);
    check(&mut form, desk, &row);
    form.done()?;
    row.updated_at = desk.now();
    if !pledge_save(tx, &row).await? {
        return Err(Refusal::stale(&shown(desk, row, Vec::new())).into());
    }
    row.version += 1;
    let said = json!({ "name": row.name, "signed_on": row.signed_on, "left_on": row.left_on });
    done(tx, desk, (row.contract_id, id), ("security.pledge_change", "pledge"), said).await?;
    let files = files::files_of(tx, Thing::Pledge.kind(), [id]).await?.remove(&id).unwrap_or_default();
    Ok(shown(desk, row, files))
}
