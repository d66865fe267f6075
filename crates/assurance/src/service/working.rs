//! Working through checklists, and completing phases.

use jianyue_contracts::{Desk, Refusal};
use jianyue_platform::{Tx, form::Form};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{draft::own_item, known::Known, proving::prove_what_is_due, reading::detail_of};
use crate::{
    error::AssuranceError,
    model::{PeriodInFull, PhaseKind},
    permissions::WORK,
    store::{
        item::{ItemRow, item_find, item_remove, item_tick, items_insert, items_of},
        phase::{phase_find, phase_update},
    },
};

/// The most items of a period.
const MOST: usize = 300;

/// An item to be added.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = NewAssuranceItem)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    /// The phase.
    pub phase: PhaseKind,
    /// What is to be done.
    pub title: String,
    /// Who is to do it.
    #[serde(default)]
    pub who: Option<String>,
}

/// An item is done, or not yet.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = AssuranceTick)]
#[serde(deny_unknown_fields)]
pub struct Tick {
    /// Whether it is done.
    pub done: bool,
    /// What is to be said of it.
    #[serde(default)]
    pub remark: Option<String>,
}

/// A phase is completed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = AssuranceCompletion)]
#[serde(deny_unknown_fields)]
pub struct Completion {
    /// What was done and found.
    pub summary: String,
}

/// The period of an item, held for work on it.
async fn take_item(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<(Known, ItemRow), AssuranceError> {
    let found = item_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let known = Known::take(tx, desk, found.period_id, &WORK).await?;
    known.must_be_confirmed()?;
    // As it is now that the period is held.
    let item = item_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    if known.phases.iter().any(|phase| phase.id == item.phase_id && phase.done_at.is_some()) {
        return Err(Refusal::state("这个阶段已经完成，清单不能再改。").into());
    }
    Ok((known, item))
}

/// Ticks an item off, or takes the tick back.
pub async fn tick(tx: &mut Tx, desk: Desk<'_>, id: Uuid, given: Tick) -> Result<PeriodInFull, AssuranceError> {
    let (known, mut item) = take_item(tx, desk, id).await?;
    let mut form = Form::default();
    let remark = form.optional("remark", "说明", given.remark.as_deref(), 1000);
    form.done()?;
    if given.done && item.day.is_some_and(|day| day > desk.today()) {
        return Err(Refusal::state("这一天还没有到，当天再填报。").into());
    }
    if given.done {
        item.done_at = Some(desk.now());
        item.done_by = Some(desk.by.person.0);
        item.done_name = Some(desk.by.name.clone());
        item.remark = remark;
    } else {
        (item.done_at, item.done_by, item.done_name) = (None, None, None);
    }
    item_tick(tx, &item).await?;
    known.tell_worked(tx, desk).await?;
    let action = if given.done { "assurance.tick" } else { "assurance.untick" };
    known.audit(tx, desk, action, json!({ "item": item.title, "day": item.day, "remark": item.remark })).await?;
    detail_of(tx, desk, known).await
}

/// Adds an item to the checklist of a phase.
pub async fn add_item(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: NewItem) -> Result<PeriodInFull, AssuranceError> {
    let known = Known::take(tx, desk, id, &WORK).await?;
    let mut form = Form::default();
    let title = form.required("title", "事项", &new.title, 200);
    let who = form.optional("who", "负责人", new.who.as_deref(), 50);
    let phase = known.phases.iter().find(|phase| phase.phase == new.phase);
    if phase.is_none() {
        form.wrong("phase", "这个特殊时期没有这一阶段");
    }
    form.done()?;
    let phase = phase.ok_or(Refusal::NotFound)?;
    if phase.done_at.is_some() {
        return Err(Refusal::state("这个阶段已经完成，清单不能再改。").into());
    }
    let kept = items_of(tx, id).await?;
    if kept.len() >= MOST {
        return Err(Refusal::field("title", format!("一个特殊时期最多 {MOST} 个事项")).into());
    }
    let place = kept.iter().map(|item| item.place).max().unwrap_or_default();
    items_insert(tx, &[own_item(desk, phase, place, title.clone(), who)]).await?;
    known.tell_worked(tx, desk).await?;
    known.audit(tx, desk, "assurance.item_add", json!({ "item": title })).await?;
    detail_of(tx, desk, known).await
}

/// Takes an item off its checklist that people added and nobody has ticked off.
pub async fn remove_item(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<PeriodInFull, AssuranceError> {
    let (known, item) = take_item(tx, desk, id).await?;
    if item.key != "own" || item.done_at.is_some() {
        return Err(Refusal::state("只能删除自己增加、还没有完成的事项；模板和合同的事项不能删除。").into());
    }
    item_remove(tx, id).await?;
    known.tell_worked(tx, desk).await?;
    known.audit(tx, desk, "assurance.item_remove", json!({ "item": item.title })).await?;
    detail_of(tx, desk, known).await
}

/// Completes a phase, once everything on its checklist is ticked off.
pub async fn complete(
    tx: &mut Tx,
    desk: Desk<'_>,
    id: Uuid,
    given: Completion,
) -> Result<PeriodInFull, AssuranceError> {
    let found = phase_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    let mut known = Known::take(tx, desk, found.period_id, &WORK).await?;
    known.must_be_confirmed()?;
    let mut form = Form::default();
    let summary = form.required("summary", "完成情况", &given.summary, 2000);
    form.done()?;
    let items = items_of(tx, known.row.id).await?;
    let (today, begins) = (desk.today(), known.row.to_on);
    let clause = known.row.clause.clone();
    let phase = known.phases.iter_mut().find(|phase| phase.id == id).ok_or(Refusal::NotFound)?;
    if phase.done_at.is_some() {
        return Err(Refusal::state("这个阶段已经完成。").into());
    }
    if phase.phase == PhaseKind::During && today < phase.to_on {
        let text = format!("保障中的阶段到 {} 结束，最后一天才能完成。", phase.to_on);
        return Err(Refusal::rule("too_early", text).into());
    }
    if phase.phase == PhaseKind::After && today <= begins {
        return Err(Refusal::rule("too_early", format!("特殊时期到 {begins} 结束，之后才能完成保障后的阶段。")).into());
    }
    let open: Vec<&str> = items
        .iter()
        .filter(|item| item.phase_id == id && item.done_at.is_none())
        .map(|item| item.title.as_str())
        .collect();
    if !open.is_empty() {
        let by = clause.map(|clause| format!("按{clause}，")).unwrap_or_default();
        let text = format!("{by}这个阶段还有 {} 项没有完成：{}。请逐项完成后再提交。", open.len(), open.join("；"));
        return Err(Refusal::rule("items_open", text).into());
    }
    phase.summary = Some(summary.clone());
    phase.done_on = Some(today);
    phase.done_at = Some(desk.now());
    phase.done_name = Some(desk.by.name.clone());
    phase_update(tx, phase).await?;
    let label = phase.phase.label();
    prove_what_is_due(tx, desk.env).await?;
    known.tell_worked(tx, desk).await?;
    known.audit(tx, desk, "assurance.complete", json!({ "phase": label, "summary": summary })).await?;
    detail_of(tx, desk, known).await
}
