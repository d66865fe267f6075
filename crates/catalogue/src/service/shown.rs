//! Requests as they are shown.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jianyue_contracts::{Contract, Desk, Refusal, desk::covers};
use jianyue_kernel::Permission;
use jianyue_platform::{
    Tx,
    files::{RecordFile, files_of},
};
use uuid::Uuid;

use super::{
    files::KIND,
    quota::quota,
    steps::{own_request, own_work, visible},
};
use crate::{
    error::CatalogueError,
    model::{Approval, Definition, Entry, Missing, PersonDays, Request, RequestState, Summary},
    permissions::{APPROVE, ASK, WORK},
    policy::answers::{missing, papers},
    store::{
        entry::entries_of,
        form::form_find,
        request::{RequestRow, request_find},
    },
};

/// The request of an id.
pub async fn request(tx: &mut Tx, desk: Desk<'_>, id: Uuid) -> Result<Request, CatalogueError> {
    let row = request_find(tx, id).await?.ok_or(Refusal::NotFound)?;
    visible(desk, &row)?;
    whole(tx, desk, row).await
}

/// Everything that belongs to a request.
pub(super) async fn whole(tx: &mut Tx, desk: Desk<'_>, row: RequestRow) -> Result<Request, CatalogueError> {
    let form = form_find(tx, row.form_id).await?.ok_or(Refusal::NotFound)?;
    let (version, form) = (form.version_no, form.definition.0);
    let contract = row.contract_id.into();
    let compiled = desk.version(tx, contract, desk.today()).await?;
    let files = files_of(tx, KIND, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let day = row.approved_on.unwrap_or_else(|| desk.today());
    let quota = quota(tx, (contract, &compiled.model), form.effort.as_ref(), day).await?;
    let entries = entries_of(tx, row.id).await?;
    let (actions, forbidden) = actions(desk, &row, &form);
    let duty_key = (row.approved_on.is_some() && !row.comes_round).then(|| format!("catalogue:{}", row.id));
    Ok(Request {
        missing: lacks(&row, &form, &files),
        form,
        form_version: version,
        answers: row.answers.0.clone(),
        effort_note: row.effort_note.clone(),
        effort_by: row.effort_name.clone(),
        quota,
        outside: row.outside.clone(),
        decided_by: row.decided_name.clone(),
        decided_at: row.decided_at,
        decision: row.decision.clone(),
        done_on: row.done_on,
        outcome: row.outcome.clone(),
        figures: row.figures.0.clone(),
        checked_by: row.checked_name.clone(),
        accepted_by: row.accepted_name.clone(),
        accepted_at: row.accepted_at,
        files,
        entries: entries
            .into_iter()
            .map(|row| Entry { id: row.id, at: row.at, what: row.what, text: row.text, by: row.by_name })
            .collect(),
        actions,
        forbidden,
        duty_key,
        summary: summary(row, &compiled.model, desk.today()),
    })
}

/// A request as a list shows it.
pub(super) fn summary(row: RequestRow, contract: &Contract, today: NaiveDate) -> Summary {
    let late = late(&row, today);
    let title = |key: &String| contract.works.iter().find(|work| work.key == *key).map(|work| work.title.clone());
    Summary {
        work_title: row.work.as_ref().and_then(title),
        id: row.id,
        number: row.number,
        contract_id: row.contract_id,
        kind: row.kind,
        form_key: row.form_key,
        form_title: row.form_title,
        title: row.title,
        rule: row.rule,
        clause: row.clause,
        assumed: row.assumed,
        work: row.work,
        state: row.state,
        wanted_on: row.wanted_on,
        due_on: row.due_on,
        due_by_rule: row.due_by_rule,
        late,
        asked_by: row.asked_name,
        asked_by_id: row.asked_by,
        asked_at: row.asked_at,
        executor: row.executor_name,
        executor_id: row.executor_id,
        effort: row.effort.map(PersonDays::of_hundredths),
        version: row.version,
        updated_at: row.updated_at,
    }
}

/// Whether it is, or was done, behind its day; as the list finds it.
fn late(row: &RequestRow, today: NaiveDate) -> bool {
    let Some(due) = row.due_on else { return false };
    match row.done_on {
        Some(done) => done > due,
        None => matches!(row.state, RequestState::Approved | RequestState::Working) && due < today,
    }
}

/// What it lacks for the next step.
pub(super) fn lacks(row: &RequestRow, form: &Definition, files: &[RecordFile]) -> Vec<Missing> {
    let parts: BTreeSet<&str> = files.iter().map(|file| file.part.as_str()).collect();
    match row.state {
        RequestState::Draft => missing(form, &row.answers.0, row.work.as_deref(), &parts),
        RequestState::Working => papers("result", "result", &form.results, &parts, "成果文件").collect(),
        _ => Vec::new(),
    }
}

/// What the caller may do now, and why not what comes next.
fn actions(desk: Desk<'_>, row: &RequestRow, form: &Definition) -> (Vec<&'static str>, Option<String>) {
    let works = row.works();
    let holds = |permission: &Permission| covers(&desk.by.scope(permission), row.contract_id.into(), &works);
    let me = desk.by.person.0;
    let (mine, doing) = (row.asked_by == me, row.executor_id == Some(me));
    let (client, vendor) = (holds(&APPROVE), holds(&WORK));
    let mut all = Vec::new();
    let mut forbidden = None;
    match row.state {
        RequestState::Draft if mine && holds(&ASK) => all.extend(["edit", "submit", "cancel"]),
        RequestState::Submitted => {
            if vendor && form.effort.is_some() {
                all.push("estimate");
            }
            if client && !mine && form.approval == Approval::Client {
                all.extend(["approve", "refuse"]);
            } else if client && mine {
                forbidden = Some(own_request(row, form));
            }
            if mine {
                all.push("cancel");
            }
        }
        RequestState::Approved | RequestState::Working => {
            if vendor && !doing {
                all.push("take");
            }
            if vendor && doing {
                all.push("finish");
            }
            if client {
                all.extend(["reschedule", "cancel"]);
            }
        }
        RequestState::Done if vendor && !doing => all.push("check"),
        RequestState::Done if vendor => forbidden = Some(own_work(row)),
        RequestState::Finished if client => all.extend(["accept", "send_back"]),
        _ => {}
    }
    (all, forbidden)
}
