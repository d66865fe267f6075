//! What runs by the clock, and what a loaded calendar sets off.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_contracts::registry::Registry;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App, Tx,
    events::{HandleError, Handler, Recorded, Subscription},
    jobs::{Job, JobError, Missed, Run},
};

use serde::Deserialize;
use uuid::Uuid;

use crate::{
    service::{Desk, hold_what_is_new, periods_changed, statistics::roll_up, sweep},
    store,
};

/// How long it is remembered that an operation of a device was done: longer than any device is without a network.
const OPERATIONS_KEPT: TimeDelta = TimeDelta::days(90);

/// The sweep for due clocks, every 15 seconds.
struct Sweep;

#[async_trait]
impl Run for Sweep {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("ticketing.sweep");
        let desk = Desk::of(app, &by);
        let swept = sweep(app.db(), desk).await.map_err(|error| JobError::Failed(error.to_string()))?;
        hold_what_is_new(app).await.map_err(|error| JobError::Failed(error.to_string()))?;
        if swept.failed > 0 {
            return Err(JobError::Failed(format!("{} tickets could not be swept; the log names them", swept.failed)));
        }
        Ok(())
    }
}

/// Keeps the statistics up to date, every minute.
struct RollUp;

#[async_trait]
impl Run for RollUp {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let rolled = roll_up(app.db(), app.state::<Registry>(), app.env()).await;
        let rolled = rolled.map_err(|error| JobError::Failed(error.to_string()))?;
        if rolled.failed > 0 {
            return Err(JobError::Failed(format!("{} days could not be rolled up; the log names them", rolled.failed)));
        }
        Ok(())
    }
}

/// Forgets operations of devices that are too old to be sent again.
struct ForgetOperations;

#[async_trait]
impl Run for ForgetOperations {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let before = app.env().now() - OPERATIONS_KEPT;
        loop {
            let mut tx = app.db().write().await?;
            let gone = store::sync_forget(&mut tx, before).await?;
            tx.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }
}

/// Forgets who had a ticket open.
struct ForgetPresence;

#[async_trait]
impl Run for ForgetPresence {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        store::presence_forget(&mut tx, app.env().now()).await?;
        Ok(tx.commit().await?)
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "ticketing.sweep",
            says: "找出到点的时钟：预警、判定超时、逐级提交",
            schedule: "*/15 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(2),
            run: Arc::new(Sweep),
        },
        Job {
            name: "ticketing.roll_up",
            says: "更新工单统计：重新计算有变化的日期",
            schedule: "20 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(30),
            run: Arc::new(RollUp),
        },
        Job {
            name: "ticketing.forget_operations",
            says: "清除 90 天前的离线操作记录",
            schedule: "0 30 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(ForgetOperations),
        },
        Job {
            name: "ticketing.forget_presence",
            says: "清除已离开工单页面的人员记录",
            schedule: "40 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(2),
            run: Arc::new(ForgetPresence),
        },
    ]
}

/// Has the sweep look at clocks that waited for a holiday notice.
struct CalendarLoaded;

#[async_trait]
impl Handler for CalendarLoaded {
    async fn handle(&self, app: &App, tx: &mut Tx, _event: &Recorded) -> Result<(), HandleError> {
        store::ticket_undetermined(tx, app.env().now()).await?;
        Ok(())
    }
}

#[derive(Deserialize)]
struct PeriodChanged {
    contract_id: Uuid,
}

/// Has the sweep look at the clocks of a contract whose special periods have changed.
struct PeriodsChanged;

#[async_trait]
impl Handler for PeriodsChanged {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: PeriodChanged = event.read()?;
        let by = Actor::system("ticketing.periods");
        Ok(periods_changed(tx, Desk::at(app, &by), told.contract_id.into()).await?)
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription {
            subscriber: "ticketing.calendar_loaded",
            kinds: &["contracts.calendar_loaded"],
            handler: Arc::new(CalendarLoaded),
        },
        Subscription {
            subscriber: "ticketing.periods",
            kinds: &["assurance.period_changed"],
            handler: Arc::new(PeriodsChanged),
        },
        crate::deviations::subscription(),
        crate::dissatisfied::subscription(),
        crate::letters::subscription(),
    ]
}
