//! `GET /jobs`, `POST /jobs/{name}/run`

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::permissions::{READ, RUN_JOBS};
use crate::{
    Problem,
    app::App,
    audit::{self, Entry},
    http::Caller,
    jobs::{Job, JobState, Schedule, StartError, in_chinese, job_list as states, start},
};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Its last run succeeded, and the next is not due yet.
    Waiting,
    /// It is under way, here or in another replica.
    Running,
    /// Its last run failed.
    Failed,
    /// It was never run.
    Never,
}

/// A job as administrators see it.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobView {
    /// Its name.
    name: &'static str,
    /// What it does, in plain Chinese.
    says: &'static str,
    /// When it runs, in plain Chinese, by the clock of Beijing.
    schedule: String,
    /// When it runs next.
    next_due: Option<DateTime<Utc>>,
    /// The run that holds the lease now.
    holder: Option<String>,
    /// Until when.
    lease_until: Option<DateTime<Utc>>,
    /// Due time of the last run.
    last_due: Option<DateTime<Utc>>,
    /// When it began.
    last_start: Option<DateTime<Utc>>,
    /// When it ended.
    last_end: Option<DateTime<Utc>>,
    /// End of the last run that succeeded.
    last_success: Option<DateTime<Utc>>,
    /// Why the last run failed; null when it did not.
    last_error: Option<String>,
    /// Where it stands.
    #[schema(inline)]
    state: Standing,
}

impl JobView {
    fn of(job: &Job, state: Option<JobState>, now: DateTime<Utc>) -> Self {
        let next_due = Schedule::parse(job.schedule).ok().and_then(|schedule| schedule.next_after(now));
        let state = state.unwrap_or_else(|| JobState { name: job.name.to_owned(), ..JobState::default() });
        let standing = match &state {
            state if state.lease_until.is_some_and(|until| now < until) => Standing::Running,
            state if state.last_error.is_some() => Standing::Failed,
            state if state.last_end.is_none() => Standing::Never,
            _ => Standing::Waiting,
        };
        Self {
            name: job.name,
            says: job.says,
            schedule: in_chinese(job.schedule),
            next_due,
            holder: state.holder,
            lease_until: state.lease_until,
            last_due: state.last_due.filter(|_| state.last_start.is_some()),
            last_start: state.last_start,
            last_end: state.last_end,
            last_success: state.last_success,
            last_error: state.last_error,
            state: standing,
        }
    }
}

impl From<StartError> for Problem {
    fn from(error: StartError) -> Self {
        let text = error.to_string();
        match error {
            StartError::Running => Self::new(StatusCode::CONFLICT, "platform.job_running", text),
            StartError::Ending => Self::new(StatusCode::SERVICE_UNAVAILABLE, "platform.ending", text),
            StartError::Db(cause) => cause.into(),
        }
    }
}

/// What runs by the clock, by name: when, how the last run went, and when the next is due.
#[utoipa::path(get, path = "/jobs", operation_id = "job_list", tag = "platform",
    responses((status = 200, body = [JobView]), (status = "default", body = Problem)))]
pub(super) async fn job_list(State(app): State<App>, by: Caller) -> Result<Json<Vec<JobView>>, Problem> {
    by.require_system(&READ)?;
    let states = states(&mut app.db().peek().await?).await?;
    let mut states: HashMap<String, JobState> = states.into_iter().map(|state| (state.name.clone(), state)).collect();
    let now = app.env().now();
    let jobs = app.jobs().list().iter();
    let mut views: Vec<JobView> = jobs.map(|job| JobView::of(job, states.remove(job.name), now)).collect();
    views.sort_by_key(|view| view.name);
    Ok(Json(views))
}

/// Runs a job at once, beside its schedule. Answers before it ends; `GET /jobs` shows how it went.
#[utoipa::path(post, path = "/jobs/{name}/run", operation_id = "job_run", tag = "platform",
    params(("name" = String, Path, description = "The job")),
    responses((status = 202, description = "It is running"), (status = 409, description = "platform.job_running",
              body = Problem, content_type = "application/problem+json"), (status = "default", body = Problem)))]
pub(super) async fn job_run(
    State(app): State<App>,
    by: Caller,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    by.require_system(&RUN_JOBS)?;
    let job = app.jobs().named(&name).ok_or_else(no_job)?;
    let mut tx = app.db().write().await?;
    let taken = start(&mut tx, &app, job).await?;
    let detail = json!({ "job": job.name });
    let entry = Entry { action: "platform.run_job", subject: Uuid::nil(), contract: None, detail };
    audit::record(&mut tx, app.env(), &by, entry).await?;
    tx.commit().await?;
    taken.let_go(app.clone());
    Ok(StatusCode::ACCEPTED)
}

fn no_job() -> Problem {
    Problem::not_found("platform.no_job", "没有这个作业。作业清单见“作业”页。")
}
