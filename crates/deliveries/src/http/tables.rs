//! Tables that are handed in and out.

use axum::{
    Json,
    extract::{FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_contracts::Desk;
use jianyue_kernel::{Page, PageRequest};
use jianyue_platform::{
    App, Problem,
    files::FileUpload,
    http::{Caller, Id, Params},
};
use jianyue_sheets::{RowOf, TableError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::DeliveryError,
    model::{Batch, BatchKind, Side},
    read::{batch_columns, read_money, read_orders, side_columns},
    service::{
        ImportResult, batches, import_batch, import_money, may_import, may_import_money, reconciliation_table, template,
    },
};

/// The largest file that is read.
const LARGEST: usize = 20 * 1024 * 1024;

/// How a file about orders is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchHow {
    /// What it tells of.
    kind: BatchKind,
    /// Only look what would become of each row.
    preview: Option<bool>,
}

/// Which table about orders is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchTemplate {
    /// What it tells of.
    kind: BatchKind,
}

/// Which tables are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct BatchesWanted {
    /// Rows wanted, 1 to 200.
    limit: Option<u32>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// How a file about money is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MoneyHow {
    /// Whose books.
    side: Side,
    /// Only look what would become of each row.
    preview: Option<bool>,
}

/// Which table about money is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MoneyTemplate {
    /// Whose books.
    side: Side,
}

/// A page of tables that were taken over.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DeliveryBatchPage {
    /// Rows, the last first.
    items: Vec<Batch>,
    /// Cursor of the next page.
    next: Option<String>,
}

struct File {
    name: String,
    content: Vec<u8>,
}

/// Tables that were taken over, the last first.
#[utoipa::path(get, path = "/contracts/{id}/delivery-batches", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), BatchesWanted),
    responses((status = 200, body = DeliveryBatchPage), (status = "default", body = Problem)))]
pub(super) async fn delivery_batch_list(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<BatchesWanted>,
) -> Result<Json<DeliveryBatchPage>, Problem> {
    let page = PageRequest { limit: wanted.limit, after: wanted.after };
    let Page { items, next } = batches(&mut app.db().read().await?, Desk::of(&app, &by), id.into(), page).await?;
    Ok(Json(DeliveryBatchPage { items, next }))
}

/// Takes orders, or what was made or handed to a courier, from Excel or CSV, row by row: what does not fit is listed with its line
/// and reason, and the rest is taken.
#[utoipa::path(post, path = "/contracts/{id}/delivery-batches", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), BatchHow),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn delivery_batch_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<BatchHow>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    may_import(Desk::of(&app, &by), id.into())?;
    let File { name, content } = receive(request).await?;
    let (file, kind) = (name.clone(), how.kind);
    let rows = in_background(move || read_orders(kind, &name, &content)).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let desk = Desk::of(&app, &by);
    let result = import_batch(&mut tx, desk, id.into(), (kind, &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// An empty table to be filled in.
#[utoipa::path(get, path = "/contracts/{id}/delivery-batches/template", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The contract"), BatchTemplate),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn delivery_batch_template(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<BatchTemplate>,
) -> Result<Response, Problem> {
    may_import(Desk::of(&app, &by), id.into())?;
    Ok(excel(wanted.kind.code(), template(batch_columns(wanted.kind))?))
}

/// Takes payments, receipts or transfers to the treasury into a week, row by row.
#[utoipa::path(post, path = "/reconciliations/{id}/import", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week"), MoneyHow),
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn reconciliation_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<MoneyHow>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    may_import_money(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    let File { name, content } = receive(request).await?;
    let (file, side) = (name.clone(), how.side);
    let rows = in_background(move || read_money(side, &name, &content)).await?;
    let preview = how.preview.unwrap_or(false);
    // The week is held even for a look, which then keeps nothing.
    let mut tx = app.db().write().await?;
    let result = import_money(&mut tx, Desk::of(&app, &by), id, (side, &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// An empty table to be filled in.
#[utoipa::path(get, path = "/reconciliations/{id}/template", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week"), MoneyTemplate),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn reconciliation_template(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(wanted): Params<MoneyTemplate>,
) -> Result<Response, Problem> {
    may_import_money(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    Ok(excel(wanted.side.code(), template(side_columns(wanted.side))?))
}

/// A week as an Excel file: what differs, every row, and sums that count themselves.
#[utoipa::path(get, path = "/reconciliations/{id}/export", tag = "deliveries",
    params(("id" = Uuid, Path, description = "The week")),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn reconciliation_export(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    let content = reconciliation_table(&mut app.db().read().await?, Desk::of(&app, &by), id).await?;
    Ok(excel("reconciliation", content))
}

fn excel(name: &str, content: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xlsx\"")),
    ];
    (headers, content).into_response()
}

/// A large table takes a while to read; others are served meanwhile.
async fn in_background<T, F>(read: F) -> Result<Vec<RowOf<T>>, Problem>
where
    T: Send + 'static,
    F: FnOnce() -> Result<Vec<RowOf<T>>, TableError> + Send + 'static,
{
    let rows = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::internal(&error))?;
    Ok(rows.map_err(|error| DeliveryError::table(&error))?)
}

async fn receive(request: Request) -> Result<File, Problem> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_file())?;
    while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        let mut content = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
            if content.len() + piece.len() > LARGEST {
                let text = "文件超过 20 MB。请分成几个文件上传。";
                return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "deliveries.file_too_large", text));
            }
            content.extend_from_slice(&piece);
        }
        return Ok(File { name, content });
    }
    Err(no_file())
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "deliveries.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "deliveries.interrupted", text)
}
