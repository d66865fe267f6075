//! Whether this replica is alive and ready.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::get};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{app::App, args};

/// The dispatcher is taken for dead when it has not finished a round for this long.
const DISPATCHER_QUIET: TimeDelta = TimeDelta::seconds(120);

/// Signs of life that parts of the program leave here. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Health {
    /// Microseconds of the dispatcher's last finished round; 0 before the first.
    dispatched: Arc<AtomicI64>,
}

impl Health {
    /// The dispatcher has finished a round.
    pub(crate) fn dispatched(&self, at: DateTime<Utc>) {
        self.dispatched.store(at.timestamp_micros(), Ordering::Relaxed);
    }

    /// Whether the dispatcher has finished a round lately.
    #[must_use]
    pub fn dispatcher_alive(&self, now: DateTime<Utc>) -> bool {
        let last = DateTime::from_timestamp_micros(self.dispatched.load(Ordering::Relaxed)).unwrap_or_default();
        now - last < DISPATCHER_QUIET
    }
}

/// `/healthz` (the process answers) and `/readyz` (it can serve: the database answers, its schema is there, and events
/// are dispatched).
pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let database = database_answers(&app).await;
    let dispatcher = app.health().dispatcher_alive(app.env().now());
    let status = if database && dispatcher { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({ "ready": status.is_success(), "database": database, "dispatcher": dispatcher })))
}

/// Reads the table that the last statement of the first migration made.
async fn database_answers(app: &App) -> bool {
    let Ok(mut tx) = app.db().peek().await else { return false };
    tx.optional::<(i64,)>("SELECT status FROM idempotency LIMIT 1", args![]).await.is_ok()
}
