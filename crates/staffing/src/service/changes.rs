//! Somebody in a position changes: notice, consent, hand-over, effect.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal, desk::covers};
use jianyue_kernel::{ContractId, Permission};
use jianyue_platform::{Tx, events, form::Form};
use jianyue_sla::zone;
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{LINE, TEXT, done, position, words};
use crate::{
    error::StaffingError,
    model::{ChangeAsked, ChangeState, HandoverItem, StaffChange},
    permissions::{ATTEND, CONSENT, MANAGE, READ},
    policy::change::terms,
    store::{
        assignment::{AssignmentRow, assignment_end, assignment_lock, assignments_insert},
        change::{ChangeRow, change_find, change_insert, change_lock, change_running, change_update, changes_of},
        staff::staff_find,
    },
};

/// The most things to hand over.
const MOST: usize = 50;

/// Somebody is to change.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaffChange {
    /// The assignment that is to end.
    pub assignment_id: Uuid,
    /// Who comes.
    pub coming_id: Uuid,
    /// From this day on the new one is there.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// What is to be handed over; key people hand over at least one thing.
    #[serde(default)]
    pub handover: Vec<String>,
}

/// What the client decides.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = StaffChangeDecision)]
#[serde(deny_unknown_fields)]
pub struct ChangeDecision {
    /// Whether they agree.
    pub agree: bool,
    /// What they say; needed to refuse.
    #[serde(default)]
    pub note: Option<String>,
}

/// Something was handed over, or was not.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = HandoverTick)]
#[serde(deny_unknown_fields)]
pub struct Ticked {
    /// Which, counted from 0.
    pub item: usize,
    /// Whether it is done.
    pub done: bool,
}

/// The changes of a contract that `desk.by` may see, the last to take effect first.
pub async fn changes(tx: &mut Tx, desk: Desk<'_>, contract: ContractId) -> Result<Vec<StaffChange>, StaffingError> {
    let scope = desk.reader(&READ, contract)?;
    let rows = changes_of(tx, contract).await?.into_iter();
    Ok(rows.filter(|row| covers(&scope, contract, &row.works)).map(shown).collect())
}

/// A change.
pub async fn change(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<StaffChange, StaffingError> {
    let row = change_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, &READ, ContractId(row.contract_id), &row.works)?;
    Ok(shown(row))
}

/// Tells the client of a change, and asks where the contract wants consent. One that cannot keep its term is refused.
pub async fn announce(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: NewStaffChange,
) -> Result<StaffChange, StaffingError> {
    desk.reader(&READ, contract)?;
    let leaving = assignment_lock(tx, new.assignment_id).await?.filter(|row| row.contract_id == contract.0);
    let leaving = leaving.ok_or(Refusal::NotFound)?;
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let place = position(&compiled.model, &leaving.position).ok_or(Refusal::NotFound)?;
    desk.require(&READ, &MANAGE, contract, &place.works)?;
    let asked = terms(&compiled.model, place, today, compiled.time.calendar());
    let asked = asked.map_err(|error| Refusal::field("effective_on", error.to_string()))?;
    if leaving.to_on.is_some() {
        return Err(Refusal::state("这个人的离岗日期已经定下，不用再更换。").into());
    }
    if change_running(tx, leaving.id).await?.is_some() {
        return Err(Refusal::state("这个人已有一份没有办结的更换通知，请先办结或撤回。").into());
    }
    let coming = staff_find(tx, new.coming_id).await?.filter(|who| who.contract_id == contract.0);
    let mut form = Form::default();
    let reason = form.required("reason", "更换原因", &new.reason, TEXT);
    if coming.is_none() || new.coming_id == leaving.staff_id {
        form.wrong("coming_id", "请从人员名册中选择接替的人");
    }
    if new.handover.len() > MOST {
        form.wrong("handover", format!("交接事项最多 {MOST} 项"));
    }
    let items = new.handover.iter().filter_map(|text| form.optional("handover", "交接事项", Some(text), LINE));
    let handover: Vec<_> = items.map(|text| HandoverItem { text, done_by: None, done_at: None }).collect();
    if asked.binding() && handover.is_empty() {
        form.wrong("handover", "请列出要交接的事项，至少一项");
    }
    if new.effective_on <= leaving.from_on {
        form.wrong("effective_on", "生效日期应晚于原人员的到岗日期");
    }
    form.done()?;
    if new.effective_on < asked.earliest_on {
        let text = if asked.notice.is_some() {
            let early = words(asked.earliest_on);
            format!("更换“{}”须{}，现在通知最早 {early} 生效。请改为这一天或以后。", place.title, asked.says())
        } else {
            "生效日期不能早于今天。".to_owned()
        };
        return Err(Refusal::rule("too_early", text).into());
    }
    let row = ChangeRow {
        id: desk.env.id(),
        contract_id: contract.0,
        position: place.id.clone(),
        title: place.title.clone(),
        rule: asked.rule,
        clause: asked.clause,
        assumed: asked.assumed,
        works: Json(place.works.clone()),
        assignment_id: leaving.id,
        leaving_id: leaving.staff_id,
        leaving: leaving.name,
        coming_id: Some(new.coming_id),
        coming: coming.map(|who| who.name),
        reason,
        term: asked.notice,
        consent: asked.consent,
        noticed_on: today,
        earliest_on: asked.earliest_on,
        effective_on: new.effective_on,
        state: ChangeState::Asked,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        handover: Json(handover),
        done_at: None,
        asked_by: desk.by.person.0,
        asked_by_name: desk.by.name.clone(),
        version: 1,
        created_at: desk.now(),
    };
    change_insert(tx, &row).await?;
    tell(tx, desk, &row).await?;
    let detail = json!({ "title": row.title, "leaving": row.leaving, "coming": row.coming, "on": row.effective_on });
    done(tx, desk, (contract, row.id), "staffing.announce", detail).await?;
    Ok(shown(row))
}

