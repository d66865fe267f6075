//! What runs by the clock.
//!
//! Every replica has the same schedule; a run belongs to the replica that takes the job's lease in the database. What fell
//! due while nobody was there is caught up, with the times at which it was due.

mod board;
mod lease;
mod runner;
mod schedule;
pub mod sql;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use self::{
    board::{Jobs, StartError, start},
    lease::{FireError, JobState, Outcome, fire, job_list, register},
    runner::{Runner, RunnerError},
    schedule::{BadSchedule, Schedule, in_chinese},
};
use crate::{app::App, db::DbError};

/// What becomes of runs that fell due while nobody was there to run them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missed {
    /// One run makes up for all of them (sweeps and other reconcilers).
    Once,
    /// Each is run, in order, with its own due time.
    Each,
}

/// Why a run failed. It is tried again at the next due time; the error is shown on the jobs page.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
    /// Anything else, said so that an administrator can act on it.
    #[error("{0}")]
    Failed(String),
}

/// Does the work of a job.
#[async_trait]
pub trait Run: Send + Sync {
    /// Runs once, for the moment `due` it was scheduled for. Must be idempotent: after a crash it is run again.
    async fn run(&self, app: &App, due: DateTime<Utc>) -> Result<(), JobError>;
}

/// A job and its schedule.
#[derive(Clone)]
pub struct Job {
    /// Stable name, `module.what_it_does`.
    pub name: &'static str,
    /// What it does, in plain Chinese, for administrators.
    pub says: &'static str,
    /// Cron with seconds (`sec min hour day month weekday`), in Asia/Shanghai.
    pub schedule: &'static str,
    /// What becomes of missed runs.
    pub missed: Missed,
    /// Longest time one run may hold the lease.
    pub lease: std::time::Duration,
    /// The work.
    pub run: Arc<dyn Run>,
}
