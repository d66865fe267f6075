//! A ticket of severity one opens an emergency, once: as it is opened, or when its case changes to one.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::{Desk, Refusal};
use jianyue_kernel::{Actor, ContractId};
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded},
    subjects::subject_of,
};
use jianyue_sla::zone;
use serde::Deserialize;
use uuid::Uuid;

use super::opening::{Opening, begin};
use crate::{error::EmergencyError, policy::rules::rule_for, store::emergency::emergency_of_ticket};

/// What is longer ago than this is history and burns no more: it was taken over from elsewhere.
const PAST: TimeDelta = TimeDelta::days(7);

/// What ticketing calls a change of the case.
const CHANGED: &str = "severity_changed";

/// Listens to tickets that are opened, and to changes of their case.
pub struct Tickets;

#[derive(Deserialize)]
struct Opened {
    ticket_id: Uuid,
    contract_id: Uuid,
    /// Absent in changes that were told before they named it.
    #[serde(default)]
    case: String,
    /// Of changes: what happened.
    #[serde(default)]
    what: Option<String>,
    work: Option<String>,
    at: DateTime<Utc>,
}

#[async_trait]
impl Handler for Tickets {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let opened: Opened = event.read()?;
        let concerns = opened.what.as_deref().is_none_or(|what| what == CHANGED);
        if !concerns || app.env().now() - opened.at > PAST {
            return Ok(());
        }
        ticket_opened(app, tx, &event.kind, opened).await.map_err(|error| match error.0 {
            Refusal::Db(error) => error.into(),
            other => HandleError::Retry(other.to_string()),
        })
    }
}

async fn ticket_opened(app: &App, tx: &mut Tx, kind: &str, opened: Opened) -> Result<(), EmergencyError> {
    let by = Actor::system("应急值守");
    let desk = Desk::of(app, &by);
    let contract = ContractId(opened.contract_id);
    let version = desk.version(tx, contract, zone::local_date(opened.at)).await?;
    let Some((_, case)) = version.case(&opened.case) else { return Ok(()) };
    if case.level != 1 && !case.emergency_plan {
        return Ok(());
    }
    let works: Vec<String> = opened.work.into_iter().collect();
    let Some(rule) = rule_for(&version.model, &works, None) else { return Ok(()) };
    if emergency_of_ticket(tx, opened.ticket_id).await?.is_some() {
        return Ok(());
    }
    let Some(ticket) = subject_of(app, tx, kind, opened.ticket_id).await? else { return Ok(()) };
    let opening = Opening {
        contract,
        works,
        title: ticket.title,
        scenario: Some(format!("{}：{}", case.title, case.wording)),
        level: Some(i64::from(case.level)),
        affects_use: case.level == 1,
        ticket: Some((opened.ticket_id, ticket.number)),
        plan: None,
        at: opened.at,
    };
    begin(tx, desk, &version, rule, opening).await.map(drop)
}
