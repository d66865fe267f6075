//! The time line, roles and commands of an emergency.

use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::Permission;
use jianyue_platform::{Tx, events, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{shown::whole, tell};
use crate::{
    error::EmergencyError,
    model::{EmergencyStoodDown, EntryKind, File, PlanRole, RoleHolder, State},
    permissions::{COMMAND, READ},
    store::{
        emergency::{EmergencyRow, EntryRow, emergency_lock, emergency_update, entry_insert},
        plan::version_find,
        works_of,
    },
};

/// The most characters of an entry.
const TEXT: usize = 2000;
/// The commander of an emergency without a plan.
const COMMANDER: &str = "总指挥";

/// An entry of the time line.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewEmergencyEntry)]
#[serde(deny_unknown_fields)]
pub struct NewEntry {
    /// The device's own id for it: what is sent again is there once.
    #[serde(default)]
    pub id: Option<Uuid>,
    /// What it is: one of those that people write by hand.
    pub kind: EntryKind,
    /// In words.
    pub text: String,
    /// The step of the plan that is done with it, from 1.
    #[serde(default)]
    pub step: Option<u32>,
    /// When it happened; now when absent, never in the future.
    #[serde(default)]
    pub happened_at: Option<DateTime<Utc>>,
    /// Whether the emergency is under control with it. Switching to the stand-by system always does that.
    #[serde(default)]
    pub controls: bool,
}

/// A role that the caller takes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyRoleWish)]
#[serde(deny_unknown_fields)]
pub struct RoleWish {
    /// The role, as the plan calls it.
    pub role: String,
}

/// The commander raises an emergency to another level.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyEscalation)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// The level; 1 is the gravest.
    pub level: u8,
    /// Why.
    pub text: String,
}

/// Words of the commander.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = EmergencyWords)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What is said.
    pub text: String,
}

/// Adds an entry to the time line.
pub async fn log(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: NewEntry) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &COMMAND, id).await?;
    burning(&row)?;
    let now = desk.now();
    let happened_at = new.happened_at.unwrap_or(now);
    let mut form = Form::default();
    let text = form.required("text", "内容", &new.text, TEXT);
    if !new.kind.by_hand() {
        form.wrong("kind", "这一类记录由系统自动写入，请选择决策、操作、通报等类别");
    }
    // A device's clock may be a little ahead.
    if happened_at > now + TimeDelta::minutes(2) || happened_at < row.opened_at - TimeDelta::days(1) {
        form.wrong("happened_at", "发生时间不能晚于现在，也不能早于启动前一天");
    }
    let steps = steps(tx, &row).await?;
    if new.step.is_some_and(|step| step == 0 || usize::try_from(step).is_ok_and(|step| step > steps)) {
        form.wrong("step", format!("预案共有 {steps} 个步骤，请重新选择"));
    }
    form.done()?;
    let entry = EntryRow {
        id: new.id.unwrap_or_else(|| desk.env.id()),
        emergency_id: id,
        kind: new.kind,
        text,
        role: role_of(&row, desk.by.person.0),
        step: new.step.map(i64::from),
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        happened_at: happened_at.min(now),
        recorded_at: now,
    };
    if entry_insert(tx, &entry).await? {
        if entry.kind.commands() && row.first_command_at.is_none() {
            row.first_command_at = Some(now);
        }
        row.decisions += i64::from(entry.kind == EntryKind::Decision);
        if (new.controls || entry.kind == EntryKind::Standby) && row.state == State::Open {
            (row.state, row.controlled_at) = (State::Controlled, Some(now));
        }
        emergency_update(tx, &row).await?;
        let detail = json!({ "number": row.number, "kind": entry.kind, "text": entry.text, "step": entry.step });
        tell(tx, desk, (id, row.contract_id), "emergencies.logged", detail).await?;
    }
    whole(tx, desk, row).await
}

/// The caller takes a role, from whoever held it.
pub async fn take_role(tx: &mut Tx, desk: Desk<'_>, id: Uuid, wish: RoleWish) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &COMMAND, id).await?;
    burning(&row)?;
    let roles = roles(tx, &row).await?;
    let Some(role) = roles.iter().find(|role| role.role == wish.role) else {
        let names: Vec<_> = roles.iter().map(|role| role.role.as_str()).collect();
        return Err(Refusal::field("role", format!("预案中没有这个岗位，可选：{}", names.join("、"))).into());
    };
    let before = row.roles.iter().find(|one| one.role == role.role).map(|one| one.name.clone());
    let holder = RoleHolder {
        role: role.role.clone(),
        person_id: desk.by.person.0,
        name: desk.by.name.clone(),
        since: desk.now(),
    };
    row.roles.0.retain(|one| one.role != role.role);
    row.roles.0.push(holder);
    if role.commander {
        (row.commander_id, row.commander_name) = (Some(desk.by.person.0), Some(desk.by.name.clone()));
    }
    emergency_update(tx, &row).await?;
    let text = match before {
        Some(name) => format!("{}接任{}（原：{name}）", desk.by.name, role.role),
        None => format!("{}担任{}", desk.by.name, role.role),
    };
    noted(tx, desk, &row, EntryKind::Role, &text, desk.now()).await?;
    let detail = json!({ "number": row.number, "role": role.role });
    tell(tx, desk, (id, row.contract_id), "emergencies.role_taken", detail).await?;
    whole(tx, desk, row).await
}

