//! Plans: written by the manager, published, agreed to by the client's office; versions are kept.

use std::collections::BTreeMap;

use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Tx,
    form::Form,
    sealed::{Sealer, place},
};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{may, tell};
use crate::{
    error::EmergencyError,
    model::{Plan, PlanBody, PlanContact, PlanLine, PlanState, PlanVersion},
    permissions::{CONFIRM, PLAN, READ},
    store::{
        contact::{ContactRow, contact_keep, contacts_retire},
        plan::{
            PlanRow, VersionRow, plan_find, plan_insert, plan_list, plan_lock, plan_update, version_keep, version_step,
            versions_of, versions_published,
        },
        works_of, works_text,
    },
};

/// The most rows of a part of a plan.
const ROWS: usize = 60;
/// The most characters of a text of it.
const TEXT: usize = 1000;

/// A new plan.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmergencyPlan)]
#[serde(deny_unknown_fields)]
pub struct NewPlan {
    /// Its title.
    pub title: String,
    /// Keys of the works concerned; empty means all.
    #[serde(default)]
    pub works: Vec<String>,
    /// What it says.
    pub body: PlanBody,
}

/// A draft in the place of the one before, or of a new version.
pub type PlanEdit = NewPlan;

/// The plans that the caller may see, of one contract where it is given.
pub async fn plans(tx: &mut Tx, desk: Desk<'_>, contract: Option<Uuid>) -> Result<Vec<PlanLine>, EmergencyError> {
    let rows = plan_list(tx, &desk.by.scope(&READ), contract).await?;
    let mut in_force = BTreeMap::new();
    for version in versions_published(tx, rows.iter().map(|row| row.id)).await? {
        prefer(&mut in_force, version);
    }
    let clients = |row: &PlanRow| !may(desk, &PLAN, row.contract_id, &works_of(&row.works));
    let lines = rows.into_iter().filter(|row| in_force.contains_key(&row.id) || !clients(row));
    Ok(lines.map(|row| line(&row, in_force.get(&row.id))).collect())
}

/// A plan with one of its versions: the newest that the caller may see, or that of a number.
pub async fn plan(tx: &mut Tx, desk: Desk<'_>, id: Uuid, number: Option<i64>) -> Result<Plan, EmergencyError> {
    let row = plan_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, row.contract_id.into(), &works_of(&row.works))?;
    shown(tx, desk, row, number).await
}

