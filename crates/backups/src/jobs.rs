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
    service,
    store::{check::check_forget, file::file_forget},
};

/// How long checks and files that are gone are kept.
const KEPT: TimeDelta = TimeDelta::days(800);

/// Plans drills that are due, ends those whose runner is gone, and sweeps what they left.
struct PlanDrills;

#[async_trait]
impl Run for PlanDrills {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let failed = |error: crate::BackupError| JobError::Failed(error.to_string());
        service::expire(app).await.map_err(failed)?;
        service::sweep(app).await.map_err(failed)?;
        service::plan(app).await.map_err(failed)
    }
}

/// Forgets what nobody asks for any more.
struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let then = app.env().now() - KEPT;
        let mut tx = app.db().write().await?;
        check_forget(&mut tx, then).await?;
        file_forget(&mut tx, then).await?;
        Ok(tx.commit().await?)
    }
}

/// Puts the ticket that was opened for a finding beside it.
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
        if !told.key.starts_with("backup:") {
            return Ok(());
        }
        Ok(service::ticketed(tx, &told.key, (told.ticket_id, &told.number)).await?)
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![Subscription {
        subscriber: "backups.tickets",
        kinds: &["ticketing.deviation_ticketed"],
        handler: Arc::new(Ticketed),
    }]
}

/// Jobs of this module. Looks at backups are no job: every replica takes its share of them ([`crate::worker`]).
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "backups.plan_drills",
            says: "安排到期的恢复演练，清理中断的演练留下的临时数据库和文件",
            schedule: "40 */5 * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(PlanDrills),
        },
        Job {
            name: "backups.forget",
            says: "清理 800 天前的备份检查记录",
            schedule: "0 45 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(30),
            run: Arc::new(Forget),
        },
    ]
}
