//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::prove_what_is_due;

/// Tells inspections of phases that were completed before their occurrence began.
struct Prove;

#[async_trait]
impl Run for Prove {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        prove_what_is_due(&mut tx, app.env()).await?;
        Ok(tx.commit().await?)
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "assurance.prove",
        says: "把提前完成的保障阶段记到当天的节日保障检查",
        schedule: "15 4 * * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(5),
        run: Arc::new(Prove),
    }]
}
