//! What runs by the clock.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jianyue_platform::{
    App,
    jobs::{Job, JobError, Missed, Run},
};

use crate::{
    error::MailError,
    service::{look, sort_due},
    state::Mailbox,
    store::received::{mail_forget, mail_with_file},
};

/// How long it is known what became of a mail.
const KEPT: TimeDelta = TimeDelta::days(90);
/// A file that nobody knows after so long never will be known.
const ABANDONED: TimeDelta = TimeDelta::hours(24);

/// Reads the mailbox.
struct Look;

#[async_trait]
impl Run for Look {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        look(app).await.map_err(failed)?;
        Ok(())
    }
}

/// Understands what was kept.
struct Sort;

#[async_trait]
impl Run for Sort {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        sort_due(app).await.map_err(failed)?;
        Ok(())
    }
}

/// Forgets what is old, and files that nobody needs.
struct Forget;

#[async_trait]
impl Run for Forget {
    async fn run(&self, app: &App, _due: DateTime<Utc>) -> Result<(), JobError> {
        let now = app.env().now();
        loop {
            let mut tx = app.db().write().await?;
            let gone = mail_forget(&mut tx, now - KEPT).await?;
            tx.commit().await?;
            if gone == 0 {
                break;
            }
        }
        let spool = &app.state::<Mailbox>().spool;
        let (ids, unfinished) = spool.older(now - ABANDONED).await.map_err(|error| failed(error.into()))?;
        for some in ids.chunks(500) {
            let needed = mail_with_file(&mut app.db().peek().await?, some).await?;
            for id in some.iter().filter(|id| !needed.contains(id)) {
                spool.remove(*id).await;
            }
        }
        for path in unfinished {
            tokio::fs::remove_file(path).await.map_err(|error| failed(error.into()))?;
        }
        Ok(())
    }
}

fn failed(error: MailError) -> JobError {
    match error {
        MailError::Db(error) => error.into(),
        other => JobError::Failed(other.to_string()),
    }
}

/// Jobs of this module.
pub(crate) fn jobs() -> Vec<Job> {
    vec![
        Job {
            name: "mailbox.look",
            says: "收取邮箱里的新邮件",
            schedule: "30 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(15),
            run: Arc::new(Look),
        },
        Job {
            name: "mailbox.sort",
            says: "把收到的邮件登记为工单或回复",
            schedule: "*/5 * * * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Sort),
        },
        Job {
            name: "mailbox.forget",
            says: "清理 90 天前的收信记录",
            schedule: "0 45 3 * * *",
            missed: Missed::Once,
            lease: Duration::from_mins(10),
            run: Arc::new(Forget),
        },
    ]
}