/// The commander raises the emergency.
pub async fn escalate(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Escalation) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &COMMAND, id).await?;
    burning(&row)?;
    commands(desk, &row)?;
    let mut form = Form::default();
    let text = form.required("text", "升级原因", &new.text, TEXT);
    if !(1..=9).contains(&new.level) {
        form.wrong("level", "级别应在 1 到 9 之间，1 最严重");
    }
    form.done()?;
    row.level = Some(i64::from(new.level));
    emergency_update(tx, &row).await?;
    let said = format!("调整为 {} 级：{text}", new.level);
    noted(tx, desk, &row, EntryKind::Escalated, &said, desk.now()).await?;
    let detail = json!({ "number": row.number, "level": new.level, "text": text });
    tell(tx, desk, (id, row.contract_id), "emergencies.escalated", detail).await?;
    whole(tx, desk, row).await
}

/// The commander stands the emergency down.
pub async fn stand_down(tx: &mut Tx, desk: Desk<'_>, id: Uuid, words: Words) -> Result<File, EmergencyError> {
    let mut row = held(tx, desk, &COMMAND, id).await?;
    burning(&row)?;
    commands(desk, &row)?;
    let mut form = Form::default();
    let text = form.required("text", "解除说明", &words.text, TEXT);
    form.done()?;
    if row.decisions == 0 {
        let text = format!("时间线上还没有一条“决策”，不能解除。{}要求留有处置记录：请先记下作出的决策。", row.clause);
        return Err(Refusal::rule("no_decision", text).into());
    }
    (row.state, row.stood_down_at, row.stood_down_name) =
        (State::StoodDown, Some(desk.now()), Some(desk.by.name.clone()));
    emergency_update(tx, &row).await?;
    noted(tx, desk, &row, EntryKind::StoodDown, &text, desk.now()).await?;
    let concerned = works_of(&row.works);
    let event = EmergencyStoodDown {
        emergency_id: id,
        contract_id: row.contract_id,
        work: concerned.first().filter(|_| concerned.len() == 1).cloned(),
        title: row.title.clone(),
        text: text.clone(),
        by: desk.by.person.0,
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    tell(tx, desk, (id, row.contract_id), "emergencies.stood_down", json!({ "number": row.number, "text": text }))
        .await?;
    whole(tx, desk, row).await
}

/// An emergency, held for a change by whoever holds `needed`.
pub(super) async fn held(
    tx: &mut Tx,
    desk: Desk<'_>,
    needed: &Permission,
    id: Uuid,
) -> Result<EmergencyRow, EmergencyError> {
    let row = emergency_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, needed, row.contract_id.into(), &works_of(&row.works))?;
    Ok(row)
}

/// Adds an entry that the software writes of what somebody did.
pub(super) async fn noted(
    tx: &mut Tx,
    desk: Desk<'_>,
    row: &EmergencyRow,
    kind: EntryKind,
    text: &str,
    at: DateTime<Utc>,
) -> Result<(), EmergencyError> {
    let entry = EntryRow {
        id: desk.env.id(),
        emergency_id: row.id,
        kind,
        text: text.to_owned(),
        role: role_of(row, desk.by.person.0),
        step: None,
        by_id: desk.by.person.0,
        by_name: desk.by.name.clone(),
        happened_at: at,
        recorded_at: desk.now(),
    };
    Ok(entry_insert(tx, &entry).await.map(drop)?)
}

fn burning(row: &EmergencyRow) -> Result<(), EmergencyError> {
    if row.state.burns() {
        return Ok(());
    }
    let text = format!("应急处置{}，时间线不再增加。需要补充的请写进处置报告。", row.state.says());
    Err(Refusal::state(text).into())
}

fn commands(desk: Desk<'_>, row: &EmergencyRow) -> Result<(), EmergencyError> {
    if row.commander_id == Some(desk.by.person.0) {
        return Ok(());
    }
    Err(EmergencyError::not_commander(row.commander_name.as_deref()))
}

/// The roles in which somebody acts.
fn role_of(row: &EmergencyRow, person: Uuid) -> Option<String> {
    let held: Vec<_> = row.roles.iter().filter(|one| one.person_id == person).map(|one| one.role.as_str()).collect();
    (!held.is_empty()).then(|| held.join("、"))
}

async fn roles(tx: &mut Tx, row: &EmergencyRow) -> Result<Vec<PlanRole>, EmergencyError> {
    if let Some(id) = row.plan_version_id
        && let Some(version) = version_find(tx, id).await?
    {
        return Ok(version.body.0.roles);
    }
    let role = |role: &str, commander| PlanRole {
        role: role.to_owned(),
        holder: String::new(),
        tasks: String::new(),
        commander,
    };
    Ok(vec![role(COMMANDER, true), role("技术负责人", false), role("联络人", false)])
}

async fn steps(tx: &mut Tx, row: &EmergencyRow) -> Result<usize, EmergencyError> {
    let Some(id) = row.plan_version_id else { return Ok(0) };
    Ok(version_find(tx, id).await?.map_or(0, |version| version.body.steps.len()))
}
