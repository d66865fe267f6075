//! A run belongs to whoever takes the lease.

use std::panic::AssertUnwindSafe;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt;
use serde::Serialize;

use super::{BadSchedule, Job, JobError, Missed, Schedule, sql};
use crate::{
    app::App,
    args,
    db::{DbError, Tx},
};

/// Runs caught up in one go by [`Missed::Each`]; the rest follow at the next due time.
const CAUGHT_UP_AT_ONCE: usize = 1_000;

/// What became of firing a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was run this many times, and each time succeeded.
    Ran(usize),
    /// Nothing was due, or another replica is at it or has done it.
    NotMine,
    /// A run failed; the error is kept in the table.
    Failed(String),
}

/// Why a job could not be fired.
#[derive(Debug, thiserror::Error)]
pub enum FireError {
    /// Its schedule is none.
    #[error(transparent)]
    Schedule(#[from] BadSchedule),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A job as administrators see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, sqlx::FromRow)]
pub struct JobState {
    /// Its name.
    pub name: String,
    /// The run that holds the lease now.
    pub holder: Option<String>,
    /// Until when.
    pub lease_until: Option<DateTime<Utc>>,
    /// Due time of the last run.
    pub last_due: Option<DateTime<Utc>>,
    /// When it began.
    pub last_start: Option<DateTime<Utc>>,
    /// When it ended.
    pub last_end: Option<DateTime<Utc>>,
    /// End of the last run that succeeded.
    pub last_success: Option<DateTime<Utc>>,
    /// Why the last run failed; `None` when it did not.
    pub last_error: Option<String>,
}

/// Every job that was ever registered, by name.
pub async fn job_list(tx: &mut Tx) -> Result<Vec<JobState>, DbError> {
    tx.all(sql::LIST, args![]).await
}

/// Makes `jobs` known to the database. A new job is due from now on: it has missed nothing.
pub async fn register(app: &App, jobs: &[Job]) -> Result<(), DbError> {
    let mut tx = app.db().write().await?;
    for job in jobs {
        tx.execute(sql::REGISTER, args![job.name, app.env().now()]).await?;
    }
    tx.commit().await
}

/// Runs `job` for everything that fell due since its last run, if no other replica is at it.
///
/// # Errors
/// When its schedule is none or the database refuses; a run that fails is an [`Outcome`].
pub async fn fire(app: &App, job: &Job) -> Result<Outcome, FireError> {
    let schedule = Schedule::parse(job.schedule)?;
    let mut ran = 0;
    while ran < CAUGHT_UP_AT_ONCE {
        let Some(due) = due(app, job, &schedule).await? else { break };
        let holder = app.env().id().to_string();
        if !take(app, job, &holder, due).await? {
            break;
        }
        let outcome = run(app, job, due).await;
        finish(app, job, &holder, due, &outcome).await?;
        if let Err(error) = outcome {
            tracing::error!(job = job.name, %due, %error, "a job failed");
            return Ok(Outcome::Failed(error.to_string()));
        }
        ran += 1;
    }
    Ok(if ran > 0 { Outcome::Ran(ran) } else { Outcome::NotMine })
}

/// The due time to run for now, if there is one.
async fn due(app: &App, job: &Job, schedule: &Schedule) -> Result<Option<DateTime<Utc>>, DbError> {
    let now = app.env().now();
    let last: Option<(Option<DateTime<Utc>>,)> =
        app.db().peek().await?.optional(sql::LAST_DUE, args![job.name]).await?;
    let Some((Some(last),)) = last else { return Ok(None) };
    Ok(match job.missed {
        Missed::Once => schedule.last_between(last, now),
        Missed::Each => schedule.next_after(last).filter(|due| *due <= now),
    })
}

async fn take(app: &App, job: &Job, holder: &str, due: DateTime<Utc>) -> Result<bool, DbError> {
    let now = app.env().now();
    let until = now + TimeDelta::from_std(job.lease).unwrap_or(TimeDelta::hours(1));
    let mut tx = app.db().write().await?;
    let taken = tx.execute(sql::TAKE, args![job.name, holder, until, now, due]).await? == 1;
    tx.commit().await?;
    Ok(taken)
}

pub(super) async fn run(app: &App, job: &Job, due: DateTime<Utc>) -> Result<(), JobError> {
    let work = AssertUnwindSafe(job.run.run(app, due)).catch_unwind();
    match tokio::time::timeout(job.lease, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_panic)) => Err(JobError::Failed("it panicked; see the log".to_owned())),
        Err(_elapsed) => Err(JobError::Failed(format!("it took longer than its lease of {} s", job.lease.as_secs()))),
    }
}

/// A failed run of a job that runs for each due time stays due; one run makes up for all, so a sweep just goes on.
pub(super) async fn finish(
    app: &App,
    job: &Job,
    holder: &str,
    due: DateTime<Utc>,
    outcome: &Result<(), JobError>,
) -> Result<(), DbError> {
    let now = app.env().now();
    let done = (outcome.is_ok() || job.missed == Missed::Once).then_some(due);
    let success = outcome.is_ok().then_some(now);
    let error = outcome.as_ref().err().map(ToString::to_string);
    let mut tx = app.db().write().await?;
    let kept = tx.execute(sql::DONE, args![job.name, holder, now, done, success, error]).await?;
    tx.commit().await?;
    if kept == 0 {
        tracing::warn!(job = job.name, %due, "a job outlived its lease; another run has taken over");
    }
    Ok(())
}
