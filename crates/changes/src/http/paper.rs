//! A change as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use jianyue_sla::zone;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::ChangeError, paper, service::change};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A change as a paper: 系统变更单.
#[utoipa::path(get, path = "/changes/{id}/paper", tag = "changes",
    params(("id" = Uuid, Path, description = "The change"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn system_change_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let detail = change(&mut tx, desk, id).await?;
    let change = &detail.change;
    let day = zone::local_date(change.created_at);
    let version = desk.version(&mut tx, ContractId(change.contract_id), day).await.map_err(ChangeError::from)?;
    drop(tx);
    let document = paper::paper(&detail, &Letterhead::of(&version.model, &change.works), desk.now());
    made(&format.file_name(&paper::name(change)), format.media_type(), move || render(&document, format)).await
}
