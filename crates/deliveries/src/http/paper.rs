//! A week of money as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::DeliveryError, paper, policy::rules::works, service::week};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A week as a paper: 对账单 with its sums, and what differs with why.
#[utoipa::path(get, path = "/reconciliations/{id}/paper", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn reconciliation_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let detail = week(&mut tx, desk, id).await?;
    let of = &detail.week;
    let version = desk.version(&mut tx, of.contract_id.into(), of.from).await.map_err(DeliveryError::from)?;
    drop(tx);
    let head = Letterhead::of(&version.model, works(&version.model, &of.rule));
    let document = paper::paper(&detail, &head, desk.now());
    made(&format.file_name(&paper::name(of)), format.media_type(), move || render(&document, format)).await
}
