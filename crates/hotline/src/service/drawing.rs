//! Return calls that contracts ask for: after each ticket that was closed, and in each period.

use async_trait::async_trait;
use chrono::{DateTime, Datelike, Utc};
use jianyue_contracts::{derive::derive, model::Rule, registry::Registry};
use jianyue_platform::{
    App, Tx, events,
    events::{HandleError, Handler, Recorded},
    subjects,
};
use jianyue_sla::zone;
use serde::Deserialize;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{
    error::HotlineError,
    model::{ReturnCallChanged, ReturnKind, ReturnState},
    policy::return_calls,
    store::return_call::{ReturnRow, return_go_on, return_hold, return_insert, return_supersede},
};

/// What this module reads of a change of a ticket.
#[derive(Debug, Deserialize)]
struct TicketChanged {
    ticket_id: Uuid,
    contract_id: Uuid,
    number: String,
    what: String,
    /// Absent in events of earlier versions.
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    work: Option<String>,
    at: DateTime<Utc>,
}

/// Draws a return call when a ticket is closed.
pub(crate) struct Drawer;

#[async_trait]
impl Handler for Drawer {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let changed: TicketChanged = event.read()?;
        match changed.what.as_str() {
            "accepted" | "closed" => draw(app, tx, changed, event).await.map_err(retry),
            "reopened" => Ok(return_hold(tx, changed.ticket_id).await?),
            "cancelled" => Ok(return_supersede(tx, changed.ticket_id, "工单已取消", app.env().now()).await?),
            "merged" => Ok(return_supersede(tx, changed.ticket_id, "工单已并入其他工单", app.env().now()).await?),
            _ => Ok(()),
        }
    }
}

fn retry(error: HotlineError) -> HandleError {
    match error {
        HotlineError::Db(error) => error.into(),
        other => HandleError::Retry(other.to_string()),
    }
}

async fn draw(app: &App, tx: &mut Tx, changed: TicketChanged, event: &Recorded) -> Result<(), HotlineError> {
    let registry = app.state::<Registry>();
    let Some(version) = registry.shown(tx, changed.contract_id.into(), changed.at).await? else { return Ok(()) };
    let Some(rule) = return_calls::rule(&version.model) else { return Ok(()) };
    if !return_calls::is_asked_for(rule, changed.kind.as_deref()) {
        return Ok(());
    }
    let time = registry.time(tx).await?;
    let (due_at, assumed) = return_calls::due(rule, changed.at, time.calendar());
    let readings: Vec<String> = assumed.into_iter().chain(rule.assumed.clone()).collect();
    let assumed = (!readings.is_empty()).then(|| readings.join("；"));
    if return_go_on(tx, changed.ticket_id, due_at, assumed.clone()).await? {
        return Ok(());
    }
    let subject = subjects::subject_of(app, tx, &event.kind, changed.ticket_id).await?;
    let row = ReturnRow {
        kind: ReturnKind::Ticket,
        work: changed.work.unwrap_or_default(),
        ticket_id: Some(changed.ticket_id),
        ticket_number: Some(changed.number),
        title: subject.map(|subject| subject.title).unwrap_or_default(),
        assumed,
        ..blank(app.env().id(), changed.contract_id, rule, due_at)
    };
    add(app, tx, row).await
}

/// Draws the visits whose period has begun.
pub async fn draw_visits(app: &App, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), HotlineError> {
    let registry = app.state::<Registry>();
    let today = zone::local_date(now);
    let time = registry.time(tx).await?;
    for label in registry.labels(tx).await?.iter() {
        let Some(version) = registry.shown(tx, label.id, now).await? else { continue };
        let visits: Vec<&str> =
            version.model.inspections.iter().filter(|i| i.is_visit()).map(|i| i.id.as_str()).collect();
        if visits.is_empty() {
            continue;
        }
        let plan = derive(&version.model, time.calendar(), Some(today), Some(today));
        for occurrence in plan.occurrences.iter().filter(|one| visits.contains(&one.rule.rule.as_str())) {
            let Some(rule) = version.model.inspections.iter().find(|i| i.id == occurrence.rule.rule) else { continue };
            let due_at = zone::start_of_day(occurrence.to.succ_opt().unwrap_or(occurrence.to));
            let quarter =
                format!("{} 年 {} 月至 {} 月", occurrence.from.year(), occurrence.from.month(), occurrence.to.month());
            let row = ReturnRow {
                kind: ReturnKind::Visit,
                title: format!("{}（{quarter}）", occurrence.title),
                period: Some(format!("{}/{}", occurrence.from, occurrence.to)),
                assumed: rule.assumed.clone(),
                ..blank(app.env().id(), label.id.0, rule, due_at)
            };
            add(app, tx, row).await?;
        }
    }
    Ok(())
}

fn blank(id: Uuid, contract: Uuid, rule: &impl Rule, due_at: DateTime<Utc>) -> ReturnRow {
    ReturnRow {
        id,
        contract_id: contract,
        kind: ReturnKind::Ticket,
        work: String::new(),
        ticket_id: None,
        ticket_number: None,
        title: String::new(),
        period: None,
        rule: rule.id().to_owned(),
        clause: rule.clause().to_owned(),
        assumed: None,
        due_at,
        state: ReturnState::Due,
        answers: Json(Vec::new()),
        satisfaction: None,
        comment: None,
        follow_up: None,
        reason: None,
        done_by: None,
        done_by_name: None,
        done_at: None,
        held: false,
        version: 1,
    }
}

async fn add(app: &App, tx: &mut Tx, row: ReturnRow) -> Result<(), HotlineError> {
    let now = app.env().now();
    if return_insert(tx, &row, now).await? {
        events::record(tx, app.env(), &changed(&row, now)).await?;
    }
    Ok(())
}

/// What others are told of a return call.
pub(super) fn changed(row: &ReturnRow, at: DateTime<Utc>) -> ReturnCallChanged {
    let ReturnRow { id, contract_id, ticket_id, state, due_at, .. } = row;
    ReturnCallChanged {
        return_call_id: *id,
        contract_id: *contract_id,
        ticket_id: *ticket_id,
        state: *state,
        due_at: *due_at,
        at,
    }
}
