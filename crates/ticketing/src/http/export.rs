//! `POST /exports/tickets`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    builds::Builds,
    http::{Caller, Input},
    sealed::Sealer,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{export, filters::Filters, service::Desk};

/// An export that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TicketExport {
    /// The build: `GET /builds/{id}` tells how far it is.
    id: Uuid,
}

/// Asks for all tickets that the filters mean as an Excel file. Answers at once; `GET /builds/{id}` tells how far it is, and
/// `GET /builds/{id}/file` gives the file. The newest tickets come first, whatever the list's order.
#[utoipa::path(post, path = "/exports/tickets", tag = "ticketing", request_body = Filters,
    responses((status = 202, body = TicketExport), (status = 409, description = "platform.too_many_builds", body = Problem,
              content_type = "application/problem+json"), (status = "default", body = Problem)))]
pub(super) async fn ticket_export(
    State(app): State<App>,
    by: Caller,
    Input(filters): Input<Filters>,
) -> Result<(StatusCode, Json<TicketExport>), Problem> {
    let desk = Desk::at(&app, &by).with_sealer(app.state::<Sealer>());
    let mut tx = app.db().write().await?;
    let id = export::ask(&mut tx, desk, filters).await?;
    tx.commit().await?;
    app.state::<Builds>().wake();
    Ok((StatusCode::ACCEPTED, Json(TicketExport { id })))
}
