//! A letter as a file.

use axum::{extract::State, response::Response};
use jianyue_contracts::{Desk, Letterhead};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{error::LetterError, paper, service::letter};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// A letter as a paper, with what became of it on the next page.
#[utoipa::path(get, path = "/letters/{id}/paper", tag = "letters",
    params(("id" = Uuid, Path, description = "The letter"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn letter_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let desk = Desk::of(&app, &by);
    let mut tx = app.db().read().await?;
    let detail = letter(&mut tx, desk, id).await?;
    let one = &detail.letter;
    let version = desk.version(&mut tx, one.contract_id.into(), one.sent_on).await.map_err(LetterError::from)?;
    drop(tx);
    let document = paper::paper(&detail, &Letterhead::of(&version.model, &one.works), desk.now());
    made(&format.file_name(&paper::name(one)), format.media_type(), move || render(&document, format)).await
}
