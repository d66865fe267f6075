//! Emergencies and drills as files.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    http::{Caller, Id, Params, made},
};
use jianyue_sla::zone;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    error::EmergencyError,
    paper,
    service::{drill, emergency},
};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// An emergency as a paper: 应急处置报告.
#[utoipa::path(get, path = "/emergencies/{id}/paper", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The emergency"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn emergency_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let file = emergency(&mut tx, desk, id).await?;
    let one = &file.emergency;
    let day = zone::local_date(one.opened_at);
    let version = desk.version(&mut tx, one.contract_id.into(), day).await.map_err(EmergencyError::from)?;
    drop(tx);
    let document = paper::emergency::paper(&file, &Letterhead::of(&version.model, &one.works));
    let name = format.file_name(&paper::emergency::name(one));
    made(&name, format.media_type(), move || render(&document, format)).await
}

/// A drill as a paper: 应急演练记录.
#[utoipa::path(get, path = "/emergency-drills/{id}/paper", tag = "emergencies",
    params(("id" = Uuid, Path, description = "The drill"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn emergency_drill_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let one = drill(&mut tx, desk, id).await?;
    let version = desk.version(&mut tx, one.contract_id.into(), one.planned_on).await.map_err(EmergencyError::from)?;
    drop(tx);
    let signature = one.files.iter().rev().find(|file| file.part == "signature");
    let picture = signature.and_then(|file| app.state::<BlobStore>().path(&file.digest));
    let (head, now) = (Letterhead::of(&version.model, &one.works), desk.now());
    let name = format.file_name(&paper::drill::name(&one));
    made(&name, format.media_type(), move || {
        // A picture that is gone leaves the name alone.
        let drawn = picture.and_then(|path| std::fs::read(path).ok());
        render(&paper::drill::paper(&one, &head, drawn, now), format)
    })
    .await
}
