//! The platform's own jobs: what is no longer needed is forgotten.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    app::App,
    builds, events, idempotency,
    jobs::{Job, JobError, Missed, Run},
};

/// The platform's jobs; dispatched events are kept for `events_keep_days`.
#[must_use]
pub fn jobs(events_keep_days: u32) -> Vec<Job> {
    vec![
        idempotency::forget_job(),
        builds::forget_job(),
        Job {
            name: "platform.forget_events",
            says: "清除已经送达且超过保留天数的事件",
            schedule: "0 40 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_hours(1),
            run: Arc::new(ForgetEvents(TimeDelta::days(i64::from(events_keep_days)))),
        },
    ]
}

struct ForgetEvents(TimeDelta);

#[async_trait]
impl Run for ForgetEvents {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let gone = events::forget(app.db(), app.env().now() - self.0).await?;
        tracing::info!(gone, "dispatched events forgotten");
        Ok(())
    }
}
