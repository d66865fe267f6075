//! Trainings: planned, held, confirmed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, desk::covers};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{Tx, duties::DutyState, files::files_of, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{LINE, TEXT, done};
use crate::{
    error::StaffingError,
    model::{Attendee, PAPER_LIST, TRAINING_FILE, Training, TrainingBoard, TrainingRule, TrainingState},
    permissions::{ATTEND, CONSENT, MANAGE, READ},
    policy::training::{rules, standing},
    store::{
        attendee::{AttendanceRow, AttendeeRow, attendance, attendees_of},
        training::{TrainingRow, training_find, training_insert, training_lock, training_update, trainings_of},
    },
};

/// A training to be planned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTraining {
    /// The rule.
    pub rule: String,
    /// What it is about.
    pub topic: String,
    /// Whom it is for.
    pub audience: String,
    /// Where.
    pub place: String,
    /// Who holds it.
    pub trainer: String,
    /// The day.
    pub planned_on: NaiveDate,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// What is to be changed of a training; absent members stay as they are.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingEdit {
    /// What it is about.
    #[serde(default)]
    pub topic: Option<String>,
    /// Whom it is for.
    #[serde(default)]
    pub audience: Option<String>,
    /// Where.
    #[serde(default)]
    pub place: Option<String>,
    /// Who holds it.
    #[serde(default)]
    pub trainer: Option<String>,
    /// The day. Moved by the client, it is the agreed day from then on; moved by the vendor, it is late behind the agreed one.
    #[serde(default)]
    pub planned_on: Option<NaiveDate>,
    /// A remark; empty removes it.
    #[serde(default)]
    pub note: Option<String>,
}

/// It was held.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = TrainingHeld)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// The day; not in the future.
    pub held_on: NaiveDate,
}

/// What the client decides.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingDecision {
    /// Whether it served its purpose.
    pub accepted: bool,
    /// What they say; needed to refuse.
    #[serde(default)]
    pub note: Option<String>,
}

