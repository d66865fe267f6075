//! `POST /tickets/{id}/steps` and `POST /tickets/bulk`.

use axum::{
    Json,
    extract::{FromRequestParts, State},
    http::{header, request},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, IfMatch, Input},
    people::People,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    device_time::DeviceTime,
    shown::{Answer, act},
};
use crate::{
    model::Step,
    service::{BulkOutcome, Desk, ShownTicket, run_bulk, run_steps},
};

/// The version that an edit was made from, if it says so.
pub(super) struct MaybeIfMatch(pub(super) Option<i64>);

impl<S: Send + Sync> FromRequestParts<S> for MaybeIfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Problem> {
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Ok(Self(None));
        }
        let IfMatch(version) = IfMatch::from_request_parts(parts, state).await?;
        Ok(Self(Some(version)))
    }
}

/// What is to be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    /// 1 to 10, in order.
    #[schema(min_items = 1, max_items = 10)]
    steps: Vec<Step>,
}

/// Does several things to the ticket, all or nothing. A refusal says which step it was: `step`, from 0.
#[utoipa::path(post, path = "/tickets/{id}/steps", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("If-Match" = Option<String>, Header, description = "The version; without it, whatever it is by now"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = Steps, responses((status = 200, body = ShownTicket),
    (status = 412, body = Problem, description = "Changed meanwhile; `current` is the ticket as it is now"),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_steps(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    MaybeIfMatch(version): MaybeIfMatch,
    device: DeviceTime,
    Input(Steps { steps }): Input<Steps>,
) -> Answer {
    let people = app.state::<People>().clone();
    act!(app, by, device.0, |tx, desk| run_steps(tx, desk, &people, id, version, steps))
}

/// What is to be done to which tickets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Bulk {
    /// 1 to 200 tickets.
    #[schema(min_items = 1, max_items = 200)]
    ids: Vec<Uuid>,
    /// 1 to 10 steps, in order, for each of them.
    #[schema(min_items = 1, max_items = 10)]
    steps: Vec<Step>,
}

/// What became of one ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkResult {
    /// The ticket.
    id: Uuid,
    /// Its number, if the caller may know of it.
    number: Option<String>,
    /// Whether all steps were done; otherwise none was.
    ok: bool,
    /// Stable code of what was in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// What was in the way, in plain Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// At which step, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<u64>,
}

impl From<BulkOutcome> for BulkResult {
    fn from(outcome: BulkOutcome) -> Self {
        let problem = outcome.error.map(Problem::from);
        let ok = problem.is_none();
        let step = problem.as_ref().and_then(|problem| problem.more.get("step")?.as_u64());
        let (code, detail) = problem.map(|problem| (problem.code, problem.detail)).unzip();
        Self { id: outcome.id, number: outcome.number, ok, code, detail, step }
    }
}

/// The outcomes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BulkResults {
    /// One for each ticket, in the order in which they were named.
    results: Vec<BulkResult>,
}

/// Does the same to many tickets, each in a transaction of its own.
#[utoipa::path(post, path = "/tickets/bulk", tag = "ticketing", request_body = Bulk,
    params(("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    responses((status = 200, body = BulkResults), (status = "default", body = Problem)))]
pub(super) async fn ticket_bulk(
    State(app): State<App>,
    by: Caller,
    device: DeviceTime,
    Input(Bulk { ids, steps }): Input<Bulk>,
) -> Result<Json<BulkResults>, Problem> {
    let desk = Desk::of(&app, &by).shown_at(device.0)?;
    let outcomes = run_bulk(app.db(), desk, app.state::<People>(), ids, &steps).await?;
    Ok(Json(BulkResults { results: outcomes.into_iter().map(Into::into).collect() }))
}
