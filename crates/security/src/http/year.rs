//! A year in figures.

use axum::{
    Json,
    extract::{Path, State},
    response::Response,
};
use jianyue_contracts::Desk;
use jianyue_platform::{App, Problem, http::Caller};
use uuid::Uuid;

use super::tables::excel;
use crate::{
    model::SecurityYear,
    service::{year, year_sheet},
};

/// A year of a contract in figures, for the yearly report about network security.
#[utoipa::path(get, path = "/contracts/{id}/security/year/{year}", tag = "security",
    params(("id" = Uuid, Path, description = "The contract"), ("year" = i32, Path, description = "The year")),
    responses((status = 200, body = SecurityYear), (status = "default", body = Problem)))]
pub(super) async fn security_year(
    State(app): State<App>,
    by: Caller,
    Path((id, wanted)): Path<(Uuid, i32)>,
) -> Result<Json<SecurityYear>, Problem> {
    Ok(Json(year(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), wanted).await?))
}

/// The same as an Excel file, with every vulnerability of the year.
#[utoipa::path(get, path = "/contracts/{id}/security/year/{year}/export", tag = "security",
    params(("id" = Uuid, Path, description = "The contract"), ("year" = i32, Path, description = "The year")),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn security_year_export(
    State(app): State<App>,
    by: Caller,
    Path((id, wanted)): Path<(Uuid, i32)>,
) -> Result<Response, Problem> {
    let content = year_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), wanted).await?;
    Ok(excel(&format!("security-{wanted}"), content))
}
