//! `/billing/reconciliation`: a bank's or the treasury's list.

use axum::{
    Json,
    extract::{FromRequest as _, Multipart, Request, State, multipart::MultipartError},
    http::StatusCode,
    response::Response,
};
use jianyue_contracts::Desk;
use jianyue_platform::{
    App, Problem,
    files::FileUpload,
    http::{Caller, Params, made},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    reconcile::{COLUMNS, read_list},
    service::{Reconciliation, may_reconcile, reconcile},
};

/// The largest file that is read.
const LARGEST: usize = 10 * 1024 * 1024;
/// The template's media type.
const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// How a list is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Only look what would become of each line.
    preview: Option<bool>,
}

/// Matches a list of payments (Excel or CSV) with what is open. Lines that belong to a payment are recorded, all at once;
/// the others come back with their reason. A voucher's number is taken once.
#[utoipa::path(post, path = "/billing/reconciliation", tag = "billing", params(How),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = Reconciliation), (status = "default", body = Problem)))]
pub(super) async fn billing_reconcile(
    State(app): State<App>,
    by: Caller,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<Reconciliation>, Problem> {
    let desk = Desk::of(&app, &by);
    may_reconcile(desk)?;
    let (name, content) = receive(request).await?;
    let file = name.clone();
    let rows = tokio::task::spawn_blocking(move || read_list(&name, &content)).await;
    let rows = rows.map_err(|error| Problem::internal(&error))?.map_err(|error| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "billing.unreadable_list", error.to_string())
    })?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let found = reconcile(&mut tx, desk, &file, rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(found))
}

/// An empty list to be filled in, as an Excel file.
#[utoipa::path(get, path = "/billing/reconciliation/template", tag = "billing",
    responses((status = 200, description = "The table", content_type = "application/octet-stream"),
    (status = "default", body = Problem)))]
pub(super) async fn billing_reconcile_template(State(app): State<App>, by: Caller) -> Result<Response, Problem> {
    may_reconcile(Desk::of(&app, &by))?;
    made("付款清单模板.xlsx", EXCEL, template).await
}

fn template() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("付款清单")?;
    let head = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let money = Format::new().set_num_format("#,##0.00");
    let text = Format::new().set_num_format("@");
    for (at, column) in (0..).zip(&COLUMNS) {
        sheet.write_string_with_format(0, at, column.heading, &head)?;
    }
    for (at, (width, format)) in (0..).zip([(14.0, &day), (18.0, &money), (24.0, &text), (36.0, &text), (48.0, &text)])
    {
        sheet.set_column_width(at, width)?;
        sheet.set_column_format(at, format)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

async fn receive(request: Request) -> Result<(String, Vec<u8>), Problem> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_file())?;
    while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        let mut content = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
            if content.len() + piece.len() > LARGEST {
                let text = "文件超过 10 MB。请分成几个文件上传。";
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "billing.file_too_large", text));
            }
            content.extend_from_slice(&piece);
        }
        return Ok((name, content));
    }
    Err(no_file())
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "billing.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "billing.interrupted", text)
}
