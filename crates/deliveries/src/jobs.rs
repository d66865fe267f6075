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

use crate::service::reminding::{owing, remind};

/// Tells of orders that will be late.
struct Ahead;

#[async_trait]
impl Run for Ahead {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let by = Actor::system("配送提醒");
        let desk = Desk::of(app, &by);
        let contracts =
            owing(&mut app.db().read().await?, desk).await.map_err(|error| JobError::Failed(error.to_string()))?;
        for contract in contracts {
            let mut tx = app.db().write().await?;
            remind(&mut tx, desk, contract).await.map_err(|error| JobError::Failed(error.to_string()))?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "deliveries.late_ahead",
        says: "每天早上提醒快到期还没有交寄、或没有物流动态的配送",
        schedule: "0 40 7 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Ahead),
    }]
}
