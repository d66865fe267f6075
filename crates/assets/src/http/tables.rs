//! Tables that are handed in and out.

use axum::{
    Json,
    extract::{FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jianyue_platform::{
    App, Problem,
    http::{Caller, Id, Params},
};
use jianyue_sheets::{RowOf, TableError};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::AssetError,
    read::{read_assets, read_spares},
    service::{ImportResult, Table, asset_table, import_assets, import_spares, may_write, spare_table, taking_table},
};

/// The largest file that is read.
const LARGEST: usize = 20 * 1024 * 1024;

/// What is handed in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the parts are read one by one")]
pub(super) struct AssetTableFile {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// How a file is to be taken.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct How {
    /// Only look what would become of each row.
    preview: Option<bool>,
}

/// What is to be exported.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct What {
    /// Only the headings, to be filled in.
    template: Option<bool>,
}

impl What {
    fn table(&self) -> Table {
        if self.template.unwrap_or(false) { Table::Template } else { Table::Register }
    }
}

struct File {
    name: String,
    content: Vec<u8>,
}

/// Takes assets over from Excel or CSV, row by row: what does not fit is listed with its line and reason, and the rest is
/// taken. An asset that the register has, by its code or serial number, takes over what differs.
#[utoipa::path(post, path = "/contracts/{id}/assets/import", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), How),
    request_body(content = AssetTableFile, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn asset_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    may_write(&by, id.into())?;
    let File { name, content } = receive(request).await?;
    let file = name.clone();
    let rows = in_background(move || read_assets(&name, &content)).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let result = import_assets(&app, &mut tx, &by, (id.into(), &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// The assets of a contract, or an empty table to be filled in, as an Excel file.
#[utoipa::path(get, path = "/contracts/{id}/assets/export", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), What),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn asset_export(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(what): Params<What>,
) -> Result<Response, Problem> {
    let content = asset_table(&mut app.db().read().await?, &by, id.into(), what.table()).await?;
    Ok(excel("assets", content))
}

/// Takes spares over from Excel or CSV, row by row. A spare that the store has, by its code, takes over what differs, but
/// its stock.
#[utoipa::path(post, path = "/contracts/{id}/spares/import", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), How),
    request_body(content = AssetTableFile, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn spare_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    may_write(&by, id.into())?;
    let File { name, content } = receive(request).await?;
    let file = name.clone();
    let rows = in_background(move || read_spares(&name, &content)).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let result = import_spares(&app, &mut tx, &by, (id.into(), &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// The spares of a contract, or an empty table to be filled in, as an Excel file.
#[utoipa::path(get, path = "/contracts/{id}/spares/export", tag = "assets",
    params(("id" = Uuid, Path, description = "The contract"), What),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn spare_export(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(what): Params<What>,
) -> Result<Response, Problem> {
    let content = spare_table(&mut app.db().read().await?, &by, id.into(), what.table()).await?;
    Ok(excel("spares", content))
}

/// A stock-taking with its differences as an Excel file.
#[utoipa::path(get, path = "/stock-takings/{id}/export", tag = "assets",
    params(("id" = Uuid, Path, description = "The stock-taking")),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn stock_taking_export(State(app): State<App>, by: Caller, Id(id): Id) -> Result<Response, Problem> {
    Ok(excel("stock-taking", taking_table(&mut app.db().read().await?, &by, id).await?))
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
    Ok(rows.map_err(AssetError::from)?)
}

async fn receive(request: Request) -> Result<File, Problem> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_file())?;
    while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        let mut content = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
            if content.len() + piece.len() > LARGEST {
                return Err(too_large());
            }
            content.extend_from_slice(&piece);
        }
        return Ok(File { name, content });
    }
    Err(no_file())
}

fn too_large() -> Problem {
    let text = "文件超过 20 MB。请分成几个文件上传。";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "assets.file_too_large", text)
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "assets.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "assets.interrupted", text)
}
