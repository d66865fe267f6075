//! A special period as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::AssuranceError, paper, service::detail};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A special period as a paper: 特殊时期保障方案, or 特殊时期保障总结 when it is over.
#[utoipa::path(get, path = "/special-periods/{id}/paper", tag = "assurance",
    params(("id" = Uuid, Path, description = "The period"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn special_period_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let full = detail(&mut tx, desk, id).await?;
    let period = &full.period;
    let version = desk.version(&mut tx, period.contract_id.into(), period.from).await.map_err(AssuranceError::from)?;
    drop(tx);
    let document = paper::paper(&full, &Letterhead::of(&version.model, &period.works), desk.now());
    made(&format.file_name(&paper::name(period)), format.media_type(), move || render(&document, format)).await
}
