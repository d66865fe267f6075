//! Versions of a report, what is different between them, and the rows behind their figures.

use axum::{
    Json,
    extract::{Path, State},
};
use jianyue_contracts::Desk;
use jianyue_kernel::PageRequest;
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    model::{Difference, VersionDetail},
    service::{Rows, RowsRequest, report_difference, report_version, rows},
};

/// A version that was submitted, with what it holds: it never changes.
#[utoipa::path(get, path = "/reports/{id}/versions/{version_no}", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), ("version_no" = i64, Path, description = "The version, from 1")),
    responses((status = 200, body = VersionDetail), (status = "default", body = Problem)))]
pub(super) async fn report_version_get(
    State(app): State<App>,
    by: Caller,
    Path((id, no)): Path<(Uuid, i64)>,
) -> Result<Json<VersionDetail>, Problem> {
    Ok(Json(report_version(&mut app.db().read().await?, Desk::of(&app, &by), (id, no)).await?))
}

/// Between which versions.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Between {
    /// The earlier version.
    from: i64,
    /// The later version; absent: the draft, or what was submitted last.
    to: Option<i64>,
}

/// What is different.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportDifferences {
    /// Parts and figures.
    items: Vec<Difference>,
}

/// What is different between two versions.
#[utoipa::path(get, path = "/reports/{id}/difference", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), Between),
    responses((status = 200, body = ReportDifferences), (status = "default", body = Problem)))]
pub(super) async fn report_difference_get(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(Between { from, to }): Params<Between>,
) -> Result<Json<ReportDifferences>, Problem> {
    let mut tx = app.db().read().await?;
    Ok(Json(ReportDifferences { items: report_difference(&mut tx, Desk::of(&app, &by), id, (from, to)).await? }))
}

/// Which rows are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RowsWanted {
    /// The section's code.
    section: String,
    /// The key of the table: `rows` of the figure.
    key: String,
    /// Of this version; absent: of the draft, or of what was submitted last.
    version: Option<i64>,
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// The rows behind a figure, as they were frozen, with the pages of their records.
#[utoipa::path(get, path = "/reports/{id}/rows", tag = "reports",
    params(("id" = Uuid, Path, description = "The report"), RowsWanted),
    responses((status = 200, body = Rows), (status = "default", body = Problem)))]
pub(super) async fn report_row_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<RowsWanted>,
) -> Result<Json<Rows>, Problem> {
    let asked = RowsRequest {
        section: wanted.section,
        key: wanted.key,
        version: wanted.version,
        page: PageRequest { limit: wanted.limit, after: wanted.after },
    };
    Ok(Json(rows(&mut app.db().read().await?, Desk::of(&app, &by), id, asked).await?))
}
