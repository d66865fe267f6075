//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::reminding::remind;

/// Reminds of qualifications that end soon.
struct Remind;

#[async_trait]
impl Run for Remind {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        remind(app, &mut tx, app.env().now()).await.map_err(|error| JobError::Failed(error.to_string()))?;
        Ok(tx.commit().await?)
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "staffing.remind",
        says: "提醒 60、30、7 天内到期的人员资质",
        schedule: "0 40 7 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Remind),
    }]
}
