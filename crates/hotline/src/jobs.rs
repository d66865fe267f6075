//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::{service::feed::OLDEST, store::feed::feed_forget};

/// Forgets reports that would be refused for their age.
struct ForgetFeed;

#[async_trait]
impl Run for ForgetFeed {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        feed_forget(&mut tx, app.env().now() - OLDEST - chrono::TimeDelta::days(1)).await?;
        Ok(tx.commit().await?)
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "hotline.forget_feed",
        says: "清理电话系统一个月前的上报编号",
        schedule: "0 50 3 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(ForgetFeed),
    }]
}