/// Begins a plan.
pub async fn add_plan(tx: &mut Tx, desk: Desk<'_>, contract: ContractId, new: NewPlan) -> Result<Plan, EmergencyError> {
    desk.require(&READ, &PLAN, contract, &new.works)?;
    let (title, body) = checked(tx, desk, contract, &new).await?;
    let now = desk.now();
    let row = PlanRow {
        id: desk.env.id(),
        contract_id: contract.0,
        works: works_text(&new.works),
        title,
        newest: 1,
        state: PlanState::Draft,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    plan_insert(tx, &row).await?;
    keep(tx, desk, &row, body, &[]).await?;
    tell(tx, desk, (row.id, contract.0), "emergencies.plan_written", json!({ "title": row.title, "number": 1 }))
        .await?;
    shown(tx, desk, row, None).await
}

/// Writes the draft of a plan; what was published is left, and a new version begins.
pub async fn edit_plan(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    edit: PlanEdit,
) -> Result<Plan, EmergencyError> {
    let mut row = taken(tx, desk, &PLAN, (id, version)).await?;
    desk.require(&READ, &PLAN, row.contract_id.into(), &edit.works)?;
    let (title, body) = checked(tx, desk, row.contract_id.into(), &edit).await?;
    let versions = versions_of(tx, id).await?;
    if row.state != PlanState::Draft {
        row.newest += 1;
    }
    (row.title, row.works, row.state, row.updated_at) = (title, works_text(&edit.works), PlanState::Draft, desk.now());
    keep(tx, desk, &row, body, &versions).await?;
    plan_update(tx, &row).await?;
    let detail = json!({ "title": row.title, "number": row.newest });
    tell(tx, desk, (id, row.contract_id), "emergencies.plan_written", detail).await?;
    row.version += 1;
    shown(tx, desk, row, None).await
}

/// Publishes the draft: emergencies are opened with it until the client agrees to a newer one, and its contacts are called.
pub async fn publish(tx: &mut Tx, desk: Desk<'_>, place: (Uuid, i64)) -> Result<Plan, EmergencyError> {
    let row = taken(tx, desk, &PLAN, place).await?;
    if row.state != PlanState::Draft {
        return Err(Refusal::state("没有待发布的修改：最新版本已经发布。请先修改预案，再发布。").into());
    }
    let mut versions = versions_of(tx, row.id).await?;
    let newest = versions.first_mut().ok_or(Refusal::NotFound)?;
    newest.state = PlanState::Published;
    (newest.published_name, newest.published_at) = (Some(desk.by.name.clone()), Some(desk.now()));
    version_step(tx, newest).await?;
    contacts_retire(tx, row.id).await?;
    for (position, contact) in (1..).zip(&newest.body.contacts) {
        let row = ContactRow {
            id: contact.id.unwrap_or_else(|| desk.env.id()),
            contract_id: row.contract_id,
            works: row.works.clone(),
            plan_id: row.id,
            post: contact.post.clone(),
            position,
            active: true,
            since: desk.now(),
            tested_at: None,
            reached: None,
            minutes: None,
        };
        contact_keep(tx, &row).await?;
    }
    step(tx, desk, row, PlanState::Published, "emergencies.plan_published").await
}

/// The client's office agrees to what was published.
pub async fn agree(
    tx: &mut Tx,
    desk: Desk<'_>,
    place: (Uuid, i64),
    note: Option<String>,
) -> Result<Plan, EmergencyError> {
    let row = taken(tx, desk, &CONFIRM, place).await?;
    let mut form = Form::default();
    let note = form.optional("note", "意见", note.as_deref(), TEXT);
    form.done()?;
    if row.state != PlanState::Published {
        return Err(Refusal::state("没有等待同意的版本：请等项目经理发布预案后再办理。").into());
    }
    let mut versions = versions_of(tx, row.id).await?;
    let newest = versions.first_mut().ok_or(Refusal::NotFound)?;
    newest.state = PlanState::Agreed;
    (newest.agreed_name, newest.agreed_at, newest.note) = (Some(desk.by.name.clone()), Some(desk.now()), note);
    version_step(tx, newest).await?;
    step(tx, desk, row, PlanState::Agreed, "emergencies.plan_agreed").await
}

async fn step(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: PlanRow,
    state: PlanState,
    action: &'static str,
) -> Result<Plan, EmergencyError> {
    (row.state, row.updated_at) = (state, desk.now());
    plan_update(tx, &row).await?;
    row.version += 1;
    let detail = json!({ "title": row.title, "number": row.newest });
    tell(tx, desk, (row.id, row.contract_id), action, detail).await?;
    shown(tx, desk, row, None).await
}

/// A plan of this version, held for a change by whoever holds `needed`.
async fn taken(
    tx: &mut Tx,
    desk: Desk<'_>,
    needed: &jianyue_kernel::Permission,
    (id, version): (Uuid, i64),
) -> Result<PlanRow, EmergencyError> {
    let row = plan_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, needed, row.contract_id.into(), &works_of(&row.works))?;
    if row.version != version {
        return Err(Refusal::stale(&shown(tx, desk, row, None).await?).into());
    }
    Ok(row)
}

