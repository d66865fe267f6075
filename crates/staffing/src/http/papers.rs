//! Trainings and changes of people as files.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_kernel::ContractId;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::files_of,
    http::{Caller, Id, Params, made},
};
use jianyue_sla::zone;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::StaffingError,
    model::SIGNATURE_FILE,
    paper,
    service::{change, training},
};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A training as a paper with who was there: 培训记录.
#[utoipa::path(get, path = "/trainings/{id}/paper", tag = "staffing",
    params(("id" = Uuid, Path, description = "The training"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn training_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let one = training(&mut tx, desk, id).await?;
    let contract = ContractId(one.contract_id);
    let version = desk.version(&mut tx, contract, one.due_on).await.map_err(StaffingError::from)?;
    let signed: Vec<_> = one.people.iter().filter(|who| who.signature.is_some()).map(|who| who.id).collect();
    let files = if signed.is_empty() { BTreeMap::new() } else { files_of(&mut tx, SIGNATURE_FILE, signed).await? };
    drop(tx);
    let store = app.state::<BlobStore>();
    let pictures = files.into_values().flatten().filter_map(|file| Some((file.id, store.path(&file.digest)?)));
    let pictures: Vec<_> = pictures.collect();
    let (head, now) = (Letterhead::of(&version.model, &one.works), desk.now());
    let name = format.file_name(&paper::training::name(&one));
    made(&name, format.media_type(), move || {
        // A picture that is gone leaves a line to sign on.
        let read = pictures.into_iter().filter_map(|(id, path)| Some((id, std::fs::read(path).ok()?)));
        render(&paper::training::paper(&one, &head, &read.collect(), now), format)
    })
    .await
}

/// A change of people as a paper: 人员变更通知.
#[utoipa::path(get, path = "/staff-changes/{id}/paper", tag = "staffing",
    params(("id" = Uuid, Path, description = "The change"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn staff_change_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let one = change(&mut tx, desk, id).await?;
    let day = zone::local_date(one.created_at);
    let version = desk.version(&mut tx, ContractId(one.contract_id), day).await.map_err(StaffingError::from)?;
    drop(tx);
    let document = paper::change::paper(&one, &Letterhead::of(&version.model, &one.works), desk.now());
    let name = format.file_name(&paper::change::name(&one));
    made(&name, format.media_type(), move || render(&document, format)).await
}