/// The client agrees or does not.
pub async fn decide(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: ChangeDecision) -> Result<StaffChange, StaffingError> {
    let mut row = take(tx, desk, id, &CONSENT).await?;
    if !row.consent {
        return Err(Refusal::state("这个岗位的更换合同没有要求甲方同意，知悉即可。").into());
    }
    if row.state != ChangeState::Asked {
        return Err(Refusal::state("这份更换通知已经处理过，请刷新后查看。").into());
    }
    let mut form = Form::default();
    row.decision_note = form.optional("note", "意见", new.note.as_deref(), TEXT);
    if !new.agree && row.decision_note.is_none() {
        form.wrong("note", "不同意时请写明意见");
    }
    form.done()?;
    row.state = if new.agree { ChangeState::Agreed } else { ChangeState::Refused };
    row.decided_by = Some(desk.by.name.clone());
    row.decided_at = Some(desk.now());
    let detail = json!({ "title": row.title, "leaving": row.leaving, "coming": row.coming, "note": row.decision_note });
    let action = if new.agree { "staffing.agree" } else { "staffing.refuse" };
    keep(tx, desk, row, action, detail).await
}

/// Ticks off what was handed over.
pub async fn tick(tx: &mut Tx, desk: Desk<'_>, id: Uuid, new: Ticked) -> Result<StaffChange, StaffingError> {
    let mut row = take(tx, desk, id, &ATTEND).await?;
    running(&row)?;
    let (name, now) = (desk.by.name.clone(), desk.now());
    let Some(item) = row.handover.0.get_mut(new.item) else {
        return Err(Refusal::field("item", "没有这项交接事项，请刷新后再试").into());
    };
    (item.done_by, item.done_at) = if new.done { (Some(name), Some(now)) } else { (None, None) };
    let detail = json!({ "title": row.title, "item": row.handover.0[new.item].text, "done": new.done });
    keep(tx, desk, row, "staffing.hand_over", detail).await
}