/// The trainings of a contract that `desk.by` may see, and how often its rules were kept.
pub async fn trainings(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<TrainingBoard, StaffingError> {
    let scope = desk.reader(&READ, contract)?;
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let mut rows = trainings_of(tx, contract).await?;
    rows.retain(|row| covers(&scope, contract, &row.works));
    let counts = attendance(tx, rows.iter().map(|row| row.id)).await?;
    let counts: BTreeMap<Uuid, AttendanceRow> = counts.into_iter().map(|row| (row.training_id, row)).collect();
    let found = rules(&compiled.model).filter(|rule| covers(&scope, contract, &rule.works)).map(|rule| {
        let count = |wanted: &[TrainingState]| {
            rows.iter().filter(|row| row.rule == rule.id && wanted.contains(&row.state)).count()
        };
        TrainingRule {
            rule: rule.id.clone(),
            clause: rule.clause.clone(),
            assumed: rule.assumed.clone(),
            title: rule.title.clone(),
            text: rule.text.clone(),
            trigger: rule.trigger.clone(),
            times: rule.times,
            items: rule.items.clone(),
            works: rule.works.clone(),
            held: count(&[TrainingState::Held, TrainingState::Confirmed]),
            planned: count(&[TrainingState::Planned, TrainingState::Disputed]),
        }
    });
    let found = found.collect();
    let items = rows.into_iter().map(|row| {
        let counted = counts.get(&row.id).copied().unwrap_or_default();
        shown(row, counted, today)
    });
    Ok(TrainingBoard { today, rules: found, items: items.collect() })
}

/// A training with its people and files.
pub async fn training(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Training, StaffingError> {
    let row = training_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, ContractId(row.contract_id), &row.works)?;
    whole(tx, desk, row).await
}

/// Plans a training. Its first day is the agreed one.
pub async fn plan(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewTraining,
) -> Result<Training, StaffingError> {
    desk.reader(&READ, contract)?;
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let Some(rule) = rules(&compiled.model).find(|rule| rule.id == new.rule) else {
        return Err(Refusal::field("rule", "合同中没有这项培训要求，请重新选择").into());
    };
    desk.require(&READ, &MANAGE, contract, &rule.works)?;
    let mut form = Form::default();
    let row = TrainingRow {
        id: desk.env.id(),
        contract_id: contract.0,
        rule: rule.id.clone(),
        clause: rule.clause.clone(),
        assumed: rule.assumed.clone(),
        title: rule.title.clone(),
        works: Json(rule.works.clone()),
        topic: form.required("topic", "培训主题", &new.topic, LINE),
        audience: form.required("audience", "培训对象", &new.audience, LINE),
        place: form.required("place", "地点", &new.place, LINE),
        trainer: form.required("trainer", "讲师", &new.trainer, LINE),
        note: form.optional("note", "备注", new.note.as_deref(), TEXT),
        planned_on: new.planned_on,
        due_on: new.planned_on,
        state: TrainingState::Planned,
        held_on: None,
        held_by: None,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        version: 1,
        created_at: desk.now(),
        updated_at: desk.now(),
    };
    if new.planned_on < desk.today() {
        form.wrong("planned_on", "计划日期不能早于今天");
    }
    form.done()?;
    training_insert(tx, &row).await?;
    let detail = json!({ "topic": row.topic, "title": row.title, "planned_on": row.planned_on });
    done(tx, desk, (contract, row.id), "staffing.plan_training", detail).await?;
    whole(tx, desk, row).await
}

/// Changes the plan. Who moves the day decides whether it is late.
pub async fn edit_training(
    tx: &mut Tx,
    desk: Desk<'_>,
    (id, version): (Uuid, i64),
    new: TrainingEdit,
) -> Result<Training, StaffingError> {
    let mut row = training_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    let contract = ContractId(row.contract_id);
    let client = desk.require(&READ, &CONSENT, contract, &row.works).is_ok();
    if !client {
        desk.require(&READ, &MANAGE, contract, &row.works)?;
    }
    if row.version != version {
        return Err(Refusal::stale(&whole(tx, desk, row).await?).into());
    }
    if !matches!(row.state, TrainingState::Planned | TrainingState::Disputed) {
        return Err(Refusal::state("这次培训已经举办或取消，不能再改计划。").into());
    }
    let mut form = Form::default();
    let mut text = |field: &'static str, name: &str, value: Option<String>, kept: &mut String| {
        if let Some(value) = value {
            *kept = form.required(field, name, &value, LINE);
        }
    };
    text("topic", "培训主题", new.topic, &mut row.topic);
    text("audience", "培训对象", new.audience, &mut row.audience);
    text("place", "地点", new.place, &mut row.place);
    text("trainer", "讲师", new.trainer, &mut row.trainer);
    if let Some(note) = new.note {
        row.note = form.optional("note", "备注", Some(&note), TEXT);
    }
    let was = row.planned_on;
    if let Some(day) = new.planned_on.filter(|day| *day != was) {
        if day < desk.today() {
            form.wrong("planned_on", "计划日期不能早于今天");
        }
        row.planned_on = day;
        if client {
            row.due_on = day;
        }
    }
    form.done()?;
    let detail = json!({ "topic": row.topic, "was": was, "planned_on": row.planned_on, "due_on": row.due_on });
    keep(tx, desk, row, "staffing.edit_training", detail).await
}

/// It was held: at least one signature, or the paper list, shows it.
pub async fn hold(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Held) -> Result<Training, StaffingError> {
    let mut row = take(tx, desk, id, &ATTEND).await?;
    if !matches!(row.state, TrainingState::Planned | TrainingState::Disputed) {
        return Err(Refusal::state("这次培训已经登记过举办或取消。").into());
    }
    if new.held_on > desk.today() || new.held_on < zone::local_date(row.created_at) {
        return Err(Refusal::field("held_on", "举办日期应在登记计划以后、今天以前").into());
    }
    let signed = attendance(tx, [id]).await?.first().is_some_and(|counted| counted.signed > 0);
    let files = files_of(tx, TRAINING_FILE, [id]).await?.remove(&id).unwrap_or_default();
    if !signed && !files.iter().any(|file| file.part == PAPER_LIST) {
        let text = "还没有人签到。请先请参加的人签名，或上传纸质签到表，再登记已举办。";
        return Err(Refusal::rule("nobody_signed", text).into());
    }
    row.state = TrainingState::Held;
    row.held_on = Some(new.held_on);
    row.held_by = Some(desk.by.name.clone());
    let detail = json!({ "topic": row.topic, "held_on": new.held_on });
    keep(tx, desk, row, "staffing.hold_training", detail).await
}

