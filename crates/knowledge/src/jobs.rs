//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::expiry::{expire, tell_expiring};

/// Stops offering what nobody has confirmed in time, and tells of what is next.
struct Expire;

#[async_trait]
impl Run for Expire {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let failed = |error: jianyue_platform::DbError| JobError::Failed(error.to_string());
        // Each round in a transaction of its own, so that a long list holds nobody up.
        while expire(app).await.map_err(failed)? {}
        while tell_expiring(app).await.map_err(failed)? {}
        Ok(())
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "knowledge.expire",
        says: "停止提供到期的知识，提前 30 天提醒作者",
        schedule: "0 10 0 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Expire),
    }]
}
