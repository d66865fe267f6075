//! `GET /system`: how the system is.

use std::{cmp::Reverse, path::PathBuf, sync::Arc};

use axum::{Json, extract::State};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::Mutex;
use utoipa::ToSchema;

use super::{checks, permissions::READ, sql};
use crate::{
    Problem,
    app::App,
    args,
    check::{self, Finding, Grade},
    db::{DbError, Engine, migrations},
    http::Caller,
    jobs::job_list,
};

/// How long a look is believed.
const BELIEVED: TimeDelta = TimeDelta::seconds(5);

/// The last look at the system; those who ask together wait for one.
#[derive(Clone)]
pub(super) struct Watch {
    data: Arc<PathBuf>,
    last: Arc<Mutex<Option<SystemView>>>,
}

impl Watch {
    pub(super) fn new(data: PathBuf) -> Self {
        Self { data: Arc::new(data), last: Arc::default() }
    }
}

/// How the system is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SystemState)]
pub struct SystemView {
    /// Version of the program.
    version: &'static str,
    /// When this replica started.
    started_at: DateTime<Utc>,
    /// `SQLite` or `PostgreSQL`.
    database: &'static str,
    /// The last migration of the schema.
    schema_version: i64,
    /// Events not yet dispatched; 10001 means more than 10000.
    events_waiting: i64,
    /// Deliveries that are not tried again by themselves; 10001 means more than 10000.
    dead_letters: i64,
    /// Jobs whose last run failed.
    jobs_failed: usize,
    /// Free bytes on the disk of the data folder; null when unknown.
    disk_free: Option<u64>,
    /// What the checks found amiss, the worst first; empty when all is well. `jianyue doctor` prints the same, and verifies
    /// the audit trail too, which takes its time and has a page of its own here.
    findings: Vec<Finding>,
    /// When it was looked at: up to five seconds ago.
    looked_at: DateTime<Utc>,
}

/// How the system is: figures and what the checks found. Looked at anew after five seconds.
#[utoipa::path(get, path = "/system", operation_id = "system", tag = "platform",
    responses((status = 200, body = SystemView), (status = "default", body = Problem)))]
pub(super) async fn system(State(app): State<App>, by: Caller) -> Result<Json<SystemView>, Problem> {
    by.require_system(&READ)?;
    let watch = app.state::<Watch>();
    let mut last = watch.last.lock().await;
    let now = app.env().now();
    if let Some(view) = last.as_ref().filter(|view| (TimeDelta::zero()..BELIEVED).contains(&(now - view.looked_at))) {
        return Ok(Json(view.clone()));
    }
    let view = look(&app, watch, now).await?;
    *last = Some(view.clone());
    Ok(Json(view))
}

async fn look(app: &App, watch: &Watch, now: DateTime<Utc>) -> Result<SystemView, DbError> {
    let engine = app.db().engine();
    let mut tx = app.db().read().await?;
    let (events_waiting,): (i64,) = tx.one(sql::WAITING, args![sql::COUNTED + 1]).await?;
    let (dead_letters,): (i64,) = tx.one(sql::DEAD, args![sql::COUNTED + 1]).await?;
    let states = job_list(&mut tx).await?;
    drop(tx);
    let failed = |name: &str| states.iter().any(|state| state.name == name && state.last_error.is_some());
    let mut findings = check::look(app).await;
    findings.retain(|finding| finding.severity != Grade::Ok);
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let data = watch.data.clone();
    let disk_free = tokio::task::spawn_blocking(move || checks::free(&data)).await.ok().flatten();
    Ok(SystemView {
        version: env!("CARGO_PKG_VERSION"),
        started_at: app.started_at(),
        database: match engine {
            Engine::Sqlite => "SQLite",
            Engine::Postgres => "PostgreSQL",
        },
        schema_version: migrations(engine).last().map_or(0, |(version, _)| *version),
        events_waiting,
        dead_letters,
        jobs_failed: app.jobs().list().iter().filter(|job| failed(job.name)).count(),
        disk_free,
        findings,
        looked_at: now,
    })
}
