//! `GET /tickets/counts`.

use axum::{Json, extract::State};
use jianyue_platform::{App, Problem, http::Caller};

use crate::service::{Counts, counts};

/// How many tickets stand where, for saved views.
#[utoipa::path(get, path = "/tickets/counts", tag = "ticketing",
    responses((status = 200, body = Counts), (status = "default", body = Problem)))]
pub(super) async fn ticket_counts(State(app): State<App>, by: Caller) -> Result<Json<Counts>, Problem> {
    Ok(Json(counts(&mut app.db().peek().await?, &by).await?))
}
