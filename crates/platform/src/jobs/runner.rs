//! Fires jobs by the clock.

use std::{collections::HashSet, sync::Arc, time::Duration};

use chrono_tz::Asia::Shanghai;
use tokio::sync::{OwnedRwLockReadGuard, RwLock};
use tokio_cron_scheduler::{Job as CronJob, JobScheduler, JobSchedulerError};

use super::{BadSchedule, Job, Outcome, Schedule, fire, register};
use crate::{app::App, db::DbError};

/// Why the clockwork could not be started.
#[derive(Debug, thiserror::Error)]
pub enum RunnerError {
    /// Two jobs have one name.
    #[error("two jobs are called {0}")]
    TwoOfAName(&'static str),
    /// A schedule is none.
    #[error("the job {job}: {error}")]
    Schedule {
        /// The job.
        job: &'static str,
        /// What is wrong.
        error: BadSchedule,
    },
    /// The scheduler refused.
    #[error(transparent)]
    Scheduler(#[from] JobSchedulerError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The clockwork of this replica.
pub struct Runner {
    scheduler: JobScheduler,
    /// Held by every run, those that somebody asked for too.
    running: Arc<RwLock<()>>,
}

impl Runner {
    /// Registers `jobs`, catches up with what was missed, and fires each at its due times from now on.
    ///
    /// # Errors
    /// [`RunnerError`] names the job that is wrong.
    pub async fn start(app: &App, jobs: Vec<Job>) -> Result<Self, RunnerError> {
        check(&jobs)?;
        register(app, &jobs).await?;
        let scheduler = JobScheduler::new().await?;
        let running = app.jobs().running().clone();
        for job in jobs {
            spawn(app.clone(), job.clone(), &running);
            let (app, running) = (app.clone(), running.clone());
            let timer = CronJob::new_async_tz(job.schedule, Shanghai, move |_, _| {
                spawn(app.clone(), job.clone(), &running);
                Box::pin(std::future::ready(()))
            })?;
            scheduler.add(timer).await?;
        }
        scheduler.start().await?;
        Ok(Self { scheduler, running })
    }

    /// Fires nothing any more, and waits at most `patience` for what is running. A run that is cut off loses its lease
    /// and is caught up.
    pub async fn stop(mut self, patience: Duration) {
        if let Err(error) = self.scheduler.shutdown().await {
            tracing::warn!(%error, "the scheduler did not stop cleanly");
        }
        if tokio::time::timeout(patience, self.running.write()).await.is_err() {
            tracing::warn!("jobs were still running at the end; they will be caught up");
        }
    }
}

fn check(jobs: &[Job]) -> Result<(), RunnerError> {
    let mut names = HashSet::new();
    for job in jobs {
        if !names.insert(job.name) {
            return Err(RunnerError::TwoOfAName(job.name));
        }
        Schedule::parse(job.schedule).map_err(|error| RunnerError::Schedule { job: job.name, error })?;
    }
    Ok(())
}

fn spawn(app: App, job: Job, running: &Arc<RwLock<()>>) {
    // Taken by `stop`: nothing starts any more.
    let Ok(guard) = running.clone().try_read_owned() else { return };
    tokio::spawn(run(app, job, guard));
}

async fn run(app: App, job: Job, _running: OwnedRwLockReadGuard<()>) {
    match fire(&app, &job).await {
        Ok(Outcome::Ran(runs)) if runs > 1 => tracing::info!(job = job.name, runs, "caught up"),
        Ok(Outcome::Ran(_) | Outcome::NotMine | Outcome::Failed(_)) => {}
        Err(error) => tracing::error!(job = job.name, %error, "a job could not be fired"),
    }
}
