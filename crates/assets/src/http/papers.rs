//! Stock-takings as files.

use axum::{extract::State, response::Response};
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{paper::paper, service::taking_papers};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// 盘点表: a stock-taking with its lines, to be signed.
#[utoipa::path(get, path = "/stock-takings/{id}/paper", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn stock_taking_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let (taking, lines, head) = taking_papers(&app, &mut app.db().read().await?, &by, id).await?;
    let now = app.env().now();
    let name = format.file_name(&format!("盘点表 {}", taking.title));
    made(&name, format.media_type(), move || render(&paper(&taking, &lines, &head, now), format)).await
}
