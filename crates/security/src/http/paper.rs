//! A vulnerability as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::SecurityError, paper, service::vulnerability};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A vulnerability as a paper: 漏洞整改反馈单.
#[utoipa::path(get, path = "/vulnerabilities/{id}/paper", tag = "security",
    params(("id" = Uuid, Path, description = "The vulnerability"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn vulnerability_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let detail = vulnerability(&mut tx, desk, id).await?;
    let one = &detail.vulnerability;
    let contract = ContractId(one.contract_id);
    let version = desk.version(&mut tx, contract, one.received_on).await.map_err(SecurityError::from)?;
    drop(tx);
    let head = Letterhead::of(&version.model, one.work.as_slice());
    let document = paper::paper(&detail, &head, desk.now());
    made(&format.file_name(&paper::name(one)), format.media_type(), move || render(&document, format)).await
}
