//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use jianyue_platform::{
    App,
    events::Subscription,
    jobs::{Job, JobError, Missed, Run},
};

use crate::{
    service::{
        drawing::{Drawer, draw_visits},
        due::tell_due,
        feed::OLDEST,
        roster::tell_gaps,
    },
    store::feed::feed_forget,
};

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

/// Draws the visits of periods that have begun.
struct DrawVisits;

#[async_trait]
impl Run for DrawVisits {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        draw_visits(app, &mut tx, app.env().now()).await.map_err(|error| JobError::Failed(error.to_string()))?;
        Ok(tx.commit().await?)
    }
}

/// Tells of gaps in rosters three days and one day ahead.
struct TellGaps;

#[async_trait]
impl Run for TellGaps {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let mut tx = app.db().write().await?;
        tell_gaps(app, &mut tx, app.env().now()).await.map_err(|error| JobError::Failed(error.to_string()))?;
        Ok(tx.commit().await?)
    }
}

/// Tells of return calls and visits that are due, or soon will be.
struct TellDue;

#[async_trait]
impl Run for TellDue {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        loop {
            let mut tx = app.db().write().await?;
            let more = tell_due(app, &mut tx, app.env().now()).await;
            let more = more.map_err(|error| JobError::Failed(error.to_string()))?;
            tx.commit().await?;
            if !more {
                return Ok(());
            }
        }
    }
}

/// Subscriptions of this module.
pub(crate) fn subscriptions() -> Vec<Subscription> {
    vec![Subscription {
        subscriber: "hotline.return_calls",
        kinds: &["ticketing.ticket_changed"],
        handler: Arc::new(Drawer),
    }]
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "hotline.draw_visits",
            says: "列出本期应做的客户走访",
            schedule: "0 10 1 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(DrawVisits),
        },
        Job {
            name: "hotline.return_calls_due",
            says: "提醒即将到期和已到期的回访、走访",
            schedule: "0 0,30 8-18 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(TellDue),
        },
        Job {
            name: "hotline.roster_gaps",
            says: "提前三天和一天提醒排班空缺",
            schedule: "0 0 8 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(TellGaps),
        },
        Job {
            name: "hotline.forget_feed",
            says: "清理电话系统一个月前的上报编号",
            schedule: "0 50 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(ForgetFeed),
        },
    ]
}
