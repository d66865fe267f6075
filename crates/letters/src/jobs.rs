//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_contracts::Desk;
use jianyue_kernel::Actor;
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::{due, look};

/// Looks what time does to letters, each in a transaction of its own.
pub(crate) struct Look;

#[async_trait]
impl Run for Look {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("函件期限");
        let desk = Desk::of(app, &by);
        let found = due(&mut app.db().read().await?, desk).await;
        let mut failed = 0;
        for id in found.map_err(|error| JobError::Failed(error.to_string()))? {
            let mut tx = app.db().write().await?;
            match look(&mut tx, desk, id).await {
                Ok(()) => tx.commit().await?,
                Err(error) => {
                    tracing::error!(letter = %id, %error, "a letter could not be looked at");
                    failed += 1;
                }
            }
        }
        if failed == 0 { Ok(()) } else { Err(JobError::Failed(format!("{failed} letters could not be looked at"))) }
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "letters.look",
        says: "判断函件期限：到期未答复的视为接受、开始和结束顺延、提前一天提醒",
        schedule: "5 */5 * * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(5),
        run: Arc::new(Look),
    }]
}
