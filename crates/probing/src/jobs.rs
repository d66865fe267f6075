//! What runs by the clock, and what is done when others tell something.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
    jobs::{Job, JobError, Missed, Run},
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    service::sweep_rules,
    store::{hour::hour_forget, outage::outage_ticket, watch::watch_event_forget},
};

/// How long hours are kept.
const HOURS_KEPT: TimeDelta = TimeDelta::days(1_100);
/// How long what other systems told is kept.
const EVENTS_KEPT: TimeDelta = TimeDelta::days(400);

/// Closes rules that are broken no more.
struct SweepRules;

#[async_trait]
impl Run for SweepRules {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        sweep_rules(&mut tx, app.env()).await.map_err(|error| JobError::Failed(error.to_string()))?;
        Ok(tx.commit().await?)
    }
}

/// Forgets what is too old to be asked for.
struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let now = app.env().now();
        let mut tx = app.db().write().await?;
        hour_forget(&mut tx, now - HOURS_KEPT).await?;
        watch_event_forget(&mut tx, now - EVENTS_KEPT).await?;
        Ok(tx.commit().await?)
    }
}

/// Puts the ticket that was opened for an outage beside it.
struct Ticketed;

#[derive(Deserialize)]
struct DeviationTicketed {
    key: String,
    ticket_id: Uuid,
    number: String,
}

#[async_trait]
impl Handler for Ticketed {
    async fn handle(&self, _app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: DeviationTicketed = event.read()?;
        let Some(probe) = told.key.strip_prefix("probe:").and_then(|id| id.parse().ok()) else { return Ok(()) };
        Ok(outage_ticket(tx, probe, told.ticket_id, &told.number).await?)
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![Subscription {
        subscriber: "probing.tickets",
        kinds: &["ticketing.deviation_ticketed"],
        handler: Arc::new(Ticketed),
    }]
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "probing.sweep_rules",
            says: "结束已恢复的接口异常告警",
            schedule: "20 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(2),
            run: Arc::new(SweepRules),
        },
        Job {
            name: "probing.forget",
            says: "清理三年前的监测小时统计和 400 天前的上报事件",
            schedule: "0 35 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(30),
            run: Arc::new(Forget),
        },
    ]
}
