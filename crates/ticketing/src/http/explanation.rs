//! `GET /tickets/{id}/clocks/{kind}/explanation`.

use axum::{
    Json,
    extract::{Path, State, rejection::PathRejection},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Params},
};
use jianyue_sla::ClockKind;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    error::TicketError,
    service::{Desk, Explained, explanation},
};

/// Which of several.
#[derive(Debug, Deserialize)]
pub(super) struct Which {
    cycle: Option<u32>,
    level: Option<u8>,
}

/// Why a deadline is what it is: every second, counted or not, with the reason and the clause.
#[utoipa::path(get, path = "/tickets/{id}/clocks/{kind}/explanation", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"),
        ("kind" = String, Path, description = "response, escalate, arrive, restore or resolve"),
        ("cycle" = Option<u32>, Query, description = "From 1; the last one when absent"),
        ("level" = Option<u8>, Query, description = "Of an escalate clock, from 1; the last one when absent")),
    responses((status = 200, body = Explained), (status = "default", body = Problem)))]
pub(super) async fn ticket_clock_explanation(
    State(app): State<App>,
    by: Caller,
    path: Result<Path<(Uuid, String)>, PathRejection>,
    Params(Which { cycle, level }): Params<Which>,
) -> Result<Json<Explained>, Problem> {
    let Ok(Path((id, kind))) = path else { return Err(TicketError::NoTicket.into()) };
    let kind = ClockKind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or(TicketError::NoClock)?;
    let desk = Desk::at(&app, &by);
    Ok(Json(explanation(&mut app.db().read().await?, desk, id, kind, (cycle, level)).await?))
}
