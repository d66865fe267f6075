//! Builds are forgotten with their files.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Builds, sql};
use crate::{
    app::App,
    args,
    jobs::{Job, JobError, Missed, Run},
};

/// How long files can be fetched.
const KEPT: TimeDelta = TimeDelta::days(7);
/// Forgotten in one go.
const BATCH: i64 = 500;

pub(crate) fn forget_job() -> Job {
    Job {
        name: "platform.forget_builds",
        says: "清除七天前导出和生成的文件",
        schedule: "0 20 * * * *",
        missed: Missed::Once,
        lease: Duration::from_mins(10),
        run: Arc::new(Forget),
    }
}

struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let before = app.env().now() - KEPT;
        let gone: Vec<(Uuid,)> = app.db().peek().await?.all(sql::FORGOTTEN, args![before, BATCH]).await?;
        let mut tx = app.db().write().await?;
        for (id,) in &gone {
            // The files first: what has no row any more is never looked for.
            match tokio::fs::remove_dir_all(app.state::<Builds>().folder_of(*id)).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(build = %id, %error, "files of a build could not be removed");
                }
                _ => tx.queue(sql::FORGET, args![*id]).await?,
            }
        }
        tx.commit().await?;
        Ok(())
    }
}
