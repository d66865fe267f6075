//! Reports as files.

use axum::{extract::State, response::Response};
use jianyue_contracts::Desk;
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params, attachment},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::service::paper_of;

/// Which file is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct FileWanted {
    /// The kind of file.
    #[param(inline)]
    format: Format,
    /// Of this version; absent: of the draft, or of what was submitted last.
    version: Option<i64>,
}

/// A report as a file. Excel holds all rows behind the figures, the others the first two thousand of each table.
#[utoipa::path(get, path = "/reports/{id}/file", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), FileWanted),
    responses((status = 200, description = "The file, as an attachment"), (status = "default", body = Problem)))]
pub(super) async fn report_file_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(FileWanted { format, version }): Params<FileWanted>,
) -> Result<Response, Problem> {
    let paper = paper_of(&mut app.db().read().await?, Desk::of(&app, &by), id, version).await?;
    let name = format.file_name(&paper.name());
    let made = tokio::task::spawn_blocking(move || render(&paper.document(format == Format::Xlsx), format)).await;
    let bytes = made.map_err(|error| Problem::internal(&error))?.map_err(|error| Problem::internal(&error))?;
    Ok(attachment(&name, format.media_type(), bytes))
}
