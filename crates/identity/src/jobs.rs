//! What runs by the clock: removing what is over for long.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::{policy::LOCK_TIME, store};

/// How long sessions and invitations are kept after their end, for questions.
const KEPT: TimeDelta = TimeDelta::days(90);

/// The jobs of this module.
#[must_use]
pub fn all() -> Vec<Job> {
    vec![Job {
        name: "identity.clean_up",
        says: "清除 90 天前结束的登录会话、过期邀请和失效的登录失败计数",
        schedule: "0 20 3 * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(5),
        run: Arc::new(CleanUp),
    }]
}

/// Removes sessions and invitations that ended [`KEPT`] ago, and failed sign-ins that no longer count.
struct CleanUp;

#[async_trait]
impl Run for CleanUp {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let now = app.env().now();
        let mut tx = app.db().write().await?;
        let sessions = store::sessions::session_clean(&mut tx, now - KEPT).await?;
        let invitations = store::invitations::invitation_clean(&mut tx, now - KEPT).await?;
        let failures = store::sign_in::failures_clean(&mut tx, now - LOCK_TIME).await?;
        tx.commit().await?;
        tracing::info!(sessions, invitations, failures, "removed what was over");
        Ok(())
    }
}
