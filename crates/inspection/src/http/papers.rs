//! Sheets and runs as files.

use axum::{extract::State, response::Response};
use chrono::NaiveDate;
use jianyue_documents::{Format, render};
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    http::{Caller, Id, Params, made},
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    paper,
    service::{Desk, Sheet, daily_sheet, run_sheet, weekly_sheet},
};

/// As which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct As {
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// Which day, as which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct DayAs {
    /// The day in Shanghai.
    day: NaiveDate,
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

/// Which week, as which file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct WeekAs {
    /// Any day of the week, which begins on Monday.
    week: NaiveDate,
    /// The kind of file.
    #[param(inline)]
    format: Format,
}

async fn answered(app: &App, sheet: Sheet, format: Format) -> Result<Response, Problem> {
    let (blobs, now) = (app.state::<BlobStore>().clone(), app.env().now());
    made(&format.file_name(&paper::name(&sheet)), format.media_type(), move || {
        // A picture that is gone leaves its name alone.
        let find = |digest: &str| blobs.path(digest).and_then(|path| std::fs::read(path).ok());
        render(&paper::paper(&sheet, &find, now), format)
    })
    .await
}

/// 系统日常监控单 as a file.
#[utoipa::path(get, path = "/contracts/{id}/sheets/daily/paper", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract"), DayAs),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_sheet_daily_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(DayAs { day, format }): Params<DayAs>,
) -> Result<Response, Problem> {
    let sheet = daily_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), day).await?;
    answered(&app, sheet, format).await
}

/// 系统周巡检单 as a file.
#[utoipa::path(get, path = "/contracts/{id}/sheets/weekly/paper", tag = "inspection",
    params(("id" = Uuid, Path, description = "The contract"), WeekAs),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_sheet_weekly_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(WeekAs { week, format }): Params<WeekAs>,
) -> Result<Response, Problem> {
    let sheet = weekly_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), week).await?;
    answered(&app, sheet, format).await
}

/// 巡检报告: a run as a file, with its points, answers, photos and signatures.
#[utoipa::path(get, path = "/runs/{id}/paper", tag = "inspection",
    params(("id" = Uuid, Path, description = "The run"), As),
    responses((status = 200, description = "The paper", content_type = "application/octet-stream", body = Vec<u8>),
    (status = "default", body = Problem)))]
pub(super) async fn inspection_run_paper(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(As { format }): Params<As>,
) -> Result<Response, Problem> {
    let sheet = run_sheet(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    answered(&app, sheet, format).await
}
