//! Files: import, export, certificates of issuers.

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
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::{
    error::CertificateError,
    model::Issuer,
    read::{ReadError, Row, certificates_of, read},
    service::{ImportResult, Table, add_issuers, import, issuers, may_write, table},
};

/// The largest file that is read.
const LARGEST: usize = 20 * 1024 * 1024;

/// What is handed in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form; the parts are read one by one")]
pub(super) struct CertificateFile {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Opens a PFX.
    password: Option<String>,
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

struct File {
    name: String,
    content: Vec<u8>,
    password: Option<String>,
}

/// Takes certificates over from Excel, CSV, PEM, DER or PFX, row by row: what does not fit is listed with its line and
/// reason, and the rest is taken. A certificate that the register has takes over what differs.
#[utoipa::path(post, path = "/contracts/{id}/certificates/import", tag = "certificates",
    params(("id" = uuid::Uuid, Path, description = "The contract"), How),
    request_body(content = CertificateFile, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportResult), (status = "default", body = Problem)))]
pub(super) async fn certificate_import(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(how): Params<How>,
    request: Request,
) -> Result<Json<ImportResult>, Problem> {
    may_write(&by, id.into())?;
    let File { name, content, password } = receive(request).await?;
    let file = name.clone();
    let rows = in_background(move || read(&name, &content, password.as_deref())).await?;
    let preview = how.preview.unwrap_or(false);
    let mut tx = if preview { app.db().read().await? } else { app.db().write().await? };
    let result = import(&app, &mut tx, &by, (id.into(), &file), rows, preview).await?;
    if !preview {
        tx.commit().await?;
    }
    Ok(Json(result))
}

/// The register of a contract, or an empty table to be filled in, as an Excel file.
#[utoipa::path(get, path = "/contracts/{id}/certificates/export", tag = "certificates",
    params(("id" = uuid::Uuid, Path, description = "The contract"), What),
    responses((status = 200, description = "The table",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (status = "default", body = Problem)))]
pub(super) async fn certificate_export(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    Params(what): Params<What>,
) -> Result<Response, Problem> {
    let what = if what.template.unwrap_or(false) { Table::Template } else { Table::Register };
    let content = table(&mut app.db().read().await?, &by, id.into(), what).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"certificates.xlsx\""),
    ];
    Ok((headers, content).into_response())
}

/// Those whose certificates make the issuers' lists believable.
#[utoipa::path(get, path = "/contracts/{id}/certificates/issuers", tag = "certificates",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    responses((status = 200, body = [Issuer]), (status = "default", body = Problem)))]
pub(super) async fn certificate_issuers(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
) -> Result<Json<Vec<Issuer>>, Problem> {
    Ok(Json(issuers(&mut app.db().peek().await?, &by, id.into()).await?))
}

/// Adds certificates of issuers, from PEM or DER.
#[utoipa::path(post, path = "/contracts/{id}/certificates/issuers", tag = "certificates",
    params(("id" = uuid::Uuid, Path, description = "The contract")),
    request_body(content = CertificateFile, content_type = "multipart/form-data"),
    responses((status = 200, body = [Issuer]), (status = "default", body = Problem)))]
pub(super) async fn certificate_issuer_add(
    State(app): State<App>,
    by: Caller,
    Id(id): Id,
    request: Request,
) -> Result<Json<Vec<Issuer>>, Problem> {
    may_write(&by, id.into())?;
    let File { content, password, .. } = receive(request).await?;
    let ders = certificates_of(&content, password.as_deref()).map_err(CertificateError::from)?;
    let mut tx = app.db().write().await?;
    let all = add_issuers(&app, &mut tx, &by, id.into(), ders).await?;
    tx.commit().await?;
    Ok(Json(all))
}

/// A large table takes a while to read; others are served meanwhile.
async fn in_background<F>(read: F) -> Result<Vec<Row>, Problem>
where
    F: FnOnce() -> Result<Vec<Row>, ReadError> + Send + 'static,
{
    let rows = tokio::task::spawn_blocking(read).await.map_err(|error| Problem::internal(&error))?;
    Ok(rows.map_err(CertificateError::from)?)
}

async fn receive(request: Request) -> Result<File, Problem> {
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| no_file())?;
    let (mut file, mut password) = (None, None);
    while let Some(mut part) = parts.next_field().await.map_err(|error| broken(&error))? {
        if part.name() == Some("password") {
            password = Some(part.text().await.map_err(|error| broken(&error))?);
            continue;
        }
        let Some(name) = part.file_name().map(str::to_owned) else { continue };
        let mut content = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|error| broken(&error))? {
            if content.len() + piece.len() > LARGEST {
                return Err(too_large());
            }
            content.extend_from_slice(&piece);
        }
        file = Some((name, content));
    }
    let (name, content) = file.ok_or_else(no_file)?;
    Ok(File { name, content, password })
}

fn too_large() -> Problem {
    let text = "文件超过 20 MB。请分成几个文件上传。";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "certificates.file_too_large", text)
}

fn no_file() -> Problem {
    let text = "请求中没有文件：请用 multipart/form-data 上传，文件字段名为 file。";
    Problem::new(StatusCode::BAD_REQUEST, "certificates.no_file", text)
}

fn broken(error: &MultipartError) -> Problem {
    let text = format!("上传内容读取失败：{}。请重新上传。", error.body_text());
    Problem::new(StatusCode::BAD_REQUEST, "certificates.interrupted", text)
}
