//! `GET /tickets/{id}/paper` and `GET /tickets/{id}/service-sheets/{sheet}/paper`.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::Response,
};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    error::TicketError,
    paper,
    service::{Desk, papers},
};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A ticket as a paper: 故障报告, with its clocks, cause and treatment. What only the vendor's people see is not in it.
#[utoipa::path(get, path = "/tickets/{id}/paper", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let told = papers(&mut app.db().read().await?, Desk::at(&app, &by), id).await?;
    let now = app.env().now();
    let name = format.file_name(&format!("故障报告 {}", told.ticket.row.number));
    made(&name, format.media_type(), move || {
        render(&paper::fault(&told.ticket, &told.entries, &told.sheets, &told.head, now), format)
    })
    .await
}

/// A service sheet as a paper: 服务单, with its photos and the client's signature.
#[utoipa::path(get, path = "/tickets/{id}/service-sheets/{sheet}/paper", tag = "ticketing",
    params(("id" = Uuid, Path, description = "The ticket"), ("sheet" = Uuid, Path, description = "The sheet"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn ticket_service_sheet_paper(
    State(app): State<App>,
    by: Caller,
    path: Result<Path<(Uuid, Uuid)>, PathRejection>,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let Ok(Path((id, sheet))) = path else { return Err(TicketError::NoTicket.into()) };
    let mut told = papers(&mut app.db().read().await?, Desk::at(&app, &by), id).await?;
    let place = told.sheets.iter().position(|written| written.id == sheet).ok_or(TicketError::NoAttachment)?;
    let written = told.sheets.remove(place);
    let corrected =
        told.sheets.iter().find(|later| later.sheet.corrects == Some(sheet)).map(|later| later.number.clone());
    let (blobs, now) = (app.state::<BlobStore>().clone(), app.env().now());
    made(&format.file_name(&format!("服务单 {}", written.number)), format.media_type(), move || {
        // A picture that is gone leaves its name alone.
        let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
        render(&paper::sheet(&told.ticket, &written, corrected.as_deref(), &told.head, &find, now), format)
    })
    .await
}
