//! A request as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    http::{Caller, Id, Params, made},
};
use jianyue_sla::zone;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::CatalogueError, paper, service::request};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    pub(super) format: Format,
}

/// A request as a paper: the client's form with what was filled in, done and signed.
#[utoipa::path(get, path = "/service-requests/{id}/paper", tag = "catalogue",
    params(("id" = Uuid, Path, description = "The request"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn service_request_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let one = request(&mut tx, desk, id).await?;
    let (contract, day) = (ContractId(one.summary.contract_id), zone::local_date(one.summary.asked_at));
    let version = desk.version(&mut tx, contract, day).await.map_err(CatalogueError::from)?;
    drop(tx);
    let signature = one.files.iter().rev().find(|file| file.part == "signature");
    let picture = signature.and_then(|file| app.state::<BlobStore>().path(&file.digest));
    let (head, now) = (Letterhead::of(&version.model, one.summary.work.as_slice()), desk.now());
    made(&format.file_name(&paper::name(&one)), format.media_type(), move || {
        // A picture that is gone leaves the name alone.
        let drawn = picture.and_then(|path| std::fs::read(path).ok());
        render(&paper::paper(&one, &head, drawn, now), format)
    })
    .await
}
