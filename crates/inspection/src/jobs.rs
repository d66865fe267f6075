//! What runs by the clock, and what an import or a loaded calendar sets off.

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
    error::InspectionError,
    service::{Desk, Proved, make_by_machine, plan_all, plan_contract, prove, sweep},
    store::{deviation::deviation_ticket, sync::sync_forget},
};

/// How long it is remembered that a step of a device was done: longer than any device is without a network.
const STEPS_KEPT: TimeDelta = TimeDelta::days(90);

/// Plans every contract sixty days ahead.
struct Plan;

#[async_trait]
impl Run for Plan {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        plan_all(app).await.map(drop).map_err(failed)
    }
}

/// Finds what was missed and what is due tomorrow.
struct Sweep;

#[async_trait]
impl Run for Sweep {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        sweep(app).await.map(drop).map_err(failed)
    }
}

/// Forgets steps of devices that are too old to be sent again.
struct ForgetSteps;

#[async_trait]
impl Run for ForgetSteps {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        sync_forget(&mut tx, app.env().now() - STEPS_KEPT).await?;
        Ok(tx.commit().await?)
    }
}

/// Makes the runs that need nobody.
struct Machine;

#[async_trait]
impl Run for Machine {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        make_by_machine(app).await.map(drop).map_err(failed)
    }
}

fn failed(error: InspectionError) -> JobError {
    match error {
        InspectionError::Db(error) => error.into(),
        other => JobError::Failed(other.to_string()),
    }
}

/// Plans anew what an import or a holiday notice changes.
struct Replan;

#[async_trait]
impl Handler for Replan {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let contracts = if let Some(contract) = event.contract_id {
            vec![contract.into()]
        } else {
            let labels = app.state::<Registry>().labels(tx).await;
            labels.map_err(|error| HandleError::Retry(error.to_string()))?.iter().map(|label| label.id).collect()
        };
        for contract in contracts {
            plan_contract(app, tx, contract, None).await.map_err(|error| match error {
                InspectionError::Db(error) => HandleError::from(error),
                other => HandleError::Retry(other.to_string()),
            })?;
        }
        Ok(())
    }
}

/// Names the ticket in which something that was found wrong is worked on.
struct Ticketed;

#[derive(Deserialize)]
struct DeviationTicketed {
    key: String,
    contract_id: Uuid,
    ticket_id: Uuid,
    number: String,
}

#[async_trait]
impl Handler for Ticketed {
    async fn handle(&self, _app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let told: DeviationTicketed = event.read()?;
        Ok(deviation_ticket(tx, told.contract_id, &told.key, (told.ticket_id, &told.number)).await?)
    }
}

/// Puts what other modules have proved beside what is owed.
struct Proofs;

#[async_trait]
impl Handler for Proofs {
    async fn handle(&self, app: &App, tx: &mut Tx, event: &Recorded) -> Result<(), HandleError> {
        let by = Actor::system("自动核验");
        prove(tx, Desk::of(app, &by), event.read::<Proved>()?).await.map_err(|error| match error {
            InspectionError::Db(error) => HandleError::from(error),
            other => HandleError::Retry(other.to_string()),
        })
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription {
            subscriber: "inspection.plan",
            kinds: &["contracts.imported", "contracts.calendar_loaded"],
            handler: Arc::new(Replan),
        },
        Subscription {
            subscriber: "inspection.proofs",
            kinds: &[
                "assets.duty_proved",
                "assurance.duty_proved",
                "backups.duty_proved",
                "catalogue.duty_proved",
                "deliveries.duty_proved",
                "inventory.duty_proved",
            ],
            handler: Arc::new(Proofs),
        },
        Subscription {
            subscriber: "inspection.tickets",
            kinds: &["ticketing.deviation_ticketed"],
            handler: Arc::new(Ticketed),
        },
    ]
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "inspection.plan",
            says: "按合同提前 60 天列出巡检、备份等定期工作",
            schedule: "0 7 * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Plan),
        },
        Job {
            name: "inspection.sweep",
            says: "找出到期没有执行的巡检，提前一天提醒要做的巡检",
            schedule: "30 */5 * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Sweep),
        },
        Job {
            name: "inspection.machine",
            says: "自动执行全部由监测点填写的巡检，需要签字的留给巡检人",
            schedule: "45 */10 * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Machine),
        },
        Job {
            name: "inspection.forget_steps",
            says: "清除 90 天前的巡检离线操作记录",
            schedule: "0 35 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(ForgetSteps),
        },
    ]
}
