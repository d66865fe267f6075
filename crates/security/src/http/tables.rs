//! Tables that are handed in, and the empty ones to be filled in.

use axum::{
    Json,
    extract::{Request, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    blob::BlobStore,
    files::{FileUpload, receive},
    http::{Caller, Id, Params},
};
use jianyue_sheets::{Column, TableError};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use utoipa::IntoParams;

use crate::{
    read::{FINDING_COLUMNS, SCAN_COLUMNS, read_findings, read_scan},
    service::{FindingImported, ImportResult, findings_import, findings_of, scan_import, scan_of, terms},
};

/// The largest table that is read.
const LARGEST: u64 = 20 * 1024 * 1024;

/// How a file is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Only look what would become of each row.
    preview: Option<bool>,
    /// Key of the work that all rows concern.
    work: Option<String>,
}

/// Takes what a scanner found over from Excel or CSV, row by row: what does not fit is listed with its line and reason, what is
/// known is seen again.
#[utoipa::path(post, path = "/contracts/{id}/vulnerabilities/import", tag = "security",
    params(("id" = Uuid, Path, description = "The contract"), How),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn vulnerability_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    let desk = Desk::of(&app, &by);
    scan_of(desk, id.into(), how.work.as_ref())?;
    let (name, content) = table(&app, request).await?;
    let (file, today) = (name.clone(), desk.today());
    let rows = in_background(move || read_scan(&name, &content, today)).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let result = scan_import(&mut tx, desk, (id.into(), how.work, &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// An empty table for what a scanner found.
#[utoipa::path(get, path = "/contracts/{id}/vulnerabilities/template", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn vulnerability_template(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    terms(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?;
    empty(&SCAN_COLUMNS, "vulnerabilities").map_err(|error| Problem::internal(&error))
}

/// Takes findings of an evaluation over from Excel or CSV, row by row; what is there stays as it is.
#[utoipa::path(post, path = "/security/evaluations/{id}/findings/import", tag = "security",
    params(("id" = Uuid, Path, description = "The evaluation"), How),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = FindingImported), (status = "default", body = Problem)))]
pub(super) async fn security_finding_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<FindingImported>, Problem> {
    let desk = Desk::of(&app, &by);
    findings_of(&mut app.db().read().await?, desk, id).await?;
    let (name, content) = table(&app, request).await?;
    let file = name.clone();
    let rows = in_background(move || read_findings(&name, &content)).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let result = findings_import(&mut tx, desk, (id, &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// An empty table for findings of an evaluation.
#[utoipa::path(get, path = "/contracts/{id}/security/findings/template", tag = "security",
    params(("id" = Uuid, Path, description = "The contract")),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn security_finding_template(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    terms(&mut app.db().read().await?, Desk::of(&app, &by), id.into()).await?;
    empty(&FINDING_COLUMNS, "findings").map_err(|error| Problem::internal(&error))
}

/// The table of a form. It is kept as it came in, like every file.
async fn table(app: &App, request: Request) -> Result<(String, Vec<u8>), Problem> {
    let blobs = app.state::<BlobStore>();
    let file = receive(blobs, request).await?;
    let opened = blobs.open(&file.digest).await.map_err(|error| Problem::internal(&error))?;
    let mut content = Vec::new();
    if let Some((opened, size)) = opened {
        if size > LARGEST {
            let text = "表格超过 20 MB。请分成几个文件上传。";
            return Err(Problem::new(axum::http::StatusCode::PAYLOAD_TOO_LARGE, "security.file_too_large", text));
        }
        opened.take(LARGEST).read_to_end(&mut content).await.map_err(|error| Problem::internal(&error))?;
    }
    Ok((file.name, content))
}

/// A large table takes a while to read; others are served meanwhile.
async fn in_background<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, TableError> + Send + 'static,
) -> Result<T, Problem> {
    let rows = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::internal(&error))?;
    let bad = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    match rows {
        Ok(rows) => Ok(rows),
        Err(error) => Err(Problem::new(bad, "security.bad_table", error.to_string())),
    }
}

fn empty(columns: &[Column], name: &str) -> Result<Response, XlsxError> {
    Ok(excel(name, headings(columns)?))
}

fn headings(columns: &[Column]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (head, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = book.add_worksheet();
    for (at, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, at, column.heading, &head)?;
        sheet.set_column_format(at, &text)?;
        sheet.set_column_width(at, 18)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// A workbook to be saved.
pub(super) fn excel(name: &str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
    ];
    (headers, content).into_response()
}
