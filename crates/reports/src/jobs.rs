//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::{Desk, registry::Registry};
use jianyue_kernel::Actor;
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::{draft_due, due, look};

/// Begins the drafts of periods that are over.
struct Draft;

#[async_trait]
impl Run for Draft {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("报告起草");
        let desk = Desk::of(app, &by);
        let contracts = app.state::<Registry>().labels(&mut app.db().peek().await?).await;
        let contracts = contracts.map_err(|error| JobError::Failed(error.to_string()))?;
        let mut failed = 0;
        for contract in contracts.iter().map(|label| label.id) {
            if let Err(error) = draft_due(desk, contract).await {
                tracing::error!(%contract, %error, "reports of a contract could not be drafted");
                failed += 1;
            }
        }
        if failed == 0 { Ok(()) } else { Err(JobError::Failed(format!("{failed} contracts could not be drafted for"))) }
    }
}

/// Looks what time does to reports, each in a transaction of its own.
struct Look;

#[async_trait]
impl Run for Look {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("报告审核期限");
        let desk = Desk::of(app, &by);
        let found = due(&mut app.db().read().await?, desk).await;
        let mut failed = 0;
        for id in found.map_err(|error| JobError::Failed(error.to_string()))? {
            let mut tx = app.db().write().await?;
            match look(&mut tx, desk, id).await {
                Ok(()) => tx.commit().await?,
                Err(error) => {
                    tracing::error!(report = %id, %error, "a report could not be looked at");
                    failed += 1;
                }
            }
        }
        if failed == 0 { Ok(()) } else { Err(JobError::Failed(format!("{failed} reports could not be looked at"))) }
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "reports.draft",
            says: "起草报告：报告期结束的，按数据生成草稿并提醒项目经理",
            schedule: "0 20 5 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(30),
            run: Arc::new(Draft),
        },
        Job {
            name: "reports.deem",
            says: "判断报告审核期限：合同约定视为通过的到期通过，将到期和逾期的提醒甲方",
            schedule: "20 */5 * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(5),
            run: Arc::new(Look),
        },
    ]
}
