//! What runs by the clock, and what is listened to.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    events::Subscription,
    jobs::{Job, JobError, Missed, Run},
};

use crate::service::{
    Ticketed,
    reminding::{beginning, remind},
    sighting::Sightings,
};

/// Reminds of certificates that end soon.
struct Remind;

#[async_trait]
impl Run for Remind {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let now = app.env().now();
        let mut from = Some(beginning(now));
        while let Some(place) = from {
            let mut tx = app.db().write().await?;
            let next = remind(app, &mut tx, place, now).await;
            from = next.map_err(|error| JobError::Failed(error.to_string()))?;
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![
        Subscription {
            subscriber: "certificates.sightings",
            kinds: &["probing.certificate_seen"],
            handler: Arc::new(Sightings),
        },
        Subscription {
            subscriber: "certificates.tickets",
            kinds: &["ticketing.deviation_ticketed"],
            handler: Arc::new(Ticketed),
        },
    ]
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![Job {
        name: "certificates.remind",
        says: "提醒 60、30、14、7、1 天内到期的证书",
        schedule: "0 30 7 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Remind),
    }]
}
