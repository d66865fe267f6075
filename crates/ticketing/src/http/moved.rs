//! `POST /calendar/moved-deadlines`.

use axum::{Json, extract::State};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Input},
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::service::{Desk, MovedDeadlines, moved_by};

/// Notices to be tried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MovedDeadlinesRequest {
    /// CSV with the heading `date,kind,name`; kind is `holiday` or `workday`.
    text: String,
}

/// Which deadlines of live tickets a holiday notice would move. Nothing is kept. Names no more than numbers and cases: who
/// runs the system does not read tickets.
#[utoipa::path(post, path = "/calendar/moved-deadlines", tag = "calendar", request_body = MovedDeadlinesRequest,
    responses((status = 200, body = MovedDeadlines), (status = "default", body = Problem)))]
pub(super) async fn calendar_moved_deadlines(
    State(app): State<App>,
    by: Caller,
    Input(MovedDeadlinesRequest { text }): Input<MovedDeadlinesRequest>,
) -> Result<Json<MovedDeadlines>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(moved_by(&mut app.db().read().await?, desk, &text).await?))
}
