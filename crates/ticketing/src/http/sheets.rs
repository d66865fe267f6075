//! `GET /tickets/{id}/checklist` and `GET, POST /tickets/{id}/service-sheets`.

use axum::{Json, extract::State, http::StatusCode};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Input},
};

use super::device_time::DeviceTime;
use crate::{
    model::{Checklist, ServiceSheet, WrittenSheet},
    service::{Desk, checklist, sheets, write_sheet},
};

/// What a service sheet of the ticket has to say: what its contract asks for, then what the house asks for.
#[utoipa::path(get, path = "/tickets/{id}/checklist", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The ticket")),
    responses((status = 200, body = Checklist), (status = "default", body = Problem)))]
pub(super) async fn ticket_checklist(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Checklist>, Problem> {
    let desk = Desk::at(&app, &by);
    Ok(Json(checklist(&mut app.db().read().await?, desk, id).await?))
}

/// The service sheets of a ticket, the newest first.
#[utoipa::path(get, path = "/tickets/{id}/service-sheets", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The ticket")),
    responses((status = 200, body = [WrittenSheet]), (status = "default", body = Problem)))]
pub(super) async fn ticket_service_sheets(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<WrittenSheet>>, Problem> {
    Ok(Json(sheets(&mut app.db().read().await?, &by, id).await?))
}

/// Writes a service sheet. It is never changed; a correction is a new one that names the old.
#[utoipa::path(post, path = "/tickets/{id}/service-sheets", tag = "ticketing",
    params(("id" = uuid::Uuid, Path, description = "The ticket"),
        ("X-Device-Time" = Option<String>, Header, description = "When it was done, as the device showed it")),
    request_body = ServiceSheet, responses((status = 201, body = WrittenSheet), (status = "default", body = Problem)))]
pub(super) async fn ticket_service_sheet(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    device: DeviceTime,
    Input(sheet): Input<ServiceSheet>,
) -> Result<(StatusCode, Json<WrittenSheet>), Problem> {
    let mut tx = app.db().write().await?;
    let desk = Desk::of(&app, &by).shown_at(device.0)?;
    let (_, written) = write_sheet(&mut tx, desk, id, sheet).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(written)))
}