/// The client says whether it served its purpose.
pub async fn confirm(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: TrainingDecision) -> Result<Training, StaffingError> {
    let mut row = take(tx, desk, id, &CONSENT).await?;
    if row.state != TrainingState::Held {
        return Err(Refusal::state("这次培训还没有举办，或者已经确认过。").into());
    }
    let mut form = Form::default();
    row.decision_note = form.optional("note", "意见", new.note.as_deref(), TEXT);
    if !new.accepted && row.decision_note.is_none() {
        form.wrong("note", "退回时请写明没有达到什么目的");
    }
    form.done()?;
    row.state = if new.accepted { TrainingState::Confirmed } else { TrainingState::Disputed };
    row.decided_by = Some(desk.by.name.clone());
    row.decided_at = Some(desk.now());
    let detail = json!({ "topic": row.topic, "note": row.decision_note });
    let action = if new.accepted { "staffing.confirm_training" } else { "staffing.dispute_training" };
    keep(tx, desk, row, action, detail).await
}

/// Calls a training off: the client's decision, because it was agreed.
pub async fn cancel(tx: &mut Tx, desk: Desk<'_>, id: Uuid, reason: &str) -> Result<Training, StaffingError> {
    let mut row = take(tx, desk, id, &CONSENT).await?;
    if row.state != TrainingState::Planned {
        return Err(Refusal::state("只有还没有举办的培训可以取消。").into());
    }
    let mut form = Form::default();
    row.decision_note = Some(form.required("reason", "取消原因", reason, TEXT));
    form.done()?;
    row.state = TrainingState::Cancelled;
    row.decided_by = Some(desk.by.name.clone());
    row.decided_at = Some(desk.now());
    let detail = json!({ "topic": row.topic, "reason": row.decision_note });
    keep(tx, desk, row, "staffing.cancel_training", detail).await
}

/// The training, held for whoever holds `needed`.
pub(super) async fn take(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    needed: &Permission,
) -> Result<TrainingRow, StaffingError> {
    let row = training_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, needed, ContractId(row.contract_id), &row.works)?;
    Ok(row)
}

async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: TrainingRow,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<Training, StaffingError> {
    row.updated_at = desk.now();
    training_update(tx, &row).await?;
    row.version += 1;
    done(tx, desk, (ContractId(row.contract_id), row.id), action, detail).await?;
    whole(tx, desk, row).await
}

/// A training with its people and files.
pub(super) async fn whole(tx: &mut Tx, desk: Desk<'_>, row: TrainingRow) -> Result<Training, StaffingError> {
    let id = row.id;
    let counted = attendance(tx, [id]).await?.pop().unwrap_or_default();
    let people = attendees_of(tx, id).await?.into_iter().map(attendee).collect();
    let files = files_of(tx, TRAINING_FILE, [id]).await?.remove(&id).unwrap_or_default();
    Ok(Training { people, files, ..shown(row, counted, desk.today()) })
}

fn attendee(row: AttendeeRow) -> Attendee {
    Attendee {
        id: row.id,
        name: row.name,
        unit: row.unit,
        signed_at: row.signed_at,
        signature: row.signature,
        score: row.score,
        comment: row.comment,
    }
}

fn shown(row: TrainingRow, counted: AttendanceRow, today: NaiveDate) -> Training {
    let days = (zone::local_date(row.created_at), row.due_on);
    let whole = |number: i64| f64::from(i32::try_from(number).unwrap_or(i32::MAX));
    Training {
        standing: standing(row.state, days, row.held_on, today).unwrap_or(DutyState::Waived),
        average: (counted.rated > 0).then(|| whole(counted.total) / whole(counted.rated)),
        id: row.id,
        contract_id: row.contract_id,
        rule: row.rule,
        clause: row.clause,
        title: row.title,
        works: row.works.0,
        topic: row.topic,
        audience: row.audience,
        place: row.place,
        trainer: row.trainer,
        note: row.note,
        planned_on: row.planned_on,
        due_on: row.due_on,
        state: row.state,
        held_on: row.held_on,
        held_by: row.held_by,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        decision_note: row.decision_note,
        attendees: counted.attendees,
        signed: counted.signed,
        rated: counted.rated,
        people: Vec::new(),
        files: Vec::new(),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
