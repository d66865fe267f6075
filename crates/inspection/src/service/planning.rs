//! Plans contracts ahead: once a replica at a time, and the same whenever and however often it is done.

use std::sync::Arc;

use chrono::NaiveDate;
use jianyue_contracts::{
    Contract,
    registry::{Compiled, Registry},
};
use jianyue_kernel::{Actor, ContractId, ContractVersionId};
use jianyue_platform::{App, Tx, audit};
use jianyue_sla::zone;
use serde_json::json;
use sqlx::types::Json;

use crate::{
    error::InspectionError,
    model::{Checklist, State},
    policy::{
        house,
        plan::{Changes, Kept, Version, plan, reconcile, window},
    },
    store::{
        checklist::{Author, checklist_advance, checklist_insert, checklist_list},
        count::{Moves, count_move},
        horizon::{HorizonRow, horizon_hold, horizon_keep},
        occurrence::{
            OccurrenceRow, occurrence_insert, occurrence_kept, occurrence_remove, occurrence_replace, occurrence_update,
        },
    },
};

/// What planning changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Occurrences added.
    pub added: usize,
    /// Occurrences that follow another text now.
    pub replaced: usize,
    /// Occurrences that are no longer owed.
    pub removed: usize,
}

/// Plans every contract, each in a transaction of its own.
///
/// # Errors
/// The first contract that could not be planned; the others are planned all the same.
pub async fn plan_all(app: &App) -> Result<Planned, InspectionError> {
    let labels = app.state::<Registry>().labels(&mut app.db().peek().await?).await?;
    let (mut all, mut failed) = (Planned::default(), None);
    for label in labels.iter() {
        let one = async {
            let mut tx = app.db().write().await?;
            let planned = plan_contract(app, &mut tx, label.id, None).await?;
            tx.commit().await?;
            Ok::<_, InspectionError>(planned)
        };
        match one.await {
            Ok(planned) => {
                all.added += planned.added;
                all.replaced += planned.replaced;
                all.removed += planned.removed;
            }
            Err(error) => {
                tracing::error!(contract = %label.prefix, %error, "a contract could not be planned");
                failed.get_or_insert(error);
            }
        }
    }
    failed.map_or(Ok(all), Err)
}

/// Plans a contract sixty days ahead. One that was never planned is planned from `begin` on, or from today.
///
/// # Errors
/// When a text cannot be read or the database refuses.
pub async fn plan_contract(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    begin: Option<NaiveDate>,
) -> Result<Planned, InspectionError> {
    let env = app.env();
    let (now, today) = (env.now(), zone::local_date(env.now()));
    let versions = versions(app, tx, contract).await?;
    let Some(newest) = versions.last() else { return Ok(Planned::default()) };
    let first = begin.unwrap_or(today).min(today);
    let before = horizon_hold(tx, contract, first, now).await?;
    let planned_to = before.as_ref().map(|row| row.planned_to);
    let (from, to) = window(today, planned_to.or(first.pred_opt()));
    let read: Vec<Version<'_>> = versions
        .iter()
        .map(|version| Version { id: version.version.0, effective_on: version.effective_on, contract: &version.model })
        .collect();
    let plan = plan(&read, newest.time.calendar(), from, to);
    let rows = occurrence_kept(tx, contract, from).await?;
    let (kept, rows): (Vec<Kept>, Vec<OccurrenceRow>) = rows.into_iter().unzip();
    let ends_on = Some(newest.term().1);
    let changes = reconcile(&kept, &plan, today, planned_to, ends_on);
    checklists(app, tx, contract, &newest.model).await?;
    let planned = Planned { added: changes.add.len(), replaced: changes.replace.len(), removed: changes.remove.len() };
    write(app, tx, contract, changes, &rows).await?;
    let row = HorizonRow { planned_to: plan.sure_to, problems: Json(plan.problems) };
    if before.as_ref() != Some(&row) {
        horizon_keep(tx, contract, &row, now).await?;
    }
    Ok(planned)
}

/// The versions of a contract by the day from which they hold.
async fn versions(app: &App, tx: &mut Tx, contract: ContractId) -> Result<Vec<Arc<Compiled>>, InspectionError> {
    let registry = app.state::<Registry>();
    let system = Actor::system("巡检计划");
    let mut listed = registry.versions(tx, &system, contract).await?.unwrap_or_default();
    listed.sort_by_key(|version| (version.effective_on, version.version));
    let mut versions = Vec::with_capacity(listed.len());
    for version in listed {
        let id: ContractVersionId = version.id;
        versions.extend(registry.version(tx, id).await?);
    }
    Ok(versions)
}

/// Sees to it that each rule has a checklist; the house's own follow the text.
async fn checklists(app: &App, tx: &mut Tx, contract: ContractId, model: &Contract) -> Result<(), InspectionError> {
    let env = app.env();
    let by = Author { id: uuid::Uuid::nil(), name: "内置巡检表", at: env.now() };
    let there = checklist_list(tx, contract).await?;
    for (rule, kind) in house::rules(model) {
        let Some(body) = house::checklist(model, &rule, kind) else { continue };
        let works = house::works_of(model, &rule);
        match there.iter().find(|one| one.rule == rule && one.kind == kind) {
            None => {
                checklist_insert(tx, (env.id(), contract, &rule, kind, &works, true), &body, by).await?;
            }
            Some(one) if one.house && (one.body.0 != body || one.works() != works) => {
                let one: Checklist = one.clone().into();
                checklist_advance(tx, one.id, (one.version + 1, true, &works), &body, by).await?;
            }
            Some(_) => {}
        }
    }
    Ok(())
}

async fn write(
    app: &App,
    tx: &mut Tx,
    contract: ContractId,
    changes: Changes,
    rows: &[OccurrenceRow],
) -> Result<(), InspectionError> {
    let env = app.env();
    let mut moves = Moves::default();
    let row_of = |id: uuid::Uuid| rows.iter().find(|row| row.id == id);
    let new: Vec<OccurrenceRow> =
        changes.add.into_iter().map(|wanted| OccurrenceRow::planned(env.id(), contract, wanted)).collect();
    if !new.is_empty() {
        occurrence_insert(tx, &new).await?;
        for row in &new {
            moves.add(row, 1);
        }
    }
    for (id, wanted) in changes.replace {
        if let Some(old) = row_of(id) {
            moves.add(old, -1);
            moves.add(&OccurrenceRow::planned(id, contract, wanted.clone()), 1);
        }
        occurrence_replace(tx, id, &wanted).await?;
    }
    for id in changes.remove {
        if let Some(old) = row_of(id) {
            moves.add(old, -1);
        }
        occurrence_remove(tx, id).await?;
    }
    let mut cancelled = Vec::new();
    for id in changes.cancel {
        let Some(old) = row_of(id) else { continue };
        let row = OccurrenceRow { state: State::Cancelled, ended_at: Some(env.now()), ..old.clone() };
        moves.add(old, -1);
        moves.add(&row, 1);
        occurrence_update(tx, &row).await?;
        cancelled.push(row);
    }
    count_move(tx, moves).await?;
    let by = Actor::system("巡检计划");
    for row in cancelled {
        let detail = json!({ "title": row.title, "from": row.from_on, "to": row.to_on });
        let entry = audit::Entry { action: "inspection.cancel", subject: row.id, contract: Some(contract), detail };
        audit::record(tx, env, &by, entry).await?;
    }
    Ok(())
}
