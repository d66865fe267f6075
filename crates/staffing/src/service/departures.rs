//! A key person left without notice or consent: put down as it was, so that it can be answered for.

use chrono::NaiveDate;
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::ContractId;
use jianyue_platform::{Tx, events, form::Form};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{TEXT, changes::shown, done, position, words};
use crate::{
    error::StaffingError,
    model::{ChangeState, ChangedWithoutConsent, StaffChange},
    permissions::{MANAGE, READ},
    policy::change::{Terms, terms},
    store::{
        assignment::{AssignmentRow, assignment_end, assignment_lock, assignments_insert},
        change::{ChangeRow, change_insert, change_running},
        staff::staff_find,
    },
};

/// Somebody left.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[schema(as = StaffDeparture)]
#[serde(deny_unknown_fields)]
pub struct Departure {
    /// The assignment that ended.
    pub assignment_id: Uuid,
    /// The first day without them; not in the future.
    pub left_on: NaiveDate,
    /// Who came instead, if anybody did.
    #[serde(default)]
    pub coming_id: Option<Uuid>,
    /// What happened.
    pub reason: String,
}

/// Puts down that a key person left without the notice or consent that the contract asks for. Nobody is asked any more: it stands
/// in the ledger as missed.
pub async fn depart(
    tx: &mut Tx,
    desk: Desk<'_>,
    contract: ContractId,
    new: Departure,
) -> Result<StaffChange, StaffingError> {
    desk.reader(&READ, contract)?;
    let leaving = assignment_lock(tx, new.assignment_id).await?.filter(|row| row.contract_id == contract.0);
    let leaving = leaving.ok_or(Refusal::NotFound)?;
    let today = desk.today();
    let compiled = desk.version(tx, contract, today).await?;
    let place = position(&compiled.model, &leaving.position).ok_or(Refusal::NotFound)?;
    desk.require(&READ, &MANAGE, contract, &place.works)?;
    // Had it been told on the day on which it happened.
    let asked = terms(&compiled.model, place, new.left_on, compiled.time.calendar());
    let asked = asked.map_err(|error| Refusal::field("left_on", error.to_string()))?;
    if !asked.binding() {
        return Err(Refusal::state("这个岗位的更换不需要甲方同意，直接登记离岗即可。").into());
    }
    if leaving.to_on.is_some() {
        return Err(Refusal::state("这个人的离岗日期已经定下。").into());
    }
    if change_running(tx, leaving.id).await?.is_some() {
        return Err(Refusal::state("这个人有一份没有办结的更换通知，请先撤回它。").into());
    }
    let coming = match new.coming_id {
        Some(id) => staff_find(tx, id).await?.filter(|who| who.contract_id == contract.0),
        None => None,
    };
    let mut form = Form::default();
    let reason = form.required("reason", "情况说明", &new.reason, TEXT);
    if new.left_on > today || new.left_on <= leaving.from_on {
        form.wrong("left_on", "离岗日期应在到岗以后、今天以前");
    }
    if new.coming_id.is_some() && (coming.is_none() || new.coming_id == Some(leaving.staff_id)) {
        form.wrong("coming_id", "请从人员名册中选择接替的人");
    }
    form.done()?;
    let last = new.left_on.pred_opt().unwrap_or(new.left_on);
    assignment_end(tx, leaving.id, last).await?;
    if let Some(who) = &coming {
        let next =
            AssignmentRow { id: desk.env.id(), staff_id: who.id, from_on: new.left_on, to_on: None, ..leaving.clone() };
        assignments_insert(tx, &[next], desk.now()).await?;
    }
    let row = ChangeRow {
        coming_id: coming.as_ref().map(|who| who.id),
        coming: coming.map(|who| who.name),
        works: Json(place.works.clone()),
        ..unconsented(desk, (contract, &leaving, &place.title), (asked, new.left_on), reason)
    };
    change_insert(tx, &row).await?;
    let event = ChangedWithoutConsent {
        change_id: row.id,
        contract_id: row.contract_id,
        rule: row.rule.clone(),
        clause: row.clause.clone(),
        works: row.works.0.clone(),
        position: row.position.clone(),
        title: row.title.clone(),
        leaving: row.leaving.clone(),
        coming: row.coming.clone(),
        left_on: row.effective_on,
        text: format!("{}{}未经甲方同意离岗，{}起", row.title, row.leaving, words(row.effective_on)),
        at: desk.now(),
    };
    events::record(tx, desk.env, &event).await?;
    let detail = json!({ "title": row.title, "leaving": row.leaving, "on": row.effective_on, "clause": row.clause });
    done(tx, desk, (contract, row.id), "staffing.depart", detail).await?;
    Ok(shown(row))
}

fn unconsented(
    desk: Desk<'_>,
    (contract, leaving, title): (ContractId, &AssignmentRow, &str),
    (asked, left_on): (Terms, NaiveDate),
    reason: String,
) -> ChangeRow {
    ChangeRow {
        id: desk.env.id(),
        contract_id: contract.0,
        position: leaving.position.clone(),
        title: title.to_owned(),
        rule: asked.rule,
        clause: asked.clause,
        assumed: asked.assumed,
        works: Json(Vec::new()),
        assignment_id: leaving.id,
        leaving_id: leaving.staff_id,
        leaving: leaving.name.clone(),
        coming_id: None,
        coming: None,
        reason,
        term: asked.notice,
        consent: asked.consent,
        noticed_on: desk.today(),
        earliest_on: asked.earliest_on,
        effective_on: left_on,
        state: ChangeState::Unconsented,
        decided_by: None,
        decided_at: None,
        decision_note: None,
        handover: Json(Vec::new()),
        done_at: Some(desk.now()),
        asked_by: desk.by.person.0,
        asked_by_name: desk.by.name.clone(),
        version: 1,
        created_at: desk.now(),
    }
}