/// Carries the change out: the old one ends on the day before it takes effect, the new one begins. Without the consent that is
/// needed, or with something left to hand over, it is refused.
pub async fn finish(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<StaffChange, StaffingError> {
    let mut row = take(tx, desk, id, &MANAGE).await?;
    running(&row)?;
    if row.consent && row.state != ChangeState::Agreed {
        let text = format!("更换“{}”须经甲方书面同意（{}），甲方还没有同意，不能更换。", row.title, row.clause);
        return Err(Refusal::rule("no_consent", text).into());
    }
    let open = row.handover.0.iter().filter(|item| item.done_at.is_none()).count();
    if open > 0 {
        let text = format!("还有 {open} 项没有交接完，请逐项办理后勾选，再落实更换。");
        return Err(Refusal::rule("handover_open", text).into());
    }
    // Who stayed longer stayed longer.
    row.effective_on = row.effective_on.max(desk.today());
    let leaving = assignment_lock(tx, row.assignment_id).await?.ok_or(Refusal::NotFound)?;
    let Some(last) = row.effective_on.pred_opt() else { return Err(Refusal::NotFound.into()) };
    assignment_end(tx, leaving.id, last).await?;
    if let Some(coming) = row.coming_id {
        let next =
            AssignmentRow { id: desk.env.id(), staff_id: coming, from_on: row.effective_on, to_on: None, ..leaving };
        assignments_insert(tx, &[next], desk.now()).await?;
    }
    row.state = ChangeState::Done;
    row.done_at = Some(desk.now());
    let detail = json!({ "title": row.title, "leaving": row.leaving, "coming": row.coming, "on": row.effective_on });
    keep(tx, desk, row, "staffing.finish", detail).await
}

/// Takes the notice back.
pub async fn withdraw(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<StaffChange, StaffingError> {
    let mut row = take(tx, desk, id, &MANAGE).await?;
    running(&row)?;
    row.state = ChangeState::Withdrawn;
    let detail = json!({ "title": row.title, "leaving": row.leaving });
    keep(tx, desk, row, "staffing.withdraw", detail).await
}

fn running(row: &ChangeRow) -> Result<(), StaffingError> {
    if matches!(row.state, ChangeState::Asked | ChangeState::Agreed) {
        return Ok(());
    }
    Err(Refusal::state("这份更换通知已经办结，不能再改。").into())
}

/// The change, held for whoever holds `needed`.
async fn take(tx: &mut Tx, desk: Desk<'_>, id: Uuid, needed: &Permission) -> Result<ChangeRow, StaffingError> {
    let row = change_lock(tx, id).await?.ok_or(Refusal::NotFound)?;
    desk.require(&READ, needed, ContractId(row.contract_id), &row.works)?;
    Ok(row)
}

async fn keep(
    tx: &mut Tx,
    desk: Desk<'_>,
    mut row: ChangeRow,
    action: &'static str,
    detail: serde_json::Value,
) -> Result<StaffChange, StaffingError> {
    change_update(tx, &row).await?;
    row.version += 1;
    done(tx, desk, (ContractId(row.contract_id), row.id), action, detail).await?;
    Ok(shown(row))
}

async fn tell(tx: &mut Tx, desk: Desk<'_>, row: &ChangeRow) -> Result<(), StaffingError> {
    let coming = row.coming.as_deref().unwrap_or("待定");
    let wish = if row.consent { "请同意或退回" } else { "请知悉" };
    let event = ChangeAsked {
        change_id: row.id,
        contract_id: row.contract_id,
        text: format!("{}由{}更换为{coming}，{}起生效，{wish}", row.title, row.leaving, words(row.effective_on)),
        clause: row.clause.clone(),
        due_at: zone::start_of_day(row.effective_on),
        at: desk.now(),
        by: desk.by.person.0,
    };
    Ok(events::record(tx, desk.env, &event).await?)
}

/// The change as it is shown.
pub(super) fn shown(row: ChangeRow) -> StaffChange {
    StaffChange {
        id: row.id,
        contract_id: row.contract_id,
        position: row.position,
        title: row.title,
        rule: row.rule,
        clause: row.clause,
        works: row.works.0,
        assignment_id: row.assignment_id,
        leaving: row.leaving,
        coming: row.coming,
        reason: row.reason,
        term: row.term,
        consent: row.consent,
        noticed_on: row.noticed_on,
        earliest_on: row.earliest_on,
        effective_on: row.effective_on,
        state: row.state,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        decision_note: row.decision_note,
        handover: row.handover.0,
        done_at: row.done_at,
        asked_by: row.asked_by_name,
        version: row.version,
        created_at: row.created_at,
    }
}
