//! The jobs of this program, and runs that somebody asked for.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{OwnedRwLockReadGuard, RwLock};

use super::{Job, Missed, lease, sql};
use crate::{
    app::App,
    args,
    db::{DbError, Tx},
};

/// The jobs of every module. Cheap to clone.
#[derive(Clone, Default)]
pub struct Jobs {
    list: Arc<[Job]>,
    running: Arc<RwLock<()>>,
}

/// Why a job was not started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It is under way, here or in another replica.
    #[error("这个作业正在运行。请等它结束后再试。")]
    Running,
    /// The process is ending.
    #[error("服务正在停止，作业没有启动。请在服务恢复后再试。")]
    Ending,
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A run whose lease was taken in a transaction that is not committed yet.
#[must_use = "it runs only when it is let go"]
pub struct Taken {
    job: Job,
    holder: String,
    due: DateTime<Utc>,
    guard: OwnedRwLockReadGuard<()>,
}

impl Jobs {
    pub(crate) fn new(list: Vec<Job>) -> Self {
        Self { list: list.into(), running: Arc::default() }
    }

    /// All of them, in the order of the modules.
    #[must_use]
    pub fn list(&self) -> &[Job] {
        &self.list
    }

    /// The job of a name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Job> {
        self.list.iter().find(|job| job.name == name)
    }

    /// Whether the process is about to end: a long run stops at the next good moment and goes on in the next process.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        self.running.try_read().is_err()
    }

    /// Held by work that goes on after the run that began it: an ending process waits for it as for a run. `None`: the
    /// process is about to end, nothing is begun any more.
    #[must_use]
    pub fn linger(&self) -> Option<OwnedRwLockReadGuard<()>> {
        self.running.clone().try_read_owned().ok()
    }

    /// Held for reading by every run; an ending process takes it for writing.
    pub(super) fn running(&self) -> &Arc<RwLock<()>> {
        &self.running
    }
}

/// Takes the lease of `job` for a run at once. One that runs for each due time repeats its last one, because nothing
/// that was missed may be passed over.
///
/// # Errors
/// [`StartError::Running`] when somebody holds the lease.
pub async fn start(tx: &mut Tx, app: &App, job: &Job) -> Result<Taken, StartError> {
    let guard = app.jobs().running().clone().try_read_owned().map_err(|_| StartError::Ending)?;
    let now = app.env().now();
    tx.execute(sql::REGISTER, args![job.name, now]).await?;
    let last: Option<(Option<DateTime<Utc>>,)> = tx.optional(sql::LAST_DUE, args![job.name]).await?;
    let due = match job.missed {
        Missed::Once => now,
        Missed::Each => last.and_then(|(last,)| last).unwrap_or(now),
    };
    let holder = app.env().id().to_string();
    let until = now + TimeDelta::from_std(job.lease).unwrap_or(TimeDelta::hours(1));
    if tx.execute(sql::TAKE_NOW, args![job.name, holder.as_str(), until, now]).await? == 0 {
        return Err(StartError::Running);
    }
    Ok(Taken { job: job.clone(), holder, due, guard })
}

impl Taken {
    /// Runs it, after the commit, without anybody waiting.
    pub fn let_go(self, app: App) {
        tokio::spawn(async move {
            let Self { job, holder, due, guard } = self;
            let outcome = lease::run(&app, &job, due).await;
            if let Err(error) = &outcome {
                tracing::error!(job = job.name, %error, "a job that was asked for failed");
            }
            if let Err(error) = lease::finish(&app, &job, &holder, due, &outcome).await {
                tracing::error!(job = job.name, %error, "how a job ended could not be written down");
            }
            drop(guard);
        });
    }
}
