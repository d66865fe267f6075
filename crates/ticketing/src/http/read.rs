//! `GET /tickets/{id}`.

use axum::extract::State;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id},
};

use super::shown::{Answer, Shown};
use crate::service::{ShownTicket, find};

/// A ticket with its clocks as they stand now.
#[utoipa::path(get, path = "/tickets/{id}", tag = "ticketing", params(("id" = uuid::Uuid, Path, description = "The ticket")),
    responses((status = 200, body = ShownTicket), (status = "default", body = Problem)))]
pub(super) async fn ticket_get(State(app): State<App>, by: Caller, Id(id): Id) -> Answer {
    let ticket = find(&mut app.db().peek().await?, &by, id).await?;
    Ok(Shown::of(&app, &by, ticket))
}