/// All that is wrong with a plan at once.
async fn checked(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: &NewPlan,
) -> Result<(String, PlanBody), EmergencyError> {
    let known = desk.version(tx, contract, desk.today()).await?;
    let mut form = Form::default();
    let title = form.required("title", "预案名称", &new.title, 100);
    if let Some(work) = new.works.iter().find(|key| !known.model.works.iter().any(|work| work.key == **key)) {
        form.wrong("works", format!("合同中没有工作“{work}”，请重新选择"));
    }
    let body = body(&mut form, &new.body);
    form.done()?;
    Ok((title, body))
}

fn body(form: &mut Form, new: &PlanBody) -> PlanBody {
    let mut body = new.clone();
    body.scenario = form.required("scenario", "适用情形", &new.scenario, TEXT);
    let parts = [body.levels.len(), body.roles.len(), body.contacts.len(), body.steps.len(), body.standby.len()];
    if parts.iter().any(|rows| *rows > ROWS) {
        form.wrong("body", format!("每一部分最多 {ROWS} 行，请合并"));
    }
    for level in &mut body.levels {
        level.title = form.required("levels", "级别名称", &level.title, 40);
        level.criteria = form.required("levels", "级别的判定条件", &level.criteria, TEXT);
    }
    for role in &mut body.roles {
        role.role = form.required("roles", "岗位名称", &role.role, 40);
        role.holder = form.required("roles", "担任的人或岗位", &role.holder, 100);
        role.tasks = form.optional("roles", "职责", Some(&role.tasks), TEXT).unwrap_or_default();
    }
    if body.roles.iter().filter(|role| role.commander).count() != 1 {
        form.wrong("roles", "请指定一个（且只有一个）岗位为总指挥");
    }
    for contact in &mut body.contacts {
        contact.post = form.required("contacts", "联系岗位", &contact.post, 100);
        contact.phone = form.optional("contacts", "电话", contact.phone.as_deref(), 40);
    }
    if body.steps.is_empty() {
        form.wrong("steps", "请至少写一个处置步骤");
    }
    for step in &mut body.steps {
        step.role = form.required("steps", "步骤由谁做", &step.role, 40);
        step.text = form.required("steps", "步骤内容", &step.text, TEXT);
        if step.minutes.is_some_and(|minutes| minutes > 10_000) {
            form.wrong("steps", "步骤时间最多 10000 分钟，请改小");
        }
    }
    for standby in &mut body.standby {
        standby.system = form.required("standby", "备用系统", &standby.system, 100);
        standby.how = form.required("standby", "切换办法", &standby.how, TEXT);
    }
    body
}

/// Keeps a draft. Contacts that an earlier version named keep their ids; numbers are sealed apart from the rest.
async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &PlanRow,
    mut body: PlanBody,
    before: &[VersionRow],
) -> Result<(), EmergencyError> {
    let known = |id: &Uuid| before.iter().any(|one| one.body.contacts.iter().any(|contact| contact.id == Some(*id)));
    let mut phones: BTreeMap<Uuid, String> = BTreeMap::new();
    let mut given: Vec<Uuid> = Vec::new();
    for contact in &mut body.contacts {
        let id = contact.id.filter(|id| known(id) && !given.contains(id)).unwrap_or_else(|| desk.env.id());
        given.push(id);
        contact.id = Some(id);
        phones.extend(contact.phone.take().map(|phone| (id, phone)));
    }
    let id = before.iter().find(|one| one.number == row.newest).map_or_else(|| desk.env.id(), |one| one.id);
    let plain = serde_json::to_vec(&phones).map_err(jianyue_platform::DbError::from)?;
    let version = VersionRow {
        id,
        plan_id: row.id,
        number: row.newest,
        state: PlanState::Draft,
        body: Json(body),
        phones: desk.app.state::<Sealer>().seal(&plain, &place("emergency_plan_version", "phones", id)),
        written_by: desk.by.person.0,
        written_name: desk.by.name.clone(),
        written_at: desk.now(),
        published_name: None,
        published_at: None,
        agreed_name: None,
        agreed_at: None,
        note: None,
    };
    Ok(version_keep(tx, &version).await?)
}

