//! What runs by the clock, and what is listened to.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    events::Subscription,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::{reminding::remind, ticket::Ticketed};

/// Reminds of vulnerabilities that are due soon.
struct Remind;

#[async_trait]
impl Run for Remind {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut more = true;
        while more {
            let mut tx = app.db().write().await?;
            let told = remind(app, &mut tx, app.env().now()).await;
            more = told.map_err(|error| JobError::Failed(error.to_string()))?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![Subscription {
        subscriber: "security.tickets",
        kinds: &["ticketing.deviation_ticketed"],
        handler: Arc::new(Ticketed),
    }]
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "security.remind",
        says: "提醒 3 天内到期或已超期、尚未反馈的漏洞",
        schedule: "0 40 7 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Remind),
    }]
}