/// What a version says, with the numbers of its contacts.
pub(super) fn opened(app: &App, version: &VersionRow) -> PlanBody {
    let sealed = place("emergency_plan_version", "phones", version.id);
    let plain = app.state::<Sealer>().open(&version.phones, &sealed).unwrap_or_default();
    let mut phones: BTreeMap<Uuid, String> = serde_json::from_slice(&plain).unwrap_or_default();
    let mut body = version.body.0.clone();
    for contact in &mut body.contacts {
        contact.phone = contact.id.and_then(|id| phones.remove(&id));
    }
    body
}

/// The numbers of the contacts that are called now, by their ids.
pub(super) async fn numbers(
    tx: &mut Tx,
    app: &App,
    plans: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, EmergencyError> {
    let mut newest: BTreeMap<Uuid, VersionRow> = BTreeMap::new();
    for version in versions_published(tx, plans).await? {
        newest.entry(version.plan_id).or_insert(version);
    }
    let contacts = newest.values().flat_map(|version| opened(app, version).contacts);
    Ok(contacts.filter_map(|PlanContact { id, phone, .. }| id.zip(phone)).collect())
}

/// Of the versions of a plan that were published, told newest first, the one that emergencies are opened with: the newest
/// that the client agreed to, or else the newest.
pub(super) fn prefer(in_force: &mut BTreeMap<Uuid, VersionRow>, version: VersionRow) {
    match in_force.get(&version.plan_id) {
        Some(held) if held.state == PlanState::Agreed || version.state != PlanState::Agreed => {}
        _ => drop(in_force.insert(version.plan_id, version)),
    }
}

fn line(row: &PlanRow, in_force: Option<&VersionRow>) -> PlanLine {
    PlanLine {
        id: row.id,
        contract_id: row.contract_id,
        works: works_of(&row.works),
        title: row.title.clone(),
        newest: row.newest,
        state: row.state,
        in_force: in_force.map(|version| version.number),
        updated_at: row.updated_at,
    }
}

async fn shown(tx: &mut Tx, desk: Desk<'_>, row: PlanRow, number: Option<i64>) -> Result<Plan, EmergencyError> {
    let works = works_of(&row.works);
    let able = |permission| may(desk, permission, row.contract_id, &works);
    let mut versions = versions_of(tx, row.id).await?;
    // A draft is the vendor's own.
    if !able(&PLAN) {
        versions.retain(|version| version.state != PlanState::Draft);
    }
    let chosen = versions.iter().find(|version| number.is_none_or(|number| version.number == number));
    let chosen = chosen.ok_or(Refusal::NotFound)?;
    let mut in_force = BTreeMap::new();
    for version in versions.iter().filter(|version| version.state != PlanState::Draft) {
        prefer(&mut in_force, version.clone());
    }
    let mut allowed_actions = Vec::new();
    if able(&PLAN) {
        allowed_actions.push("write");
    }
    if able(&PLAN) && row.state == PlanState::Draft {
        allowed_actions.push("publish");
    }
    if able(&CONFIRM) && row.state == PlanState::Published {
        allowed_actions.push("agree");
    }
    Ok(Plan {
        line: line(&row, in_force.get(&row.id)),
        number: chosen.number,
        body: opened(desk.app, chosen),
        versions: versions.iter().map(version_line).collect(),
        allowed_actions,
        version: row.version,
    })
}

fn version_line(row: &VersionRow) -> PlanVersion {
    PlanVersion {
        number: row.number,
        state: row.state,
        written_by: row.written_name.clone(),
        written_at: row.written_at,
        published_by: row.published_name.clone(),
        published_at: row.published_at,
        agreed_by: row.agreed_name.clone(),
        agreed_at: row.agreed_at,
        note: row.note.clone(),
    }
}
